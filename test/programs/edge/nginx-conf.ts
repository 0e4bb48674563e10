import { objectsIn, ofKind, only, type Rendered } from '../../fixtures/fleet.ts';

/** Where a rendered Ingress sends a path. */
export interface Route {
  readonly path: string;
  /** Whether the path alone counts. */
  readonly isExact?: boolean;
  readonly namespace: string;
  readonly service: string;
}

/** What the ingress controller reads from the cluster: its own settings, and hosts with their paths. */
export interface EdgeInput {
  readonly settings: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly servers: ReadonlyMap<string, readonly Route[]>;
}

export interface Ports {
  readonly http: number;
  readonly http2: number;
  readonly upstream: number;
}

/** Says which Service was chosen; a stand-in for the address of its pods. */
export const SERVICE_HEADER = 'X-Chosen-Service';

/** The edge's part of rendered files, as the controller would find it in the cluster. */
export function edgeInput(files: ReadonlyMap<string, string>): EdgeInput {
  const edge = objectsIn(files, 'dist/edge/ingress-nginx.yaml');
  const settings: Record<string, string> = only(edge, 'ConfigMap', 'ingress-nginx-controller').data;
  if (settings['use-forwarded-headers'] !== 'false')
    throw new Error('forwarded headers are trusted, which this stand-in cannot show');
  const [namespace, name = ''] = (settings['proxy-set-headers'] ?? '').split('/');
  const headers = only(edge, 'ConfigMap', name);
  if (headers.metadata.namespace !== namespace) throw new Error(`no ConfigMap ${namespace}/${name}`);
  const manifests = [...files.keys()].filter((path) => /^dist\/(system|free-tier|tenants)\//.test(path));
  const ingresses = manifests
    .filter((path) => path.endsWith('.yaml'))
    .flatMap((path) => ofKind(objectsIn(files, path), 'Ingress'));
  return { settings, headers: headers.data, servers: merged(ingresses.flatMap(serversOf)) };
}

/** The controller gives a host the paths of all Ingresses that name it. */
function merged(
  servers: readonly (readonly [string, readonly Route[]])[],
): ReadonlyMap<string, readonly Route[]> {
  const byHost = Map.groupBy(servers, ([host]) => host);
  return new Map([...byHost].map(([host, all]) => [host, all.flatMap(([, routes]) => routes)]));
}

function serversOf({ metadata, spec }: Rendered): [string, Route[]][] {
  return spec.rules.map(({ host, http }: Rendered['spec']) => [
    host,
    http.paths.map(({ path, pathType, backend }: Rendered['spec']) => ({
      path,
      isExact: pathType === 'Exact',
      namespace: metadata.namespace,
      service: backend.service.name,
    })),
  ]);
}

/**
 * A configuration around the rendered settings. All but the four rendered parts (`http-snippet`, `location-snippet`,
 * the two status codes, the headers) stands in for ingress-nginx's own template; limits on one client's address,
 * certificates and the redirect to HTTPS are left out.
 */
export function nginxConf(input: EdgeInput, ports: Ports, folder: string, user: string | undefined): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const servers = [...input.servers].map(([host, routes]) =>
    server(serverName(host), '', routes, input, ports),
  );
  return `daemon off;
${user === undefined ? '' : `user ${user};`}
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log info;
events { worker_connections 256; }
http {
access_log off;
${temporary.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join('\n')}
underscores_in_headers off;
ignore_invalid_headers on;
uninitialized_variable_warn off;
map_hash_bucket_size 64;
server_names_hash_bucket_size 512;
limit_req_status ${input.settings['limit-req-status-code']};
limit_conn_status ${input.settings['limit-conn-status-code']};
${input.settings['http-snippet']}
${server('_', ' default_server', [DEFAULT_ROUTE], input, ports)}
${servers.join('\n')}
}
`;
}

/** The controller's default server answers every host that no Ingress names. */
const DEFAULT_ROUTE: Route = { path: '/', namespace: '', service: 'default-backend' };

/** The controller takes a wildcard for one label. */
function serverName(host: string): string {
  return host.startsWith('*.')
    ? `"~^(?<subdomain>[\\w-]+)\\.${host.slice(2).replaceAll('.', '\\.')}$"`
    : host;
}

function server(
  name: string,
  extra: string,
  routes: readonly Route[],
  input: EdgeInput,
  ports: Ports,
): string {
  return `server {
listen 127.0.0.1:${ports.http}${extra};
listen 127.0.0.1:${ports.http2} http2${extra};
server_name ${name};
${allPaths(routes)
  .flatMap((route) => pathsOf(route).map((path) => location(path, route, input, ports)))
  .join('\n')}
}`;
}

/** The controller answers paths that no Ingress of the host names by its default server. */
function allPaths(routes: readonly Route[]): readonly Route[] {
  return routes.some(({ path }) => path === '/') ? routes : [...routes, DEFAULT_ROUTE];
}

/** A Prefix path counts whole elements: /api is not the beginning of /apis. */
function pathsOf({ path, isExact }: Route): string[] {
  if (isExact === true) return [`= ${path}`];
  return path === '/' ? ['/'] : [`= ${path}`, `${path}/`];
}

function location(path: string, { namespace, service }: Route, input: EdgeInput, ports: Ports): string {
  const custom = Object.entries(input.headers).map(([name, value]) => `proxy_set_header ${name} "${value}";`);
  return `location ${path} {
set $namespace "${namespace}";
set $service_name "${service}";
set $best_http_host $http_host;
proxy_set_header Host $best_http_host;
proxy_set_header Connection "";
proxy_set_header X-Real-IP $remote_addr;
proxy_set_header X-Forwarded-For $remote_addr;
proxy_set_header X-Forwarded-Host $best_http_host;
proxy_set_header X-Forwarded-Proto $scheme;
proxy_set_header X-Original-Forwarded-For $http_x_forwarded_for;
${custom.join('\n')}
proxy_set_header ${SERVICE_HEADER} "${namespace}/${service}";
proxy_http_version 1.1;
${input.settings['location-snippet']}
proxy_pass http://127.0.0.1:${ports.upstream};
}`;
}
