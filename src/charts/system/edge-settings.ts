import { Chart } from 'cdk8s';
import { KubeConfigMap } from 'cdk8s-plus-28/lib/imports/k8s.js';
import type { Construct } from 'constructs';
import type { Platform } from '../../platform/schema.ts';
import { RESERVED_IDS } from '../../records/schema.ts';
import { FREE_TIER_NAMESPACE } from '../free-tier/names.ts';
import { SYSTEM_NAMESPACE } from './names.ts';

const HEADERS = 'mechanicbuddy-headers';

/**
 * The settings that ingress-nginx needs, so that only the edge decides which tenant a request is for (docs/decisions/edge.md).
 * An operator merges them into the controller's own ConfigMap with `kubectl apply --server-side` (docs/install.md#the-edge).
 */
export class EdgeSettingsChart extends Chart {
  constructor(scope: Construct, platform: Platform) {
    super(scope, 'edge');
    const { namespace, configMap } = platform.edge.controller;
    new KubeConfigMap(this, 'headers', {
      metadata: { name: HEADERS, namespace },
      // The controller itself sets X-Forwarded-Host to the requested host.
      data: { 'X-Tenant-ID': '$mechanicbuddy_tenant' },
    });
    new KubeConfigMap(this, 'settings', {
      metadata: { name: configMap, namespace },
      data: {
        // A client's own X-Forwarded-* headers are ignored: the API reads X-Forwarded-Host when there is no tenant.
        'use-forwarded-headers': 'false',
        'proxy-set-headers': `${namespace}/${HEADERS}`,
        'limit-req-status-code': '429',
        'limit-conn-status-code': '429',
        'http-snippet': httpSnippet(platform),
        'location-snippet': locationSnippet(platform),
      },
    });
  }
}

/** A request's tenant is the label before the platform's domain. The platform's own hosts have no tenant. */
function httpSnippet({ domain, reservedIds, edge: { rateLimit } }: Platform): string {
  const under = `\\.${domain.replaceAll('.', '\\.')}`;
  // Patterns, because a full name has to fit the controller's map-hash-bucket-size, and a long domain does not.
  const reserved = [...new Set([...RESERVED_IDS, ...reservedIds])].map((id) => `  "~^${id}${under}$" "";`);
  return `map $host $mechanicbuddy_tenant {
  default "";
${reserved.join('\n')}
  "~^(?<label>[a-z][a-z0-9-]*)${under}$" $label;
}
${refusedMap()}${shutMap()}limit_req_zone $mechanicbuddy_tenant zone=mechanicbuddy_tenant:10m rate=${rateLimit.tenantRequestsPerSecond}r/s;
`;
}

/**
 * The shared instance reads X-Forwarded-Host if there is no X-Tenant-ID, and the controller copies X-Forwarded-Host from the
 * Host header even if the request line names another host (https://github.com/kubernetes/ingress-nginx/issues/5464). So a
 * request reaches the free tier only if both agree, and only for a tenant or a label that the application does not treat as
 * one.
 */
function refusedMap(): string {
  const sameHost = (host: string) => `(${host}) \\1\\.?(:\\d*)?$`;
  return `map "$namespace $mechanicbuddy_tenant $host $http_host" $mechanicbuddy_refused {
  default 0;
  "~*^${FREE_TIER_NAMESPACE} \\S+ ${sameHost('\\S+')}" 0;
  "~*^${FREE_TIER_NAMESPACE}  ${sameHost('(?:www|api|app)\\.\\S+')}" 0;
  "~^${FREE_TIER_NAMESPACE} " 1;
}
`;
}

/**
 * What the applications must not be asked. nginx and the API disagree about `%2f` next to `..`, so that a path that the
 * edge lets through could be another path to the API: no dot segments at all. And the shared API makes a tenant for
 * anyone who asks `/api/demo/setup`, in any case of letters (docs/decisions/management-doors.md).
 */
function shutMap(): string {
  const slash = '(/|%2f|%5c)';
  return `map "$namespace $request_uri" $mechanicbuddy_dots {
  default 0;
  "~*^(${SYSTEM_NAMESPACE}|${FREE_TIER_NAMESPACE}) [^?]*${slash}([.]|%2e){2}(${slash}|[?]|$)" 1;
}
map "$namespace $uri" $mechanicbuddy_shut {
  default $mechanicbuddy_dots;
  "~*^${FREE_TIER_NAMESPACE} /+api/+demo/+setup" 1;
}
`;
}

function locationSnippet({ edge: { rateLimit } }: Platform): string {
  return `if ($mechanicbuddy_refused) {
  return 404;
}
if ($mechanicbuddy_shut) {
  return 404;
}
limit_req zone=mechanicbuddy_tenant burst=${rateLimit.tenantBurst} nodelay;
`;
}
