import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fleetCapacity } from '../../../src/capacity/fleet-capacity.ts';
import { type Workspace, workspace } from '../../fixtures/command.ts';
import { ACME, BIGSHOP, filesOf, fleetOf, PETE, PLATFORM } from '../../fixtures/fleet.ts';

const platform = `${PLATFORM}clusters: {in-cluster: {}, far: {}}\n`;
const records = [ACME, `${BIGSHOP}cluster: far\n`, PETE];

let place: Workspace;
beforeAll(async () => {
  place = await workspace(filesOf(records, platform));
});
afterAll(() => place.remove());

const TABLES = `RUNNING NOW           TENANTS   PODS   VCPU   LIMIT   MEMORY GIB   LIMIT   STORAGE GIB   VOLUMES   CONNECTIONS
system                             6    3.2       9          6.5      13           200         2     201 / 397
shared (free, demo)         1      4      3       6            6      12             0         0     3,002 / –
professional                1      6    4.2       9          8.5      17           100         2      201 / 97
enterprise                  1      9   12.3    25.5        24.75    49.5           600         3      301 / 97
in all                      3     25   22.7    49.5        45.75    91.5           900         7   3,705 / 591

connections: the maximum that programs open / that the databases in the row accept; the shared instance uses the system’s database

IN ALL                             PODS   VCPU   LIMIT   MEMORY GIB   LIMIT
running now                          25   22.7    49.5        45.75    91.5
autoscalers at their maximum         41   34.7    73.5        69.75   139.5
+ a rolling update of everything     13   7.55    16.5        14.13    28.5
+ all Jobs, calls and solvers        12   1.12     3.2         1.53    2.94

CLUSTER      PODS   VCPU   LIMIT   MEMORY GIB   LIMIT   STORAGE GIB   VOLUMES   CONNECTIONS
far             9   12.3    25.5        24.75    49.5           600         3      301 / 97
in-cluster     16   10.4      24           21      42           300         4   3,404 / 494

CLUSTER      NODE POOL   PODS   VCPU   LIMIT   MEMORY GIB   LIMIT   STORAGE GIB   VOLUMES   CONNECTIONS
far          any node       9   12.3    25.5        24.75    49.5           600         3      301 / 97
in-cluster   any node      16   10.4      24           21      42           300         4   3,404 / 494

MORE AT TIMES         PODS AT MOST   VCPU     GIB   + PODS ROLLING   VCPU     GIB
system                           6    3.2     6.5                3   0.75    1.25
shared (free, demo)             20     15      30                4    1.8    3.38
professional                     6    4.2     8.5                3   1.75    3.25
enterprise                       9   12.3   24.75                3   3.25    6.25
in all                          41   34.7   69.75               13   7.55   14.13
cluster far                      9   12.3   24.75                3   3.25    6.25
cluster in-cluster              32   22.4      45               10    4.3    7.88

ONE MORE TENANT   PODS   VCPU   LIMIT   MEMORY GIB   LIMIT   STORAGE GIB   VOLUMES   CONNECTIONS
free                 0      0       0            0       0             0         0     1,001 / –
demo                 0      0       0            0       0             0         0     1,001 / –
professional         6    4.2       9          8.5      17           100         2      201 / 97
enterprise           9   12.3    25.5        24.75    49.5           600         3      301 / 97

free tier: 1 of 100 places taken, 99 free
`;

describe('capacity', () => {
  it('prints tables for people', async () => {
    expect(await place.run('capacity')).toEqual({ code: 0, stdout: TABLES, stderr: '' });
  });

  it('prints the same as JSON, with units in the names of keys', async () => {
    const { code, stdout } = await place.run('capacity', '--json');
    expect(code).toBe(0);
    const found = JSON.parse(stdout);
    expect(found).toEqual(fleetCapacity(fleetOf(records, platform)));
    expect(Object.keys(found)).toEqual([
      'tenants',
      'freeTier',
      'parts',
      'clusters',
      'nodePools',
      'total',
      'oneMore',
    ]);
    expect(found.total.now.requests).toEqual({ cpuMillicores: 22_700, memoryMiB: 46_848 });
    expect(found.total.storageMiB).toBe(900 * 1024);
  });

  it('counts the own bundles of selected tenants', async () => {
    const { code, stdout, stderr } = await place.run('capacity', '-l', 'id in (bigshop,pete,nobody)');
    expect([code, stderr]).toEqual([0, 'warning: no such tenant: nobody\n']);
    expect(stdout).toMatch(/^system +0 +0 /m);
    expect(stdout).toMatch(/^enterprise +1 +9 +12\.3 /m);
    expect(stdout).toMatch(/^selected +2 +9 +12\.3 /m);
    expect(stdout).not.toContain('ONE MORE TENANT');
    expect(stdout).toContain('free tier: 1 of 100 places taken');
    const { parts } = JSON.parse((await place.run('capacity', '-l', 'tier=professional', '--json')).stdout);
    expect(parts.map(({ tenants }: { tenants: number }) => tenants)).toEqual([0, 0, 1, 0]);
    expect((await place.run('capacity', '-l', '')).code).toBe(2);
  });

  it('omits the clusters if there is one', async () => {
    const other = await workspace(filesOf([PETE]));
    const { stdout } = await other.run('capacity');
    other.remove();
    expect(stdout).not.toMatch(/^CLUSTER +PODS/m);
    expect(stdout).toMatch(/^CLUSTER +NODE POOL/m);
  });

  it('exits 1 for an invalid fleet', async () => {
    const broken = await workspace(filesOf([ACME.replace('mechanics: 4', 'mechanics: 40')]));
    const { code, stdout, stderr } = await broken.run('capacity');
    broken.remove();
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('mechanics');
  });
});
