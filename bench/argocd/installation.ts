import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { kubectl, until } from '../../test/cluster/kubectl.ts';
import type { Fleet } from './fleet.ts';

/** The parts of the rendered ApplicationSet that the bench changes in its copy. */
interface ApplicationSet {
  readonly spec: {
    readonly template: {
      readonly metadata: { annotations?: Record<string, string> };
      readonly spec: { readonly syncPolicy: { automated?: object } };
    };
  };
}

export interface Variant {
  readonly isAutomated: boolean;
  readonly hasPaths: boolean;
}

async function run(args: readonly string[], stdin = ''): Promise<string> {
  const { code, stdout, stderr } = await kubectl(args, stdin);
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** Rejects a cluster that has Applications or tenants, because the bench deletes all of them at the end. */
export async function refuseUsedCluster(): Promise<void> {
  const found = await run(['get', 'applications,applicationsets,appprojects', '-n', 'argocd', '-o', 'name']);
  const namespaces = await run(['get', 'namespaces', '-o', 'name']);
  const used = `${found}${namespaces}`.split('\n').filter((name) => /mechanicbuddy|tenant-/.test(name));
  if (used.length > 0)
    throw new Error(`the cluster is in use (${used.slice(0, 5).join(', ')}); use an empty one`);
}

/** Applies the tenants' ApplicationSet as rendered, except for the variant. */
export async function applySet({ place }: Fleet, { isAutomated, hasPaths }: Variant): Promise<void> {
  const set = parse(readFileSync(join(place.root, 'argocd/tenants.yaml'), 'utf8')) as ApplicationSet;
  if (!isAutomated) delete set.spec.template.spec.syncPolicy.automated;
  if (hasPaths)
    set.spec.template.metadata.annotations = { 'argocd.argoproj.io/manifest-generate-paths': '.' };
  await run(['apply', '-f', '-'], stringify(set));
}

/** Applies only the projects: the root Application would revert the variant, and the system is not measured. */
export async function applyProjects({ place }: Fleet): Promise<void> {
  await run(['apply', '-f', join(place.root, 'argocd/projects.yaml')]);
}

/** Deletes the ApplicationSet with its Applications (their objects stay), then the namespaces. */
export async function cleanUp({ place }: Fleet, made: readonly string[]): Promise<void> {
  await run([
    'delete',
    'applicationset',
    'mechanicbuddy-platform-tenants',
    '-n',
    'argocd',
    '--ignore-not-found',
  ]);
  await run(['delete', 'applications', '-n', 'argocd', '-l', 'mechanicbuddy.app/tenant', '--wait=false']);
  const left = () => run(['get', 'applications', '-n', 'argocd', '-o', 'name']);
  await until(600, left, (names) => !names.includes('/tenant-'));
  await run(['delete', '--ignore-not-found', '-f', join(place.root, 'argocd/projects.yaml')]);
  const namespaces = made.map((id) => `tenant-${id}`);
  if (namespaces.length > 0)
    await run(['delete', 'namespace', '--ignore-not-found', '--wait=false', ...namespaces]);
}

/** Reads Argo CD's version from the local program, or from the image in the cluster. */
export async function readVersion(program: string | undefined): Promise<string> {
  if (program === undefined) {
    const path = 'jsonpath={.spec.template.spec.containers[0].image}';
    return run(['get', 'deployment', 'argocd-repo-server', '-n', 'argocd', '-o', path]);
  }
  const env = { ...process.env, ARGOCD_BINARY_NAME: 'argocd' };
  return (
    execFileSync(program, ['version', '--client', '--short'], { env, encoding: 'utf8' }).split('\n')[0] ?? ''
  );
}
