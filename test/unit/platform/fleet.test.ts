import { describe, expect, it } from 'vitest';
import { parseFleet } from '../../../src/platform/fleet.ts';
import { problemLine } from '../../../src/records/problem.ts';
import {
  ACME,
  BIGSHOP,
  filesOf,
  fleetOf,
  MOVING,
  PETE,
  PLATFORM,
  problemLines,
  TRYOUT,
} from '../../fixtures/fleet.ts';

describe('a valid fleet', () => {
  it('is sorted by id, whatever the order of the files', () => {
    const files = [...filesOf([PETE, ACME, BIGSHOP])].reverse();
    const result = parseFleet(new Map(files));
    if (result.kind === 'problems') throw new Error('expected a fleet');
    expect(result.records.map(({ id }) => id)).toEqual(['acme', 'bigshop', 'pete']);
  });
});

describe('refused, each with its message', () => {
  it.each([
    [
      'a free tenant with two mechanics',
      [PETE.replace('mechanics: 1', 'mechanics: 2')],
      ['tenants/pete.yaml:5: mechanics: is outside the free tier (found 2; allowed: 1)'],
    ],
    [
      'a professional tenant with one mechanic',
      [ACME.replace('mechanics: 4', 'mechanics: 1')],
      ['tenants/acme.yaml:5: mechanics: is outside the professional tier (found 1; allowed: 2 to 10)'],
    ],
    [
      'a professional tenant with eleven',
      [ACME.replace('mechanics: 4', 'mechanics: 11')],
      ['tenants/acme.yaml:5: mechanics: is outside the professional tier (found 11; allowed: 2 to 10)'],
    ],
    [
      'an enterprise tenant with ten',
      [BIGSHOP.replace('mechanics: 26', 'mechanics: 10')],
      ['tenants/bigshop.yaml:5: mechanics: is outside the enterprise tier (found 10; allowed: 11 or more)'],
    ],
    [
      'a version that no release has',
      [`${ACME}version: v9.9.9\n`],
      ['tenants/acme.yaml:6: version: no such release (found "v9.9.9"; allowed: v1.0.0, v1.1.0)'],
    ],
    [
      'a version that every object has',
      [`${ACME}version: constructor\n`],
      ['tenants/acme.yaml:6: version: no such release (found "constructor"; allowed: v1.0.0, v1.1.0)'],
    ],
    [
      'an unknown channel',
      [`${ACME}channel: nightly\n`],
      ['tenants/acme.yaml:6: channel: no such channel (found "nightly"; allowed: stable, canary)'],
    ],
    [
      'an unknown cluster',
      [`${ACME}cluster: mars\n`],
      ['tenants/acme.yaml:6: cluster: no such cluster (found "mars"; allowed: in-cluster)'],
    ],
    [
      'a domain claimed twice',
      [BIGSHOP, `${ACME}domains: [workshop.bigshop.com]\n`],
      [
        'tenants/bigshop.yaml:6: domains[0]: is claimed by tenants/acme.yaml already (found "workshop.bigshop.com"; allowed: a domain that nobody else claims)',
      ],
    ],
    [
      'a domain under the platform’s own',
      [`${ACME}domains:\n  - garage.org\n  - pete.example.com\n`],
      [
        'tenants/acme.yaml:8: domains[1]: lies under the platform’s own domain (found "pete.example.com"; allowed: a domain outside example.com)',
      ],
    ],
    [
      'a limit below its request',
      [
        `${ACME}resources: {api: {requests: {cpu: 2, memory: 1Gi}, limits: {cpu: 1500m, memory: 512Mi}}}\n`.replace(
          'cpu: 2,',
          'cpu: "2",',
        ),
      ],
      [
        'tenants/acme.yaml:6: resources.api.limits.cpu: is below the request (found "1500m"; allowed: at least 2)',
        'tenants/acme.yaml:6: resources.api.limits.memory: is below the request (found "512Mi"; allowed: at least 1Gi)',
      ],
    ],
  ])('%s', (_what, records, lines) => {
    expect(problemLines(records)).toEqual(lines);
  });

  it('an id that platform.yaml reserves', () => {
    expect(problemLines([PETE], `${PLATFORM}reservedIds: [pete]\n`)).toEqual([
      'tenants/pete.yaml:1: id: is reserved by platform.yaml (found "pete"; allowed: an id that reservedIds does not list)',
    ]);
  });

  it('more free and demo tenants than maxTenants, a purged one not counted', () => {
    const purged = `${PETE.replaceAll('pete', 'old')}status: purged\n`;
    const platform = `${PLATFORM}freeTier: {maxTenants: 1}\n`;
    expect(problemLines([PETE, TRYOUT, purged], platform)).toEqual([
      'tenants/tryout.yaml:4: tier: is beyond the free tier’s capacity (found "demo"; allowed: 1 free and demo tenants (freeTier.maxTenants), there are 2)',
    ]);
    expect(problemLines([PETE, purged], platform)).toEqual([]);
  });

  it('a place that one who moves may come back to', () => {
    const platform = `${PLATFORM}freeTier: {maxTenants: 1}\n`;
    expect(problemLines([MOVING, PETE], platform)).toHaveLength(1);
    expect(problemLines([MOVING.replace('importing', 'confirmed'), PETE], platform)).toEqual([]);
  });

  it('the data of another tenant as what a record is made of', () => {
    const taken = MOVING.replace('mechanicbuddy-hinterhof', 'mechanicbuddy-petes-garage');
    expect(problemLines([taken])).toEqual([
      'tenants/hinterhof.yaml:6: importFrom: is not this tenant’s data (found {"database":"mechanicbuddy-petes-garage"}; allowed: mechanicbuddy-hinterhof)',
    ]);
    const schemas = `${PLATFORM}freeTier: {isolation: schema}\n`;
    const common = (schema: string) =>
      MOVING.replace('mechanicbuddy-hinterhof', `mechanicbuddy-free-tier, schema: ${schema}`);
    expect(problemLines([common('tenant_hinterhof')], schemas)).toEqual([]);
    for (const other of [common('tenant_petes_garage'), MOVING])
      expect(problemLines([other], schemas)).toEqual([
        expect.stringContaining('allowed: mechanicbuddy-free-tier, schema tenant_hinterhof)'),
      ]);
    expect(problemLines([common('tenant_hinterhof')])).toHaveLength(1);
  });

  it('a file that is no record’s', () => {
    const result = parseFleet(
      new Map([...filesOf([]), ['tenants/notes.txt', 'x'], ['tenants/old/acme.yaml', ACME]]),
    );
    expect(result.kind === 'problems' && result.problems.map(problemLine)).toEqual([
      'tenants/notes.txt: is not a record’s path (allowed: tenants/{id}.yaml)',
      'tenants/old/acme.yaml: is not a record’s path (allowed: tenants/{id}.yaml)',
    ]);
  });

  it('a fleet without platform.yaml', () => {
    const result = parseFleet(new Map());
    expect(result.kind === 'problems' && result.problems.map(problemLine)).toEqual([
      'platform.yaml: is missing (allowed: a file with at least domain and repository.url)',
    ]);
  });
});

it('names every problem of every file at once, in the order of files and lines', () => {
  const records = [
    ACME.replace('mechanics: 4', 'mechanics: 40'),
    PETE.replace('tier: free', 'tier: Gold!').replace('ownerEmail: pete@example.org', 'ownerEmail: nobody'),
  ];
  const lines = problemLines(records, PLATFORM.replace('canary: v1.1.0', 'canary: v7'));
  expect(lines).toEqual([
    'platform.yaml:9: channels.canary: no such release (found "v7"; allowed: v1.0.0, v1.1.0)',
    'tenants/pete.yaml:3: ownerEmail: is not allowed (found "nobody"; allowed: an e-mail address)',
    'tenants/pete.yaml:4: tier: is not allowed (found "Gold!"; allowed: a name of a–z, 0–9 and -)',
  ]);
});

it('lets a purged tenant’s domain go to another', () => {
  const purged = `${BIGSHOP}status: purged\n`;
  expect(fleetOf([purged, `${ACME}domains: [workshop.bigshop.com]\n`]).records).toHaveLength(2);
});
