import { randomInt } from 'node:crypto';
import type { Rendered } from '../fixtures/fleet.ts';

type Data = Readonly<Record<string, string>>;

/** Secrets by `namespace/name`, as a cluster has them after the first sync. */
export type Secrets = ReadonlyMap<string, Data>;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Creates the Secrets that External Secrets and CloudNativePG create from the rendered objects, by their rules: one value for
 * each use of a generator, copies from stores that may read the Secret, templates, `{cluster}-app`.
 * @param given The Secrets that an operator created in the secrets' namespace, by name.
 */
export function secretsOf(objects: readonly Rendered[], given: Readonly<Record<string, Data>>): Secrets {
  const made = new Map<string, Data>();
  for (const { metadata, spec } of objects.filter(({ kind }) => kind === 'Cluster'))
    if (spec.bootstrap?.initdb?.secret === undefined)
      made.set(`${metadata.namespace}/${metadata.name}-app`, {
        username: spec.bootstrap.initdb?.owner ?? spec.bootstrap.recovery.owner,
        password: drawn(64, 8),
      });
  const wanted = objects.filter(({ kind }) => kind === 'ExternalSecret');
  const isCopy = ({ spec }: Rendered) => spec.secretStoreRef?.kind === 'SecretStore';
  // Copies within the cluster come last, because their sources are generated first.
  for (const object of [...wanted.filter((each) => !isCopy(each)), ...wanted.filter(isCopy)]) {
    const { namespace } = object.metadata;
    made.set(
      `${namespace}/${object.spec.target.name}`,
      templated(object, values(object, objects, given, made)),
    );
  }
  return made;
}

function values(
  object: Rendered,
  objects: readonly Rendered[],
  given: Readonly<Record<string, Data>>,
  made: Secrets,
): Data {
  const { spec, metadata } = object;
  const found: Record<string, string> = {};
  for (const { sourceRef } of spec.dataFrom ?? []) {
    const generator = objects.find(
      (each) =>
        each.kind === sourceRef.generatorRef.kind &&
        each.metadata.name === sourceRef.generatorRef.name &&
        each.metadata.namespace === metadata.namespace,
    );
    if (generator === undefined)
      throw new Error(`${metadata.name}: no generator ${sourceRef.generatorRef.name}`);
    const { length, digits, secretKeys = ['password'] } = generator.spec;
    for (const key of secretKeys) found[key] = drawn(length, digits);
  }
  for (const { secretKey, remoteRef } of spec.data ?? []) {
    const source = remoteOf(object, remoteRef.key, objects, given, made);
    const value = source[remoteRef.property];
    if (value === undefined)
      throw new Error(`${metadata.name}: ${remoteRef.key} has no ${remoteRef.property}`);
    found[secretKey] = value;
  }
  return found;
}

/** Returns the Secret behind a store, if the store's account may read it. */
function remoteOf(
  { spec, metadata }: Rendered,
  key: string,
  objects: readonly Rendered[],
  given: Readonly<Record<string, Data>>,
  made: Secrets,
): Data {
  const { kind, name } = spec.secretStoreRef;
  const store = objects.find((each) => each.kind === kind && each.metadata.name === name);
  const namespace: string = store?.spec.provider.kubernetes.remoteNamespace;
  const isAllowed = objects.some(
    (each) =>
      each.kind === 'Role' &&
      each.metadata.namespace === namespace &&
      (each as unknown as { rules: { resourceNames?: string[] }[] }).rules.some(({ resourceNames }) =>
        resourceNames?.includes(key),
      ),
  );
  if (!isAllowed)
    throw new Error(`${metadata.namespace}/${metadata.name}: no account may read ${namespace}/${key}`);
  const found = kind === 'SecretStore' ? made.get(`${namespace}/${key}`) : given[key];
  if (found === undefined)
    throw new Error(`${metadata.namespace}/${metadata.name}: no Secret ${namespace}/${key}`);
  return found;
}

function templated({ spec }: Rendered, found: Data): Data {
  const template: Data | undefined = spec.target.template?.data;
  if (template === undefined) return found;
  const filled = (text: string) =>
    text.replace(/\{\{ \.([\w-]+) \}\}/g, (_, key: string) => found[key] ?? '');
  return Object.fromEntries(Object.entries(template).map(([key, text]) => [key, filled(text)]));
}

/** Returns letters with at least this many digits. */
function drawn(length: number, digits: number): string {
  return Array.from({ length }, (_, i) => (i < digits ? randomInt(10) : LETTERS[randomInt(52)])).join('');
}
