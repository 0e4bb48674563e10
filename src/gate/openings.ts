import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { rangeHolds } from '../platform/address-range.ts';

/** Kubernetes' own validation rejects the same values: what they would allow is undefined. */
const expressionSchema = z.union([
  z.object({ key: z.string(), operator: z.enum(['In', 'NotIn']), values: z.array(z.string()).min(1) }),
  z.object({ key: z.string(), operator: z.enum(['Exists', 'DoesNotExist']) }),
]);
const selectorSchema = z.object({
  matchLabels: z.record(z.string(), z.string()).default({}),
  matchExpressions: z.array(expressionSchema).default([]),
});
const cidr = z.union([z.cidrv4(), z.cidrv6()]);
const peerSchema = z
  .object({
    podSelector: selectorSchema.optional(),
    namespaceSelector: selectorSchema.optional(),
    ipBlock: z.object({ cidr, except: z.array(cidr).default([]) }).optional(),
  })
  .refine(({ podSelector, namespaceSelector, ipBlock }) => {
    const isSelector = podSelector !== undefined || namespaceSelector !== undefined;
    return isSelector !== (ipBlock !== undefined);
  });
const number = z.int().min(1).max(65_535);
const portSchema = z
  .object({
    protocol: z.enum(['TCP', 'UDP', 'SCTP']).default('TCP'),
    port: z.union([number, z.string()]).optional(),
    endPort: number.optional(),
  })
  .refine(({ port, endPort }) => endPort === undefined || (typeof port === 'number' && port <= endPort));
const ports = z.array(portSchema).default([]);
const directions = z.enum(['Ingress', 'Egress']);

/** A NetworkPolicy as Kubernetes reads it: without types it applies to ingress, and to egress if it has such rules. */
export const policySchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string().default('') }),
  spec: z
    .object({
      podSelector: selectorSchema.prefault({}),
      policyTypes: z.array(directions).default([]),
      ingress: z.array(z.object({ from: z.array(peerSchema).default([]), ports })).default([]),
      egress: z.array(z.object({ to: z.array(peerSchema).default([]), ports })).default([]),
    })
    .transform((spec) => ({ ...spec, policyTypes: typesOf(spec) })),
});

type Direction = z.infer<typeof directions>;

function typesOf(spec: { policyTypes: readonly Direction[]; egress: readonly unknown[] }): Direction[] {
  if (spec.policyTypes.length > 0) return [...spec.policyTypes];
  return spec.egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

type Selector = z.infer<typeof selectorSchema>;
type Peer = z.infer<typeof peerSchema>;
type Port = z.infer<typeof portSchema>;
export type Policy = z.infer<typeof policySchema>;

/** Traffic that a policy allows: for some pods, in a direction, with one peer (or any) at one port (or any). */
export interface Opening {
  readonly policy: string;
  readonly direction: Direction;
  readonly pods: Selector;
  readonly peer: Peer | undefined;
  readonly port: Port | undefined;
}

/** Lists what a policy allows, by peer and port. */
export function openingsOf({ metadata, spec }: Policy): Opening[] {
  const rules = [
    ...spec.ingress.map(({ from, ports }) => ({ direction: 'Ingress' as const, peers: from, ports })),
    ...spec.egress.map(({ to, ports }) => ({ direction: 'Egress' as const, peers: to, ports })),
  ];
  // Rules of a direction that is not among the policy's types have no effect.
  const own = rules.filter(({ direction }) => spec.policyTypes.includes(direction));
  return own.flatMap(({ direction, peers, ports }) =>
    orAny(peers).flatMap((peer) =>
      orAny(ports).map((port) => ({ policy: metadata.name, direction, pods: spec.podSelector, peer, port })),
    ),
  );
}

/** An empty list means all. */
function orAny<T>(items: readonly T[]): readonly (T | undefined)[] {
  return items.length === 0 ? [undefined] : items;
}

/** Whether one opening allows everything that another allows. */
export function covers(wide: Opening, narrow: Opening): boolean {
  return (
    wide.direction === narrow.direction &&
    selectsAll(wide.pods, narrow.pods) &&
    (wide.peer === undefined || (narrow.peer !== undefined && coversPeer(wide.peer, narrow.peer))) &&
    (wide.port === undefined || (narrow.port !== undefined && coversPort(wide.port, narrow.port)))
  );
}

/** Whether one selector matches all that another matches: fewer labels match more. */
export function selectsAll(wide: Selector, narrow: Selector): boolean {
  if (wide.matchExpressions.length > 0 && !isDeepStrictEqual(wide.matchExpressions, narrow.matchExpressions))
    return false;
  return Object.entries(wide.matchLabels).every(([key, value]) => narrow.matchLabels[key] === value);
}

function coversPeer(wide: Peer, narrow: Peer): boolean {
  if (wide.ipBlock !== undefined || narrow.ipBlock !== undefined)
    return (
      wide.ipBlock !== undefined && narrow.ipBlock !== undefined && coversBlock(wide.ipBlock, narrow.ipBlock)
    );
  if ((wide.namespaceSelector === undefined) !== (narrow.namespaceSelector === undefined)) return false;
  const isSpace =
    wide.namespaceSelector === undefined ||
    (narrow.namespaceSelector !== undefined && selectsAll(wide.namespaceSelector, narrow.namespaceSelector));
  const isPod =
    wide.podSelector === undefined ||
    (narrow.podSelector !== undefined && selectsAll(wide.podSelector, narrow.podSelector));
  return isSpace && isPod;
}

type Block = NonNullable<Peer['ipBlock']>;

function coversBlock(wide: Block, narrow: Block): boolean {
  const isDenied = (hole: string) =>
    narrow.except.some((other) => rangeHolds(other, hole)) ||
    (!rangeHolds(narrow.cidr, hole) && !rangeHolds(hole, narrow.cidr));
  return rangeHolds(wide.cidr, narrow.cidr) && wide.except.every(isDenied);
}

function coversPort(wide: Port, narrow: Port): boolean {
  if (wide.protocol !== narrow.protocol) return false;
  if (wide.port === undefined) return true;
  if (typeof wide.port === 'string' || typeof narrow.port !== 'number') return wide.port === narrow.port;
  return narrow.port >= wide.port && (narrow.endPort ?? narrow.port) <= (wide.endPort ?? wide.port);
}

/** Writes an opening for people: `allows pods app=web on TCP 5000`. */
export function openingText({ peer, port }: Opening): string {
  return `allows ${peerText(peer)} on ${portText(port)}`;
}

function peerText(peer: Peer | undefined): string {
  if (peer === undefined) return 'any peer';
  const { ipBlock, namespaceSelector, podSelector } = peer;
  if (ipBlock !== undefined)
    return ipBlock.except.length === 0 ? ipBlock.cidr : `${ipBlock.cidr} except ${ipBlock.except.join(', ')}`;
  const space = namespaceSelector === undefined ? '' : `namespaces ${selectorText(namespaceSelector)}`;
  const pod = podSelector === undefined ? '' : `pods ${selectorText(podSelector)}`;
  return [space, pod].filter((part) => part !== '').join(', ') || 'any peer';
}

function selectorText({ matchLabels, matchExpressions }: Selector): string {
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const expressions = matchExpressions.map((expression) => JSON.stringify(expression));
  return [...labels, ...expressions].join(',') || 'all';
}

function portText(port: Port | undefined): string {
  if (port?.port === undefined) return port === undefined ? 'any port' : `any ${port.protocol} port`;
  return `${port.protocol} ${port.port}${port.endPort === undefined ? '' : `–${port.endPort}`}`;
}
