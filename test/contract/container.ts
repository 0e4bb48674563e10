import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Image } from './images.ts';

/** The path of node, in a version that runs TypeScript. */
export const NODE = resolve('node_modules/node/bin/node');
/** Starts a process that ends with the test process. */
export const TOGETHER = ['--pdeathsig', 'KILL'];
const STAND_INS = resolve('test/contract/stand-ins');

export interface Mount {
  readonly from: string;
  readonly at: string;
  readonly readOnly: boolean;
}

export interface ContainerProps {
  readonly dir: string;
  readonly image: Image;
  /** A process in the pod's network namespace. */
  readonly network: number;
  readonly hosts: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly user: number;
  readonly group: number;
  readonly isReadOnly: boolean;
  readonly mounts: readonly Mount[];
}

export interface Running {
  readonly output: () => string;
  readonly exited: Promise<number | null>;
  readonly isRunning: () => boolean;
  /** Sends a signal to the container's first process. */
  readonly signal: (name: NodeJS.Signals) => void;
  readonly kill: () => void;
}

/** Starts a container with its own root, mounts and processes, the pod's network, and a user without capabilities. */
export function startContainer(props: ContainerProps): Running {
  const root = unpack(props);
  const script = join(root, '..', 'start.sh');
  writeFileSync(script, startScript(root, props));
  const network = `--net=/proc/${props.network}/ns/net`;
  const namespaces = ['unshare', '--mount', '--pid', '--ipc', '--fork', '--kill-child'];
  const child = spawn(
    '/usr/bin/setpriv',
    [...TOGETHER, 'nsenter', network, ...namespaces, '/bin/sh', script],
    {
      env: { PATH: '/image/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...props.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  return watched(child);
}

function watched(child: ChildProcess): Running {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => (output += part));
  let isRunning = true;
  const exited = new Promise<number | null>((done) =>
    child.once('close', (code) => {
      isRunning = false;
      done(code);
    }),
  );
  const signal = (name: NodeJS.Signals) => {
    const children = `/proc/${child.pid}/task/${child.pid}/children`;
    if (!isRunning || !existsSync(children)) return;
    const [first] = readFileSync(children, 'utf8').trim().split(' ');
    if (first) process.kill(Number(first), name);
  };
  return {
    output: () => output,
    exited,
    isRunning: () => isRunning,
    signal,
    kill: () => {
      signal('SIGKILL');
      child.kill('SIGKILL');
    },
  };
}

/** Writes the image's files to a folder, with mount points for the machine's /usr, /dev and node. */
function unpack({ dir, image, hosts, mounts }: ContainerProps): string {
  const root = join(mkdtempSync(join(dir, 'container-')), 'root');
  lend(root);
  for (const folder of [image.folder, ...(image.folders ?? [])])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'etc/hosts'), hosts);
  writeFileSync(join(root, 'etc/nsswitch.conf'), 'hosts: files\n');
  writeFiles(root, image);
  // A container runtime creates mount points.
  for (const { from, at } of mounts) {
    const isFile = from.endsWith('.file');
    mkdirSync(isFile ? dirname(join(root, at)) : join(root, at), { recursive: true });
    if (isFile) writeFileSync(join(root, at), '');
  }
  return root;
}

/** Creates mount points for folders of the machine. */
function lend(root: string): void {
  for (const folder of ['usr', 'dev', 'proc', 'etc', 'tmp', 'image/bin', 'image/stand-ins'])
    mkdirSync(join(root, folder), { recursive: true });
  chmodSync(join(root, 'tmp'), 0o1777);
  for (const [name, to] of [
    ['bin', 'usr/bin'],
    ['sbin', 'usr/sbin'],
    ['lib', 'usr/lib'],
    ['lib64', 'usr/lib64'],
    ['image/bin/node', '../node'],
  ] as const)
    symlinkSync(to, join(root, name));
  writeFileSync(join(root, 'image/node'), '');
}

function writeFiles(root: string, image: Image): void {
  for (const [path, { text, isProgram = false, user = 0 }] of Object.entries(image.files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    chmodSync(join(root, path), isProgram ? 0o755 : 0o644);
    chownSync(join(root, path), user, user);
    if (user !== 0) chownSync(dirname(join(root, path)), user, user);
  }
}

function startScript(root: string, props: ContainerProps): string {
  const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  const bind = (from: string, at: string, readOnly: boolean) => [
    `mount --rbind ${quote(from)} ${quote(join(root, at))}`,
    ...(readOnly ? [`mount -o remount,bind,ro ${quote(join(root, at))}`] : []),
  ];
  const user = `--reuid ${props.user} --regid ${props.group} --groups ${props.group}`;
  const bare = '--pdeathsig KILL --no-new-privs --inh-caps=-all --bounding-set=-all';
  return [
    'set -e',
    'PATH_OF_CONTAINER=$PATH PATH=/usr/sbin:/usr/bin:/sbin:/bin',
    `mount --bind ${quote(root)} ${quote(root)}`,
    ...bind('/usr', 'usr', true),
    ...bind(NODE, 'image/node', true),
    ...bind(STAND_INS, 'image/stand-ins', true),
    ...bind('/dev', 'dev', false),
    `mount -t proc proc ${quote(join(root, 'proc'))}`,
    ...props.mounts.flatMap(({ from, at, readOnly }) => bind(from, at, readOnly)),
    ...(props.isReadOnly ? [`mount -o remount,bind,ro ${quote(root)}`] : []),
    'CHROOT=$(command -v chroot) PATH=$PATH_OF_CONTAINER; unset PATH_OF_CONTAINER',
    `exec "$CHROOT" ${quote(root)} /usr/bin/setpriv ${user} ${bare} /usr/bin/env -C ${quote(props.image.folder)} -u CHROOT -u PWD ${props.command.map(quote).join(' ')}`,
    '',
  ].join('\n');
}
