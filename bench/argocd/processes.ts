import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The measured components, and the name of each one's process on this machine. */
export const COMPONENTS = {
  'application-controller': 'application controller',
  'repo-server': 'repo server',
  'applicationset-controller': 'ApplicationSet controller',
  apiserver: 'API server of Kubernetes',
  etcd: 'etcd',
} as const;

export type Component = keyof typeof COMPONENTS;

/** The clock of /proc: 100 ticks a second on every Linux that Node runs on. */
const TICKS = 100;

export interface Process {
  /** CPU seconds since its start, including those of its child processes (Git). */
  readonly cpu: () => number;
  /** Memory in MiB. */
  readonly memory: () => number;
  /** The value of one of its flags. */
  readonly flag: (name: string) => string | undefined;
  /** A setting: its flag's value, its environment variable's, or Argo CD's default. */
  readonly setting: (flag: string, variable: string, otherwise: string) => string;
  readonly program: string | undefined;
  readonly log: string;
}

/** Finds the processes of a cluster on this machine, which keeps each one's pid and log beside the kubeconfig. */
export function findProcesses(): Map<Component, Process> {
  const folder = dirname(process.env['KUBECONFIG'] ?? '');
  const components = Object.keys(COMPONENTS) as Component[];
  return new Map(
    components
      .filter((name) => existsSync(join(folder, `${name}.pid`)))
      .map((name) => {
        const pid = readFileSync(join(folder, `${name}.pid`), 'utf8').trim();
        return [name, openProcess(pid, join(folder, `${name}.log`))];
      }),
  );
}

function openProcess(pid: string, log: string): Process {
  const read = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8');
  const args = read('cmdline').split('\0');
  const environment = read('environ').split('\0');
  const flag = (name: string) => args[args.indexOf(name) + 1 || args.length];
  const variable = (name: string) =>
    environment.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1);
  return {
    log,
    program: args[0],
    flag,
    setting: (name, named, otherwise) => flag(name) ?? variable(named) ?? otherwise,
    memory: () => Number(/^VmRSS:\s+(\d+)/m.exec(read('status'))?.[1]) / 1024,
    cpu: () => {
      // After the command's name in brackets: fields 14 to 17 of proc(5).
      const fields = read('stat').split(') ').at(-1)?.split(' ') ?? [];
      return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS;
    },
  };
}
