import type { ClusterSpec, Container, PodSpec } from './objects.ts';

/** What Npgsql, the programs’ driver, opens at most to one database where its connection string says no other number. */
const POOL = 100;
/** PostgreSQL’s own defaults: what it accepts, and what of it is kept for superusers. */
const MAX_CONNECTIONS = 100;
const RESERVED = 3;

/** Database connections: what programs can open at most, whichever server it is at, and what own servers accept. */
export interface Connections {
  readonly opens: number;
  readonly accepts: number;
}

/** What one pod can open at most; `perDatabase` to each database of the shared PostgreSQL. */
export interface Pools {
  readonly fixed: number;
  readonly perDatabase: number;
}

/** The pools of a pod that serves. A program that serves many tenants keeps a pool for the database of each. */
export function podPools({ containers }: PodSpec): Pools {
  const pools = containers.map((container) => ({
    size: poolOf(container),
    isShared: isMultiTenant(container),
  }));
  const sum = (wanted: boolean) =>
    pools.reduce((total, { size, isShared }) => total + (isShared === wanted ? size : 0), 0);
  return { fixed: sum(false), perDatabase: sum(true) };
}

/** A Job’s programs run one after another, each with one connection. */
export function jobConnections({ containers, initContainers = [] }: PodSpec): number {
  return [...initContainers, ...containers].some((container) => poolOf(container) > 0) ? 1 : 0;
}

/** What applications may open to a Cluster’s primary. */
export function acceptedConnections({ postgresql }: ClusterSpec): number {
  const parameters = postgresql?.parameters ?? {};
  const number = (name: string, otherwise: number) => Number(parameters[name] ?? otherwise);
  return number('max_connections', MAX_CONNECTIONS) - number('superuser_reserved_connections', RESERVED);
}

/** The application’s programs are told their database by these variables (docs/reference/application.md). */
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
