import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Rendered } from '../fixtures/fleet.ts';
import {
  type ContainerProps,
  type Mount,
  NODE,
  type Running,
  startContainer,
  TOGETHER,
} from './container.ts';
import { IMAGES, type Image } from './images.ts';
import { type Answered, ask, dial } from './network.ts';
import type { Secrets } from './secrets.ts';

type Spec = Rendered['spec'];

/** The environment of a pod. */
export interface Surroundings {
  readonly dir: string;
  readonly namespace: string;
  readonly secrets: Secrets;
  readonly configMaps: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Sockets of Services, by the name and port that pods use. */
  readonly services: readonly { readonly name: string; readonly port: number; readonly socket: string }[];
  /** Images that replace published ones. */
  readonly images?: Readonly<Record<string, Image>>;
}

export interface Pod {
  /** The socket by which others reach its port. */
  readonly socket: string;
  readonly container: Running;
  readonly ask: (method: string, path: string, headers?: Record<string, string>) => Promise<Answered>;
  /** Returns the output of all of its containers. */
  readonly output: () => string;
  /** Ends the pod like the kubelet: preStop, SIGTERM, and SIGKILL after the grace period. */
  readonly delete: () => Promise<number | null>;
  readonly close: () => void;
}

let pods = 0;

/** Runs a pod's init containers one by one, then starts its container. */
export async function startPod(template: Spec, around: Surroundings): Promise<Pod> {
  const dir = mkdtempSync(join(around.dir, 'pod-'));
  const { spec } = template;
  const main = spec.containers[0];
  const port: number | undefined = main.ports?.[0]?.containerPort;
  const socket = join(around.dir, `p${++pods}.sock`);
  const outward = around.services.map((each, i) => ({ ...each, address: `127.1.0.${i + 1}` }));
  const network = await startNetwork({ inward: port === undefined ? [] : [{ socket, port }], outward });
  const hosts = ['127.0.0.1 localhost', ...outward.map(({ name, address }) => `${address} ${name}`), ''].join(
    '\n',
  );
  const volumes = makeVolumes(spec, dir, around);
  const start = (container: Spec) =>
    startContainer(
      containerProps(template, container, { dir, hosts, volumes, network: network.pid ?? 0 }, around),
    );
  const ended: string[] = [];
  const close = () => void network.kill('SIGKILL');
  for (const container of spec.initContainers ?? []) {
    const running = start(container);
    const code = await running.exited;
    ended.push(running.output());
    if (code !== 0) {
      close();
      throw new Error(`init container ${container.name} exited with code ${code}:\n${running.output()}`);
    }
  }
  const container = start(main);
  const output = () => [...ended, container.output()].join('');
  const ending = async () => {
    const { lifecycle } = main;
    const [, seconds = 0] = lifecycle?.preStop?.exec?.command ?? [];
    await sleep(Number(seconds) * 1000);
    container.signal('SIGTERM');
    const left = (spec.terminationGracePeriodSeconds ?? 30) - Number(seconds);
    await Promise.race([container.exited, sleep(left * 1000, undefined, { ref: false })]);
    container.kill();
    close();
    return container.exited;
  };
  return {
    socket,
    container,
    output,
    ask: async (method, path, headers) => ask(await dial(socket), method, path, headers),
    delete: ending,
    close: () => {
      container.kill();
      close();
    },
  };
}

