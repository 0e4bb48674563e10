import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Helm } from './helm.ts';
import type { PaidFleet } from './paid-fleet.ts';

/** A program that renders a fleet. */
export interface Program {
  readonly name: string;
  /** Whether it renders only some of the objects. */
  readonly isPart?: boolean;
  /** Returns its command line, and first prepares the folder that it writes to. */
  readonly command: (fleet: PaidFleet, out: string) => readonly string[];
  /** Where it writes a tenant's objects. */
  readonly manifests: (fleet: PaidFleet, out: string, id: string) => string;
}

const CHART = join(import.meta.dirname, 'chart');
const MAIN = join(import.meta.dirname, '../../lib/src/cli/main.js');

/** The templates of a small chart with 12 objects, such as teams start with. */
const TWELVE = [
  'namespace.yaml', // Namespace
  'quota.yaml', // ResourceQuota
  'default-deny.yaml', // NetworkPolicy
  'app-secrets.yaml', // ExternalSecret
  'database.yaml', // Cluster
  'migration.yaml', // Job
  'api.yaml', // Deployment, Service
  'web.yaml', // Deployment, Service
  'edge.yaml', // Ingress, Certificate
];

const inFolder = (_: PaidFleet, out: string, id: string): string => join(out, id, 'manifests.yaml');

export const synth: Program = {
  name: 'synth --no-cache',
  command: ({ root }) => [process.execPath, MAIN, 'synth', '--no-cache', '--root', root],
  manifests: ({ root }, _, id) => join(root, 'dist/tenants', id, 'manifests.yaml'),
};

export const plainCdk8s = (script: string): Program => ({
  name: 'plain cdk8s, one App',
  command: ({ root }, out) => [process.execPath, script, root, out],
  manifests: (_, out, id) => join(out, `tenant-${id}.k8s.yaml`),
});

type BuiltHelm = Extract<Helm, { kind: 'built' }>;

export const helmEngine = ({ engine }: BuiltHelm): Program => ({
  name: 'Helm’s engine, one process',
  command: ({ values }, out) => [engine, CHART, values, out],
  manifests: inFolder,
});

export const helmEngineTwelve = ({ engine }: BuiltHelm): Program => ({
  ...helmEngine({ engine } as BuiltHelm),
  name: 'Helm’s engine, 12 objects only',
  isPart: true,
  command: ({ values }, out) => [engine, CHART, values, out, ...TWELVE],
});

export const helmTemplate = (helm: BuiltHelm): Program => ({
  name: 'helm template, one process each',
  command: (fleet, out) => ['sh', script(helm, fleet, out)],
  manifests: inFolder,
});

/** Writes the loop of a pipeline as a file with one command for each tenant. */
function script({ command }: BuiltHelm, { values, records }: PaidFleet, out: string): string {
  const lines = records.map(({ id, tier }) => {
    mkdirSync(join(out, id), { recursive: true });
    const files = `--values '${CHART}/values/${tier}.yaml' --values '${values}/${id}.yaml'`;
    const namespace = `tenant-${id}`;
    return `'${command}' template ${namespace} '${CHART}' --namespace ${namespace} ${files} > '${out}/${id}/manifests.yaml'`;
  });
  const file = join(out, 'each.sh');
  writeFileSync(file, `set -e\n${lines.join('\n')}\n`);
  return file;
}
