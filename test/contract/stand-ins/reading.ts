import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';

/** Prints what the program reads and what it lacks to standard error, which no script captures. The test collects both. */
function say(what: 'reads' | 'lacks', name: string): void {
  process.stderr.write(`contract ${what} ${name}\n`);
}

/** Reads a variable. An empty one counts as missing. */
export function read(name: string): string | undefined {
  say('reads', name);
  return process.env[name] || undefined;
}

/** Reads a variable that the program needs, and reports it if it is missing. */
export function need(name: string): string {
  const value = read(name);
  if (value === undefined) say('lacks', name);
  return value ?? '';
}

/** Exits like a .NET program that throws at its start. */
export function end(reason: string, code = 134): never {
  process.stdout.write(`Unhandled exception. ${reason}\n`);
  process.exit(code);
}

/** .NET's configuration: files, then the environment, then one file that overrides all. Keys ignore case. */
export function configuration(files: readonly string[], strongest?: string) {
  const texts = files.filter((file) => existsSync(file)).map((file) => readFileSync(file, 'utf8'));
  if (strongest !== undefined && !existsSync(strongest))
    end(
      `System.IO.FileNotFoundException: The configuration file '${strongest}' was not found and is not optional.`,
    );
  const last = strongest === undefined ? '{}' : readFileSync(strongest, 'utf8');
  const settings = new Map<string, string>();
  const take = (value: unknown, path: string): void => {
    if (typeof value === 'object' && value !== null)
      for (const [key, item] of Object.entries(value)) take(item, path === '' ? key : `${path}:${key}`);
    else settings.set(path.toLowerCase(), String(value));
  };
  for (const text of texts) take(JSON.parse(text), '');
  const names = new Map(
    Object.keys(process.env).map((name) => [name.replaceAll('__', ':').toLowerCase(), name]),
  );
  for (const [path, name] of names) settings.set(path, process.env[name] ?? '');
  take(JSON.parse(last), '');
  const get = (path: string): string | undefined => {
    const name = names.get(path.toLowerCase());
    if (name !== undefined) say('reads', name);
    return settings.get(path.toLowerCase()) || undefined;
  };
  const needed = (path: string): string => {
    const value = get(path);
    if (value === undefined) say('lacks', path.replaceAll(':', '__'));
    return value ?? '';
  };
  return { get, needed };
}

export interface Login {
  readonly host: string;
  readonly port: string;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

/** Logs in to the database's stand-in, which knows roles and passwords but no SQL. */
export function logIn({ host, port, ...login }: Login): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(port), host, () => socket.write(`${JSON.stringify(login)}\n`));
    socket.once('data', (answer) => {
      socket.destroy();
      resolve(String(answer) === 'welcome');
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}

/** Parses a connection string like Npgsql. */
export function connectionString(text: string): Login {
  const part = (name: string) =>
    text
      .split(';')
      .map((each) => each.split('='))
      .find(([key]) => key?.trim().toLowerCase() === name)?.[1] ?? '';
  return {
    host: part('host'),
    port: part('port') || '5432',
    database: part('database'),
    user: part('username'),
    password: part('password'),
  };
}
