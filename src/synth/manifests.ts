import { App, type Chart } from 'cdk8s';
import { defined } from '../records/defined.ts';
import { emit, type Json, type WriteText } from '../yaml/emit.ts';

/** A Kubernetes object as it is rendered. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [key: string]: unknown;
}

/** Thrown for two objects of one bundle with the same kind, namespace and name: Argo CD would apply only the last. */
export class DuplicateObject extends Error {
  constructor(identity: string) {
    super(`${identity} is rendered twice in one bundle`);
    this.name = 'DuplicateObject';
  }
}

/** Returns a line that is unique among the objects of a bundle. */
export function objectKey({
  apiVersion,
  kind,
  metadata,
}: Pick<Manifest, 'apiVersion' | 'kind' | 'metadata'>): string {
  return `${apiVersion} ${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
}

/**
 * Returns the objects of one chart, in the order in which it creates them. Each bundle has its own App: with one App, the
 * time grows with the square of the charts (docs/decisions/shapes.md).
 *
 * @throws DuplicateObject for two objects of the same kind, namespace and name
 */
export function manifestsOf(addChart: (app: App) => Chart): Manifest[] {
  const manifests: Manifest[] = addChart(new App()).toJson();
  const seen = new Set<string>();
  for (const { apiVersion, kind, metadata } of manifests) {
    const identity = objectKey({ apiVersion, kind, metadata });
    if (seen.has(identity)) throw new DuplicateObject(identity);
    seen.add(identity);
  }
  return manifests;
}

/** Keys that identify an object: a reader expects them first. */
const FIRST = ['apiVersion', 'kind', 'metadata', 'name', 'namespace'] as const;

/** Returns the first line of a rendered file, which names its source. */
export function headLine(source: string): string {
  return `# Rendered from ${source} by mechanicbuddy synth: edit that file, not this one.\n`;
}

/**
 * Writes manifests as one YAML stream.
 *
 * @param write - writes strings; the emitter's own way by default
 */
export function streamText(manifests: readonly Manifest[], write?: WriteText): string {
  const style = { first: FIRST, ...defined({ write }) };
  return manifests.map((manifest) => emit(manifest as unknown as Json, style)).join('---\n');
}

/** Writes manifests as one YAML stream, after the line that names their source. */
export function manifestText(source: string, manifests: readonly Manifest[]): string {
  return headLine(source) + streamText(manifests);
}
