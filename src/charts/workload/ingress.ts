import { type IngressRule, KubeIngress } from 'cdk8s-plus-28/lib/imports/k8s.js';
import type { Construct } from 'constructs';
import { Certificate } from '../../../imports/cert-manager.ts';
import type { Platform } from '../../platform/schema.ts';
import { type Labels, metadata, type Owner, WAVE } from './owner.ts';

/** A path, and the Service (port 80) that serves it. */
export interface Route {
  readonly path: string;
  readonly service: string;
  /** The path alone; otherwise whatever is below it too. */
  readonly isExact?: boolean;
}

interface IngressProps {
  readonly owner: Owner;
  readonly platform: Platform;
  readonly name: string;
  readonly component: string;
  readonly hosts: readonly string[];
  readonly routes: readonly Route[];
  /** Whether the rate of each client's address is limited. Signed webhooks come in bursts from few addresses. */
  readonly isLimited?: boolean;
  /** The sync wave; by default the edge's. */
  readonly wave?: number;
  /** The Secret with each certificate, and its hosts. Without a Secret, the controller's default certificate is used. */
  readonly tls: readonly { readonly secretName?: string; readonly hosts: string[] }[];
}

/** Returns the routes of each host: `/api` and `/swagger` to the API, the rest to the web (docs/reference/application.md). */
export function applicationRoutes(prefix: string): Route[] {
  return [
    { path: '/api', service: `${prefix}api` },
    { path: '/swagger', service: `${prefix}api` },
    { path: '/', service: `${prefix}web` },
  ];
}

/** Adds an Ingress with the same routes for all of its hosts. */
export function addIngress(scope: Construct, props: IngressProps): void {
  const { owner, platform, name, component } = props;
  new KubeIngress(scope, `ingress-${name}`, {
    metadata: metadata(owner, name, component, props.wave ?? WAVE.edge, {
      annotations: controllerSettings(platform, props.isLimited ?? true),
    }),
    spec: {
      ingressClassName: platform.edge.ingressClassName,
      tls: [...props.tls],
      rules: props.hosts.map((host) => rule(host, props.routes)),
    },
  });
}

function rule(host: string, routes: readonly Route[]): IngressRule {
  return {
    host,
    http: {
      paths: routes.map(({ path, service, isExact }) => ({
        path,
        pathType: isExact === true ? 'Exact' : 'Prefix',
        backend: { service: { name: service, port: { name: 'http' } } },
      })),
    },
  };
}

/** Body size, timeouts and the limits on a client's address. The limits on a tenant are settings of the controller. */
function controllerSettings({ edge }: Platform, isLimited: boolean): Labels {
  const prefix = 'nginx.ingress.kubernetes.io';
  return {
    [`${prefix}/force-ssl-redirect`]: 'true',
    [`${prefix}/proxy-body-size`]: edge.bodySize,
    [`${prefix}/proxy-read-timeout`]: String(edge.timeoutSeconds),
    [`${prefix}/proxy-send-timeout`]: String(edge.timeoutSeconds),
    ...(isLimited
      ? {
          [`${prefix}/limit-rps`]: String(edge.rateLimit.clientRequestsPerSecond),
          [`${prefix}/limit-connections`]: String(edge.rateLimit.clientConnections),
        }
      : {}),
  };
}

interface CertificateProps {
  readonly owner: Owner;
  readonly component: string;
  /** Name of the Certificate and of its Secret. */
  readonly name: string;
  readonly hosts: readonly string[];
  readonly issuer: string;
}

/** Adds a certificate of cert-manager. */
export function addCertificate(
  scope: Construct,
  { owner, component, name, hosts, issuer }: CertificateProps,
): void {
  new Certificate(scope, `certificate-${name}`, {
    metadata: metadata(owner, name, component, WAVE.edge),
    spec: {
      secretName: name,
      dnsNames: [...hosts],
      issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: issuer },
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
    },
  });
}
