import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ACME,
  fleetOf,
  objectsIn,
  ofKind,
  only,
  PETE,
  PLATFORM,
  type Rendered,
  rendered,
} from '../fixtures/fleet.ts';
import type { Image } from './images.ts';
import { database, type Service, service } from './network.ts';
import { type Pod, type Surroundings, startPod, untilProbed } from './pod.ts';
import { type Secrets, secretsOf } from './secrets.ts';

const SELLING = 'stripe: {prices: {price_a: professional}, checkout: {lifetime: price_l}}\n';

export interface WorldOptions {
  /** Added to `platform.yaml`. */
  readonly more?: string;
  /** Replaces the fixture's `platform.yaml`. */
  readonly platform?: string;
  readonly acme?: string;
  /** Images that replace published ones. */
  readonly images?: Readonly<Record<string, Image>>;
}

/** Creates a cluster with the rendered objects of a dedicated and a free tenant, without any pod yet. */
export function makeWorld({ more = '', platform = PLATFORM, acme = ACME, images = {} }: WorldOptions = {}) {
  const text = platform + SELLING + more;
  const files = rendered([acme, PETE], text);
  const objects = [...files.keys()]
    .filter((path) => path.startsWith('dist/') && path.endsWith('manifests.yaml'))
    .flatMap((path) => objectsIn(files, path));
  const dir = mkdtempSync(join(tmpdir(), 'c-'));
  const secrets = secretsOf(objects, givenSecrets(text));
  const configMaps = new Map(
    ofKind(objects, 'ConfigMap').map(({ metadata, data }) => [
      `${metadata.namespace}/${metadata.name}`,
      data,
    ]),
  );
  const { hosts, databases } = startDatabases(objects, secrets, dir);
  const services = new Map<string, Service>();
  const serviceOf = (namespace: string, name: string): Service => {
    const key = `${namespace}/${name}`;
    const known = services.get(key) ?? service(join(dir, `s${services.size}.sock`));
    services.set(key, known);
    return known;
  };
  const around = (namespace: string): Surroundings => ({
    dir,
    namespace,
    secrets,
    configMaps,
    images,
    services: [
      ...hosts,
      ...objects
        .filter(({ kind, metadata }) => kind === 'Service' && metadata.namespace === namespace)
        .map(({ metadata }) => ({
          name: metadata.name,
          port: 80,
          socket: serviceOf(namespace, metadata.name).socket,
        })),
    ],
  });
  const pods: Pod[] = [];
  const run = async (template: Rendered['spec'], namespace: string): Promise<Pod> => {
    const pod = await startPod(template, around(namespace));
    pods.push(pod);
    return pod;
  };
  const templateOf = (kind: string, namespace: string, name: string): Rendered['spec'] => {
    const own = objects.filter(({ metadata }) => metadata.namespace === namespace);
    const { spec } = only(own, kind, name);
    return structuredClone(kind === 'CronJob' ? spec.jobTemplate.spec.template : spec.template);
  };
  return {
    objects,
    run,
    templateOf,
    serviceOf,
    /** Starts a pod of a Deployment, waits until it is ready, and makes it the Service's endpoint. */
    serve: async (namespace: string, name: string, template = templateOf('Deployment', namespace, name)) => {
      const pod = await run(template, namespace);
      const [{ startupProbe, readinessProbe }] = template.spec.containers;
      await untilProbed(pod, startupProbe);
      await untilProbed(pod, readinessProbe);
      serviceOf(namespace, name).endpoints = [pod.socket];
      return { pod, template };
    },
    close: () => {
      for (const pod of pods) pod.close();
      for (const each of [...databases, ...services.values()]) each.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Starts a database for each Service of a Cluster, in which roles log in with the passwords of the Secrets. */
function startDatabases(objects: readonly Rendered[], secrets: Secrets, dir: string) {
  const passwords = new Set([...secrets.values()].map(({ username, password }) => `${username} ${password}`));
  const hosts = databaseHosts(objects).map((name, i) => ({
    name,
    port: 5432,
    socket: join(dir, `d${i}.sock`),
  }));
  const databases = hosts.map(({ socket }) =>
    database(socket, ({ user, password }) => passwords.has(`${user} ${password}`)),
  );
  return { hosts, databases };
}

/** Returns what an operator puts into the secrets' namespace: every key that platform.yaml names. */
function givenSecrets(platform: string) {
  const given: Record<string, Record<string, string>> = {};
  for (const [name, { key, property }] of Object.entries(
    fleetOf([ACME, PETE], platform).platform.secretStore.keys,
  )) {
    given[key] ??= {};
    given[key][property] = `given-${name}`;
  }
  return given;
}

/** Returns the names of a database's Services: CloudNativePG's, and those that the Cluster adds. */
function databaseHosts(objects: readonly Rendered[]): string[] {
  return ofKind(objects, 'Cluster').flatMap(({ metadata, spec }) => [
    `${metadata.name}-rw`,
    ...(spec.managed?.services?.additional ?? []).map(
      ({ serviceTemplate }: Rendered['spec']) =>
        `${serviceTemplate.metadata.name}.${metadata.namespace}.svc.cluster.local`,
    ),
  ]);
}

/** Returns a container's variables that nothing reads: no program, other variable, argument or script. */
export function unread(container: Rendered['spec'], output: string): string[] {
  const reads = new Set([...output.matchAll(/^contract reads (.*)$/gm)].map(([, name]) => name));
  const texts = JSON.stringify([container.command, container.args, container.env]);
  const isRead = (name: string) =>
    reads.has(name) ||
    texts.includes(`$(${name})`) ||
    // A script of bash or psql may read it.
    new RegExp(`\\$${name}\\b|getenv \\w+ ${name}\\b`).test(texts);
  return container.env
    .map(({ name }: { name: string }) => name)
    .filter((name: string) => name !== 'HOME' && !isRead(name));
}

/** Returns the variables that a program needs and does not get. */
export function lacking(output: string): string[] {
  return [...output.matchAll(/^contract lacks (.*)$/gm)].map(([, name]) => name ?? '');
}
