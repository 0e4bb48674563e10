import { describe, expect, it } from 'vitest';
import {
  ACME,
  containersOf,
  ofKind,
  only,
  PLATFORM,
  podTemplates,
  tenantObjects,
} from '../../fixtures/fleet.ts';

const acme = tenantObjects(ACME);
const container = (objects: typeof acme, name: string) =>
  only(objects, 'Deployment', name).spec.template.spec.containers[0];

describe('hardening', () => {
  it('enforces the restricted pod security standard', () => {
    expect(only(acme, 'Namespace', 'tenant-acme').metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
  });

  it('runs every container without rights, on a root that cannot be written, within limits', () => {
    expect(podTemplates(acme)).toHaveLength(3);
    for (const template of podTemplates(acme)) {
      expect(template.spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
      for (const one of containersOf(template)) {
        expect(one.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        expect(Object.keys(one.resources).sort()).toEqual(['limits', 'requests']);
      }
    }
  });

  it('lets the API write its PDFs', () => {
    const mounts = container(acme, 'api').volumeMounts.map(
      ({ mountPath }: { mountPath: string }) => mountPath,
    );
    expect(mounts).toContain('/var/mechanicbuddy/pdf');
  });

  it('spreads pods over zones and nodes, and lets a node drain', () => {
    const keys = only(acme, 'Deployment', 'api').spec.template.spec.topologySpreadConstraints.map(
      ({ topologyKey }: { topologyKey: string }) => topologyKey,
    );
    expect(keys).toEqual(['topology.kubernetes.io/zone', 'kubernetes.io/hostname']);
    expect(only(acme, 'PodDisruptionBudget', 'api').spec.maxUnavailable).toBe(1);
  });
});

describe('network', () => {
  it('denies everything first', () => {
    expect(only(acme, 'NetworkPolicy', 'default-deny').spec).toEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    });
  });

  it('opens other namespaces only to the edge, DNS, the operator and Prometheus', () => {
    const text = JSON.stringify(ofKind(acme, 'NetworkPolicy'));
    const namespaces = new Set(
      [...text.matchAll(/"kubernetes.io\/metadata.name":"([^"]+)"/g)].map(([, name]) => name),
    );
    expect([...namespaces].sort()).toEqual(['cnpg-system', 'ingress-nginx', 'kube-system', 'monitoring']);
  });

  it('never opens the cloud’s metadata address', () => {
    const blocks = [
      ...JSON.stringify(ofKind(acme, 'NetworkPolicy')).matchAll(
        /"cidr":"0\.0\.0\.0\/0","except":\[([^\]]*)\]/g,
      ),
    ];
    expect(blocks.length).toBeGreaterThan(0);
    for (const [, except] of blocks) expect(except).toContain('"169.254.0.0/16"');
  });

  it('lets the edge answer an HTTP-01 challenge', () => {
    expect(only(acme, 'NetworkPolicy', 'acme-solver').spec).toMatchObject({
      podSelector: { matchLabels: { 'acme.cert-manager.io/http01-solver': 'true' } },
      ingress: [{ ports: [{ port: 8089 }] }],
    });
  });
});

describe('what a cluster may lack', () => {
  it('is not rendered', () => {
    const without = tenantObjects(ACME, `${PLATFORM}features: {monitoring: false, backups: false}\n`);
    const kinds = without.map(({ kind }) => kind);
    for (const kind of ['PodMonitor', 'ObjectStore', 'ScheduledBackup']) expect(kinds).not.toContain(kind);
    expect(only(without, 'Cluster', 'tenant-acme-postgresql').spec.plugins).toBeUndefined();
  });
});

describe('node pools', () => {
  it('put programs, migration and database on the tier’s nodes', () => {
    const pool = { nodeSelector: { pool: 'paid' }, tolerations: [{ key: 'paid', operator: 'Exists' }] };
    const objects = tenantObjects(ACME, `${PLATFORM}nodePools: {professional: ${JSON.stringify(pool)}}\n`);
    for (const template of podTemplates(objects)) expect(template.spec).toMatchObject(pool);
    expect(only(objects, 'Cluster', 'tenant-acme-postgresql').spec.affinity).toMatchObject(pool);
  });
});
