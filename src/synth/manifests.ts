import { App, type Chart } from 'cdk8s';
import { emit, type Json, type WriteText } from '../yaml/emit.ts';

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

/** What no two objects of a bundle share. */
export function identityOf({
  apiVersion,
  kind,
  metadata,
}: Pick<Manifest, 'apiVersion' | 'kind' | 'metadata'>): string {
  return `${apiVersion} ${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
}

/**
 * The objects of one chart, in the order in which it made them. Each bundle has an App of its own: one App with many charts
 * takes time that grows with their square (docs/decisions/shapes.md).
 *
 * @throws DuplicateObject
 */
export function manifestsOf(addChart: (app: App) => Chart): Manifest[] {
  const manifests: Manifest[] = addChart(new App()).toJson();
  const seen = new Set<string>();
  for (const { apiVersion, kind, metadata } of manifests) {
    const identity = identityOf({ apiVersion, kind, metadata });
    if (seen.has(identity)) throw new DuplicateObject(identity);
    seen.add(identity);
  }
  return manifests;
}

/** Keys that tell what something is; a reader wants them first, whatever the alphabet says. */
const FIRST = ['apiVersion', 'kind', 'metadata', 'name', 'namespace'] as const;

/** The line that says where a file comes from. */
export function headLine(source: string): string {
  return `# Rendered from ${source} by mechanicbuddy synth: edit that file, not this one.\n`;
}

/** Manifests as one YAML stream. In: how texts are written, if not as they are. */
export function streamText(manifests: readonly Manifest[], write?: WriteText): string {
  const style = { first: FIRST, ...(write === undefined ? {} : { write }) };
  return manifests.map((manifest) => emit(manifest as unknown as Json, style)).join('---\n');
}

/** Manifests as one YAML stream, after a line that says where they come from. */
export function manifestText(source: string, manifests: readonly Manifest[]): string {
  return headLine(source) + streamText(manifests);
}
