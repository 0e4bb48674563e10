import { describe, expect, it } from 'vitest';
import { totals } from '../../../src/capacity/capacity.ts';
import { usageOf } from '../../../src/capacity/usage.ts';
import { platformObjects } from '../../../src/synth/objects.ts';
import { load, renderedUsage, SOLVER, tenantUsage } from '../../fixtures/capacity.ts';
import {
  ACME,
  BIGSHOP,
  fleetOf,
  MOVING,
  objectsIn,
  ofKind,
  PETE,
  PLATFORM,
  podTemplates,
  rendered,
  TRYOUT,
} from '../../fixtures/fleet.ts';

/** Reckoned by hand from the tiers’ sizes: API, web, database with the backup sidecar (100m, 256Mi; 500m, 512Mi). */
describe('a tenant takes', () => {
  it('professional: 2 API of 1000m/2Gi, 2 web of 500m/1Gi, 2 databases of 600m/1280Mi', () => {
    expect(totals(tenantUsage(ACME))).toEqual({
      now: load(6, 4200, 8704, 9000, 17_408),
      atMost: load(6, 4200, 8704, 9000, 17_408),
      // One more API and web, and the migration (250m/256Mi; 500m/512Mi).
      rollout: load(3, 1750, 3328, 3500, 6656),
      // The migration and the solver of its one host.
      atTimes: load(2, 260, 320, 600, 576),
      storageMiB: 2 * 50 * 1024,
      volumes: 2,
      // A pool of 100 for each API, one for the migration; PostgreSQL's own 100 less 3.
      connections: { opens: 201, accepts: 97 },
    });
  });

  it('enterprise: 3 API of 2000m/4Gi, 3 web of 1000m/2Gi, 3 databases of 1100m/2304Mi, two hosts', () => {
    expect(totals(tenantUsage(BIGSHOP))).toEqual({
      now: load(9, 12_300, 25_344, 25_500, 50_688),
      atMost: load(9, 12_300, 25_344, 25_500, 50_688),
      rollout: load(3, 3250, 6400, 6500, 12_800),
      atTimes: load(3, 270, 384, 700, 640),
      storageMiB: 3 * 200 * 1024,
      volumes: 3,
      connections: { opens: 301, accepts: 97 },
    });
  });

  it('suspended: its volumes, and a solver when a certificate is renewed', () => {
    const none = load(0);
    expect(totals(tenantUsage(`${ACME}status: suspended\nsuspendedBy: billing\n`))).toEqual({
      now: none,
      atMost: none,
      rollout: none,
      atTimes: load(1, 10, 64, 100, 64),
      storageMiB: 2 * 50 * 1024,
      volumes: 2,
      connections: { opens: 0, accepts: 0 },
    });
  });

  it('archived with its last backup running: still its database', () => {
    const leaving = `${ACME}status: archived\npurgeAfter: 2026-12-31T00:00:00Z\narchiveStep: backup\nstepAt: 2026-11-23T09:00:00Z\n`;
    expect(totals(tenantUsage(leaving)).now).toEqual(load(2, 1200, 2560, 3000, 5120));
  });

  it('purged: nothing', () => {
    expect(tenantUsage(`${ACME}status: purged\n`)).toMatchObject({ pools: {}, storageMiB: 0 });
  });

  it('free: its Job (50m/128Mi; 500m/512Mi), and a database in the shared PostgreSQL', () => {
    const usage = tenantUsage(PETE);
    expect(totals(usage)).toMatchObject({
      now: load(0),
      rollout: load(1, 50, 128, 500, 512),
      storageMiB: 0,
      connections: { opens: 1, accepts: 0 },
    });
    expect(usage.databases).toBe(1);
  });

  it('moving: its own objects, and the Jobs on both sides', () => {
    // Migration and gate (250m each), and the Job that prepares the source (50m).
    expect(totals(tenantUsage(MOVING))).toMatchObject({
      now: load(6, 4200, 8704, 9000, 17_408),
      rollout: { pods: 5, requests: { cpuMillicores: 1500 + 250 + 250 + 50 } },
    });
  });

  it('without the backup plugin: no sidecars', () => {
    const usage = totals(tenantUsage(ACME, `${PLATFORM}features: {backups: false}\n`));
    expect(usage.now).toEqual(load(6, 4000, 8192, 8000, 16_384));
  });

  it('with its own resources and storage: those', () => {
    const own = `${ACME}storage: 80Gi\nresources: {api: {requests: {cpu: "3", memory: 6Gi}, limits: {cpu: "6", memory: 12Gi}}}\n`;
    const usage = totals(tenantUsage(own));
    expect(usage.now).toEqual(load(6, 8200, 16_896, 17_000, 33_792));
    expect(usage.storageMiB).toBe(2 * 80 * 1024);
  });
});

