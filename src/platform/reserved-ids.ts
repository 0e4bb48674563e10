import { unfitForNew } from '../records/new-id.ts';
import { RESERVED_IDS } from '../records/schema.ts';
import { OFFICIAL_ENDINGS, RESERVED_NAMES, SIGN_IN_PARTS, SIGN_IN_WORDS } from './reserved-names.ts';
import type { Platform } from './schema.ts';

/** Why a new tenant may not have an id. */
export interface Reservation {
  /** After the id, as a sentence goes on. */
  readonly message: string;
  /** What is allowed, or what an operator can do about it. */
  readonly allowed: string;
}

/** Names of databases beside the tenants' own: an id of that name would be one of them. */
export const NEVER_ALLOWED: readonly string[] = ['template', 'free-tier'];

/**
 * Why an id is none for a new tenant; nothing when it may have it. Tenants that exist keep theirs.
 *
 * @param id - any text that a record's id may be
 * @param platform - its `reservedIds` are added to the built-in names, its `allowedIds` taken from them
 */
export function reservationOf(id: string, platform: Platform): Reservation | undefined {
  if (RESERVED_IDS.includes(id) || NEVER_ALLOWED.includes(id))
    return { message: 'is reserved for the platform', allowed: 'another id' };
  if (platform.reservedIds.includes(id))
    return { message: 'is reserved by platform.yaml', allowed: 'an id that reservedIds does not list' };
  const unfit = unfitForNew(id);
  if (unfit !== undefined) return unfit;
  if (platform.allowedIds.includes(id)) return undefined;
  const mistaken = mistakenFor(id, platform);
  if (mistaken === undefined) return undefined;
  const allowed = `another id, or ${id} in allowedIds of platform.yaml`;
  return { message: `is reserved: its host would pass for ${mistaken}`, allowed };
}

/** What the host of an id would pass for. */
function mistakenFor(id: string, platform: Platform): string | undefined {
  if (ownNames(platform).has(id) || id.split('-').includes('mechanicbuddy')) return 'the platform itself';
  return spellings(id)
    .map(readAs)
    .find((found) => found !== undefined);
}

function readAs(id: string): string | undefined {
  const named = WHAT_IS.get(withoutNumber(id)) ?? WHAT_IS.get(id) ?? WHAT_IS.get(id.replaceAll('-', ''));
  if (named !== undefined) return named;
  const tokens = id.split('-');
  const isSignIn =
    tokens.some((token) => SIGN_IN_WORDS.includes(token)) ||
    SIGN_IN_PARTS.some((part) => id.includes(part)) ||
    /(^|-)(log|sign)-(in|on|up)(-|$)/.test(id);
  if (isSignIn) return 'a sign-in page';
  return OFFICIAL_ENDINGS.includes(tokens.at(-1) ?? '') ? 'an official page of another company' : undefined;
}

const WHAT_IS: ReadonlyMap<string, string> = new Map(
  Object.entries(RESERVED_NAMES).flatMap(([what, names]) => names.map((name) => [name, what] as const)),
);

/** `ns1`, `mx-2` and the like are more of the same. */
const withoutNumber = (id: string): string => id.replace(/-?\d+$/, '');

/** As it is written, and as somebody reads it who takes digits for letters. */
function spellings(id: string): readonly string[] {
  const read = (one: string) =>
    [...id].map(
      (letter) => ({ '0': 'o', '1': one, '3': 'e', '4': 'a', '5': 's', '7': 't' })[letter] ?? letter,
    );
  return [...new Set([id, read('l').join(''), read('i').join('')])];
}

/** Namespaces and hosts that are rendered, or that the settings name. */
function ownNames(platform: Platform): ReadonlySet<string> {
  const { argocd, monitoring, edge, secretStore, network, clusters, domain } = platform;
  return new Set([
    ...RENDERED,
    ...Object.keys(clusters),
    domain.replace(/\..*/, ''),
    argocd.namespace,
    monitoring.namespace,
    monitoring.certManagerNamespace,
    edge.controller.namespace,
    secretStore.namespace,
    network.operatorNamespace,
  ]);
}

/** Names of what the system's and the free tier's charts render. */
const RENDERED: readonly string[] = [
  'default',
  'kube-system',
  'management-api',
  'management-portal',
  'tenant-provisioner',
  'tenants',
];
