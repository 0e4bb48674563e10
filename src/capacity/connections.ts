import type { ClusterSpec, Container, PodSpec } from './objects.ts';

/** The largest pool that Npgsql, the application's driver, opens to one database unless the connection string sets it. */
const POOL = 100;
/** PostgreSQL's defaults for `max_connections` and `superuser_reserved_connections`. */
const MAX_CONNECTIONS = 100;
const RESERVED = 3;

/** Database connections: how many programs can open, to any server, and how many the bundle's own servers accept. */
export interface Connections {
  readonly opens: number;
  readonly accepts: number;
}

/** How many connections one pod can open; `perDatabase` to each database of the shared PostgreSQL. */
interface ConnectionPools {
  readonly fixed: number;
  readonly perDatabase: number;
}

/** Returns the pools of a serving pod. A multi-tenant program keeps a pool for each tenant's database. */
export function podPools({ containers }: PodSpec): ConnectionPools {
  const pools = containers.map((container) => ({
    size: poolOf(container),
    isShared: isMultiTenant(container),
  }));
  const sum = (wanted: boolean) =>
    pools.reduce((total, { size, isShared }) => total + (isShared === wanted ? size : 0), 0);
  return { fixed: sum(false), perDatabase: sum(true) };
}

/** Returns the connections of a Job's pod: its programs run one after another, each with one connection. */
export function jobConnections({ containers, initContainers = [] }: PodSpec): number {
  return [...initContainers, ...containers].some((container) => poolOf(container) > 0) ? 1 : 0;
}

/** Returns how many connections a Cluster's primary accepts from applications. */
export function acceptedConnections({ postgresql }: ClusterSpec): number {
  const parameters = postgresql?.parameters ?? {};
  const parameter = (name: string, preset: number) => Number(parameters[name] ?? preset);
  return (
    parameter('max_connections', MAX_CONNECTIONS) - parameter('superuser_reserved_connections', RESERVED)
  );
}

/** These variables name the application's database (docs/reference/application.md). */
const DATABASE_HOST = new Set(['DbOptions__Host', 'PGHOST']);
const CONNECTION_STRING = /^ConnectionStrings__/;
const POOL_SIZE = /;\s*max(?:imum )?\s*pool\s*size\s*=\s*(\d+)/i;

function poolOf({ env = [] }: Container): number {
  const text = env.find(({ name }) => CONNECTION_STRING.test(name))?.value;
  if (text !== undefined) return Number(POOL_SIZE.exec(text)?.[1] ?? POOL);
  return env.some(({ name }) => DATABASE_HOST.has(name)) ? POOL : 0;
}

function isMultiTenant({ env = [] }: Container): boolean {
  return env.some(({ name, value }) => name === 'DbOptions__MultiTenancy__Enabled' && value === 'true');
}
