import { type Environment, type Ran, runProgram } from './psql.ts';

// biome-ignore lint/suspicious/noExplicitAny: a container or a pod as it is rendered
type Loose = any;

/** Secrets by name, each with its values by key. */
export type Secrets = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What replaces the cluster when a container runs here. */
export interface Machine {
  readonly secrets: Secrets;
  /** Where PostgreSQL listens. */
  readonly server: Environment;
}

/** Expands text like the kubelet: `$(NAME)` becomes the value of an earlier variable, `$$` becomes `$`. */
export function expanded(text: string, variables: Environment): string {
  return text.replace(/\$(?:\$|\(([^)]*)\))/g, (found, name?: string) =>
    name === undefined ? '$' : (variables[name] ?? found),
  );
}

/** Returns a container's variables. As in the cluster, a missing Secret is an error. */
export function variablesOf(container: Loose, { secrets, server }: Machine): Environment {
  const variables: Record<string, string> = {};
  for (const { name, value, valueFrom } of container.env) {
    const from = valueFrom?.secretKeyRef;
    const given = from === undefined ? undefined : secrets[from.name]?.[from.key];
    if (from !== undefined && given === undefined)
      throw new Error(`${container.name}: Secret ${from.name} has no key ${from.key}`);
    variables[name] = given ?? expanded(value ?? '', variables);
  }
  const { PGHOST = '', PGPORT = '' } = server;
  return { ...variables, PGHOST, PGPORT };
}

/** Runs a container of psql to its end. */
export function runContainer(container: Loose, machine: Machine): Promise<Ran> {
  const variables = variablesOf(container, machine);
  const command = [...(container.command ?? []), ...(container.args ?? [])].map((text: string) =>
    expanded(text, variables),
  );
  return runProgram(command, variables);
}

/** Runs containers of other images, by their names. */
export type Images = (container: Loose, machine: Machine) => Promise<void> | undefined;

/**
 * Runs a pod's containers one after another.
 * @returns Their output.
 * @throws If one fails.
 */
export async function runPod(
  { spec }: { readonly spec: Loose },
  machine: Machine,
  images: Images,
  isOnlyInit = false,
): Promise<string> {
  let said = '';
  for (const container of [...(spec.initContainers ?? []), ...(isOnlyInit ? [] : spec.containers)]) {
    const image = images(container, machine);
    if (image !== undefined) {
      await image;
      continue;
    }
    const { code, stdout, stderr } = await runContainer(container, machine);
    if (code !== 0) throw new Error(`${container.name} exited with code ${code}: ${stderr}`);
    said += `${stdout}${stderr}`;
  }
  return said;
}
