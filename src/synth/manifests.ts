import { App, type Chart } from 'cdk8s';
import { emit, type Json } from '../yaml/emit.ts';

/** A Kubernetes object as it is written. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [key: string]: unknown;
}

/** Two objects of one bundle with the same kind, namespace and name: Argo CD would apply only the last. */
export class DuplicateObject extends Error {
  constructor(identity: string) {
    super(`${identity} is rendered twice in one bundle`);
    this.name = 'DuplicateObject';
  }
}

/**
 * The objects of one chart, in the order in which it made them. Each bundle has an App of its own: one App with
 * many charts takes time that grows with their square (facts, cdk8s). Throws DuplicateObject.
 */
export function manifestsOf(addChart: (app: App) => Chart): Manifest[] {
  const manifests = addChart(new App())
    .toJson()
    .map((object) => readable(object) as unknown as Manifest);
  const seen = new Set<string>();
  for (const { apiVersion, kind, metadata } of manifests) {
    const identity = `${apiVersion} ${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
    if (seen.has(identity)) throw new DuplicateObject(identity);
    seen.add(identity);
  }
  return manifests;
}

/** Manifests as one YAML stream, after a line that says where they come from. */
export function manifestText(source: string, manifests: readonly Manifest[]): string {
  const head = `# Rendered from ${source} by mechanicbuddy synth: edit that file, not this one.\n`;
  return head + manifests.map((manifest) => emit(manifest as unknown as Json)).join('---\n');
}

/** Keys that tell what something is; a reader wants them first, whatever the alphabet says. */
const IDENTITY = ['apiVersion', 'kind', 'metadata', 'name', 'namespace'] as const;

/** Puts identity first, at every depth. Changes the value in place: it is this module's own, fresh from cdk8s. */
function readable(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  const children = value as { [key: string]: Json };
  for (const key in children) children[key] = readable(children[key] as Json);
  if (Array.isArray(value)) return value;
  const first = IDENTITY.filter((key) => children[key] !== undefined);
  return first.length === 0
    ? value
    : { ...Object.fromEntries(first.map((key) => [key, children[key] as Json])), ...children };
}
