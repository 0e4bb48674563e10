import { z } from 'zod';
import { nameSchema, resourcesSchema } from '../../records/fields.ts';
import { sized } from './tiers.ts';

const labels = z.record(z.string(), z.string());

/** How requests come in: the ingress controller, certificates, limits (docs/decisions/edge.md). */
export const edgeSchema = z.strictObject({
  ingressClassName: nameSchema.default('nginx'),
  certIssuer: nameSchema.default('letsencrypt-prod').describe('The ClusterIssuer for single hosts (HTTP-01)'),
  wildcardIssuer: nameSchema.default('letsencrypt-dns').describe('The ClusterIssuer for *.{domain} (DNS-01)'),
  certificates: z
    .enum(['perTenant', 'wildcard'])
    .default('perTenant')
    .describe(
      'wildcard: subdomains share one certificate, for Let’s Encrypt issues 50 new ones a week for a domain',
    ),
  bodySize: z
    .string()
    .regex(/^\d+[km]$/, 'a size as nginx writes it, such as 50m')
    .default('50m'),
  timeoutSeconds: z.int().min(1).default(300).describe('Read and send timeouts'),
  rateLimit: z
    .strictObject({
      clientRequestsPerSecond: z.int().min(1).default(20).describe('Of one client address, to one tenant'),
      clientConnections: z.int().min(1).default(40).describe('Of one client address at once'),
      tenantRequestsPerSecond: z.int().min(1).default(100).describe('Of all clients of one subdomain'),
      tenantBurst: z
        .int()
        .min(1)
        .default(200)
        .describe('Requests over the limit that are let through at once'),
    })
    .prefault({}),
  controller: z
    .strictObject({
      namespace: nameSchema.default('ingress-nginx'),
      configMap: nameSchema
        .default('ingress-nginx-controller')
        .describe('The ConfigMap the controller reads its settings from'),
      podLabels: labels
        .default({
          'app.kubernetes.io/name': 'ingress-nginx',
          'app.kubernetes.io/component': 'controller',
        })
        .describe('Of the controller’s pods alone: its chart labels its Jobs with the name too'),
    })
    .prefault({}),
  solver: z
    .strictObject({ resources: resourcesSchema.default(sized('10m', '64Mi', '100m', '64Mi')) })
    .prefault({})
    .describe('cert-manager’s HTTP-01 pod, which the quota has to hold'),
});

const cidr = z.union([z.cidrv4('a network such as 10.0.0.0/8'), z.cidrv6('a network such as fd00::/8')]);

/** What NetworkPolicies have to know of the cluster. */
export const networkSchema = z.strictObject({
  internetExcept: z
    .array(z.cidrv4('a network such as 10.0.0.0/8'))
    .default(['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'])
    .describe('IPv4 networks that are not the Internet: pods, services, nodes, the cloud’s metadata address'),
  apiServer: z
    .array(cidr)
    .default(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'])
    .describe('Where the Kubernetes API server answers'),
  apiServerPorts: z.array(z.int().min(1).max(65_535)).default([443, 6443]),
  objectStore: z
    .array(cidr)
    .default([])
    .describe('Networks of an object store inside the cluster’s own; one on the Internet needs none'),
  objectStorePorts: z.array(z.int().min(1).max(65_535)).default([443]),
  operatorNamespace: nameSchema.default('cnpg-system').describe('Where CloudNativePG runs'),
});

export const nodePoolSchema = z.strictObject({
  nodeSelector: labels.default({}),
  tolerations: z
    .array(
      z.strictObject({
        key: z.string().exactOptional(),
        operator: z.enum(['Exists', 'Equal']).exactOptional(),
        value: z.string().exactOptional(),
        effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']).exactOptional(),
      }),
    )
    .default([]),
});
