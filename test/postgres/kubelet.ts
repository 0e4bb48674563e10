import { type Environment, type Ran, runProgram } from './psql.ts';

// biome-ignore lint/suspicious/noExplicitAny: a container or a pod as it is rendered
type Loose = any;

/** Secrets by name, each with its values by key. */
export type Secrets = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What a container is run with here instead of in the cluster. */
export interface Machine {
  readonly secrets: Secrets;
  /** Where PostgreSQL listens. */
  readonly server: Environment;
}

/** `$(NAME)` becomes a variable that stands before it, and `$$` one dollar: as the kubelet reads it. */
export function expanded(text: string, variables: Environment): string {
  return text.replace(/\$(?:\$|\(([^)]*)\))/g, (found, name?: string) =>
    name === undefined ? '$' : (variables[name] ?? found),
  );
}

/** A container's variables; a Secret that nobody made is an error, as it is in the cluster. */
export function variablesOf(container: Loose, { secrets, server }: Machine): Environment {
  const variables: Record<string, string> = {};
  for (const { name, value, valueFrom } of container.env) {
    const from = valueFrom?.secretKeyRef;
    const given = from === undefined ? undefined : secrets[from.name]?.[from.key];
    if (from !== undefined && given === undefined)
      throw new Error(`${container.name}: there is no key ${from.key} in a Secret ${from.name}`);
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

/** How containers of another image are run, by their names. */
export type Images = (container: Loose, machine: Machine) => Promise<void> | undefined;

/** Runs a pod's containers, one after another; each has to succeed. Returns what they said. */
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
    if (code !== 0) throw new Error(`${container.name} ended with ${code}: ${stderr}`);
    said += `${stdout}${stderr}`;
  }
  return said;
}