describe('the platform takes', () => {
  const { platform } = fleetOf([]);
  const usage = (wanted: string) => {
    const objects = platformObjects(platform, 'test').find(({ of }) => of === wanted)?.objects ?? [];
    return usageOf(objects, SOLVER);
  };

  it('for the shared instance: 2 API and 2 web, at most 10 of each', () => {
    expect(totals(usage('free-tier'))).toEqual({
      now: load(4, 3000, 6144, 6000, 12_288),
      atMost: load(20, 15_000, 30_720, 30_000, 61_440),
      rollout: load(3, 1750, 3328, 3500, 6656),
      atTimes: load(1, 250, 256, 500, 512),
      storageMiB: 0,
      volumes: 0,
      connections: { opens: 1, accepts: 0 },
    });
    expect(usage('free-tier')).toMatchObject({ databases: 2, sharedPools: 1000 });
  });

  it('for the system: API, portal and the shared PostgreSQL; no webhook service away from GitHub', () => {
    expect(totals(usage('system'))).toEqual({
      // Twice 250m/512Mi (1000m/1Gi) for both programs, twice 1100m/2304Mi (2500m/4608Mi) for the database.
      now: load(6, 3200, 6656, 9000, 13_312),
      atMost: load(6, 3200, 6656, 9000, 13_312),
      rollout: load(3, 750, 1280, 2500, 2560),
      // The migration, a call of 10m/32Mi (100m/64Mi), the solvers of three hosts.
      atTimes: load(5, 290, 480, 900, 768),
      storageMiB: 2 * 100 * 1024,
      volumes: 2,
      connections: { opens: 201, accepts: 397 },
    });
  });
});

it('counts by node pool', () => {
  const pools =
    'nodePools: {professional: {nodeSelector: {pool: paid}}, free: {nodeSelector: {pool: free}}}\n';
  expect(tenantUsage(ACME, PLATFORM + pools).pools).toMatchObject({
    'pool=paid': { now: load(6, 4200, 8704, 9000, 17_408), atTimes: { pods: 1 } },
    'any node': { now: load(0), atTimes: { pods: 1 } },
  });
});

it('uses only the autoscalers and stores of its own namespace', () => {
  const spec = { template: { spec: { containers: [] } }, replicas: 2 };
  const metadata = (namespace: string) => ({ name: 'api', namespace });
  const scaleTargetRef = { kind: 'Deployment', name: 'api' };
  const objects = [
    { kind: 'Deployment', metadata: metadata('one'), spec },
    {
      kind: 'HorizontalPodAutoscaler',
      metadata: metadata('two'),
      spec: { scaleTargetRef, minReplicas: 5, maxReplicas: 9 },
    },
  ];
  expect(usageOf(objects, SOLVER).pools['any node']?.now.pods).toBe(2);
});

it('knows every rendered kind that makes pods', () => {
  const files = rendered(
    [ACME, MOVING, PETE, TRYOUT],
    PLATFORM.replace('git.example.com', 'github.com/example'),
  );
  const objects = [...files.keys()]
    .filter((path) => path.startsWith('dist/') && path.endsWith('.yaml'))
    .flatMap((path) => objectsIn(files, path));
  const withPods = objects.filter((object) => /"containers":/.test(JSON.stringify(object.spec ?? null)));
  expect([...new Set(withPods.map(({ kind }) => kind))].sort()).toEqual(['CronJob', 'Deployment', 'Job']);
  expect(podTemplates(objects).length).toBeGreaterThan(10);
  for (const kind of ['StatefulSet', 'DaemonSet', 'Pod', 'PersistentVolumeClaim', 'Pooler'])
    expect(ofKind(objects, kind), kind).toEqual([]);
});

it('a tenant’s quota covers what runs and what a rolling update adds', () => {
  for (const record of [ACME, BIGSHOP, MOVING]) {
    const { now, rollout, storageMiB } = totals(tenantUsage(record));
    const id = /^id: (.*)$/m.exec(record)?.[1];
    const [quota] = ofKind(
      objectsIn(rendered([record]), `dist/tenants/${id}/manifests.yaml`),
      'ResourceQuota',
    );
    const hard = quota?.spec.hard;
    expect(now.requests.cpuMillicores + rollout.requests.cpuMillicores).toBeLessThanOrEqual(
      Number.parseInt(hard['requests.cpu'], 10),
    );
    expect(`${storageMiB / 1024}Gi`).toBe(hard['requests.storage']);
  }
});

it('counts the pools of the shared instance once the whole fleet is known', () => {
  // 10 API pods at most, a pool of 100 for each of 4 databases: template, tenancy, and two tenants'.
  const { bundles } = renderedUsage(fleetOf([PETE, TRYOUT, ACME]));
  const shared = bundles.find(({ of }) => of === 'free-tier');
  expect(shared?.usage.connections.opens).toBe(10 * 100 * 4 + 1);
  expect(bundles.find(({ id }) => id === 'acme')?.usage.connections.opens).toBe(201);
});