async function startNetwork(wiring: unknown): Promise<ChildProcess> {
  const program = join(import.meta.dirname, 'pod-network.ts');
  const child = spawn(
    '/usr/bin/setpriv',
    [...TOGETHER, 'unshare', '--net', NODE, program, JSON.stringify(wiring)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  await new Promise<void>((ready, failed) => {
    child.stdout.once('data', () => ready());
    child.once('exit', (code) => failed(new Error(`a pod's network exited with code ${code}`)));
  });
  return child;
}

/** Creates volumes and returns each one's folder or file on this machine, by name. */
function makeVolumes(
  spec: Spec,
  dir: string,
  around: Surroundings,
): ReadonlyMap<string, (subPath?: string) => string> {
  const group: number = spec.securityContext.fsGroup;
  return new Map(
    spec.volumes.map((volume: Spec) => {
      const folder = join(dir, volume.name);
      mkdirSync(folder);
      if (volume.emptyDir !== undefined) {
        chownSync(folder, 0, group);
        chmodSync(folder, 0o2777);
        return [volume.name, () => folder];
      }
      const name = volume.configMap?.name ?? volume.secret?.secretName;
      const data = (volume.configMap === undefined ? around.secrets : around.configMaps).get(
        `${around.namespace}/${name}`,
      );
      if (data === undefined) throw new Error(`volume ${volume.name}: ${name} does not exist`);
      return [
        volume.name,
        (key = '') => {
          const text = data[key];
          if (text === undefined) throw new Error(`volume ${volume.name}: ${name} has no key ${key}`);
          const file = join(folder, `${key}.file`);
          writeFileSync(file, text);
          return file;
        },
      ];
    }),
  );
}

interface Place {
  readonly dir: string;
  readonly hosts: string;
  readonly network: number;
  readonly volumes: ReadonlyMap<string, (subPath?: string) => string>;
}

function containerProps(template: Spec, container: Spec, place: Place, around: Surroundings): ContainerProps {
  const { securityContext } = template.spec;
  const image = imageOf(container.image, around);
  const env = environment(template, container, around);
  const expand = (words: readonly string[]) => words.map((word) => expanded(word, env));
  const entrypoint = container.command === undefined ? image.entrypoint : expand(container.command);
  const args =
    container.args !== undefined ? expand(container.args) : container.command === undefined ? image.cmd : [];
  const mounts = (container.volumeMounts ?? []).map(
    ({ name, mountPath, subPath, readOnly = false }: Spec): Mount => {
      const volume = place.volumes.get(name);
      if (volume === undefined) throw new Error(`${container.name}: volume ${name} does not exist`);
      return { from: volume(subPath), at: mountPath, readOnly };
    },
  );
  return {
    dir: place.dir,
    image,
    network: place.network,
    hosts: place.hosts,
    command: [...entrypoint, ...args],
    // A container runtime sets HOSTNAME to the pod's name, which overrides the image's.
    env: { ...image.env, HOSTNAME: 'a-pod', ...env },
    user: securityContext.runAsUser,
    group: securityContext.fsGroup,
    isReadOnly: container.securityContext.readOnlyRootFilesystem,
    mounts,
  };
}

function imageOf(name: string, { images = {} }: Surroundings): Image {
  const short = name
    .replace(/@.*$/, '')
    .replace(/:[^/]*$/, '')
    .replace(/^.*\//, '');
  const image = images[short] ?? IMAGES[short];
  if (image === undefined) throw new Error(`image ${name} is not published`);
  return image;
}

/** Resolves variables like the kubelet: in order, with `$(NAME)` of earlier ones. */
function environment(
  template: Spec,
  container: Spec,
  { secrets, namespace }: Surroundings,
): Record<string, string> {
  const env: Record<string, string> = {};
  for (const { name, value, valueFrom } of container.env ?? []) {
    const { secretKeyRef, fieldRef } = valueFrom ?? {};
    const label = /^metadata\.labels\['(.*)'\]$/.exec(fieldRef?.fieldPath ?? '')?.[1];
    const found =
      secretKeyRef === undefined
        ? label === undefined
          ? expanded(value ?? '', env)
          : template.metadata.labels[label]
        : secrets.get(`${namespace}/${secretKeyRef.name}`)?.[secretKeyRef.key];
    if (found === undefined)
      throw new Error(`${container.name}: ${name} refers to a Secret or key that does not exist`);
    env[name] = found;
  }
  return env;
}

function expanded(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([\w.-]+)\)/g, (whole, name: string | undefined) =>
    name === undefined ? '$' : (env[name] ?? whole),
  );
}

/** Runs a probe like the kubelet: an open port, or an answer between 200 and 399. */
export async function isProbed(pod: Pod, probe: Spec): Promise<boolean> {
  try {
    if (probe.tcpSocket !== undefined) (await dial(pod.socket)).destroy();
    else {
      const { status } = await pod.ask('GET', probe.httpGet.path);
      return status >= 200 && status < 400;
    }
    return true;
  } catch {
    return false;
  }
}

/**
 * Waits until a pod's probe succeeds.
 * @throws If the pod ends, with its output.
 */
export async function untilProbed(pod: Pod, probe: Spec): Promise<void> {
  while (!(await isProbed(pod, probe))) {
    if (!pod.container.isRunning())
      throw new Error(`the container exited with code ${await pod.container.exited}:\n${pod.output()}`);
    await sleep(50);
  }
}
