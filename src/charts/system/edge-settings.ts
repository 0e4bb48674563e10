import { Chart } from 'cdk8s';
import { KubeConfigMap } from 'cdk8s-plus-28/lib/imports/k8s.js';
import type { Construct } from 'constructs';
import type { Platform } from '../../platform/schema.ts';
import { RESERVED_IDS } from '../../records/schema.ts';
import { FREE_TIER_NAMESPACE, WILDCARD_CERTIFICATE } from '../free-tier/names.ts';

const HEADERS = 'mechanicbuddy-headers';

/**
 * What ingress-nginx must be given: the edge alone says which tenant a request is for (docs/decisions/edge.md). An operator
 * merges it into the controller's own ConfigMap with `kubectl apply --server-side` (docs/install.md#the-edge).
 */
export class EdgeSettingsChart extends Chart {
  constructor(scope: Construct, platform: Platform) {
    super(scope, 'edge');
    const { namespace, configMap } = platform.edge.controller;
    new KubeConfigMap(this, 'headers', {
      metadata: { name: HEADERS, namespace },
      // X-Forwarded-Host the controller sets itself, to the host that was asked for.
      data: { 'X-Tenant-ID': '$mechanicbuddy_tenant' },
    });
    new KubeConfigMap(this, 'settings', {
      metadata: { name: configMap, namespace },
      data: {
        // A client's own X-Forwarded-* never count: the API reads X-Forwarded-Host when there is no tenant.
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

/** The controller's argument that goes with the settings: hosts whose certificate is not there yet. */
export const DEFAULT_CERTIFICATE = `${FREE_TIER_NAMESPACE}/${WILDCARD_CERTIFICATE}`;

/** The tenant of a request is the label before the platform's domain; hosts that the platform serves have none. */
function httpSnippet({ domain, reservedIds, edge: { rateLimit } }: Platform): string {
  const under = `\\.${domain.replaceAll('.', '\\.')}`;
  // Patterns, for a name in full has to fit the controller's map-hash-bucket-size: a long domain would not.
  const reserved = [...new Set([...RESERVED_IDS, ...reservedIds])].map((id) => `  "~^${id}${under}$" "";`);
  return `map $host $mechanicbuddy_tenant {
  default "";
${reserved.join('\n')}
  "~^(?<label>[a-z][a-z0-9-]*)${under}$" $label;
}
${refusedMap()}limit_req_zone $mechanicbuddy_tenant zone=mechanicbuddy_tenant:10m rate=${rateLimit.tenantRequestsPerSecond}r/s;
`;
}

/**
 * The shared instance reads X-Forwarded-Host where there is no X-Tenant-ID, and the controller copies that from the
 * Host header even when the request line named another host (ingress-nginx#5464). So the free tier gets a request only
 * when both say the same, and only for a tenant or a label that the application takes for none.
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

function locationSnippet({ edge: { rateLimit } }: Platform): string {
  return `if ($mechanicbuddy_refused) {
  return 404;
}
limit_req zone=mechanicbuddy_tenant burst=${rateLimit.tenantBurst} nodelay;
`;
}
