import { describe, expect, it } from 'vitest';
import { changeProblems } from '../../../src/platform/changes.ts';
import { problemLine } from '../../../src/records/problem.ts';
import { ACME, BIGSHOP, fleetOf, PETE, PLATFORM } from '../../fixtures/fleet.ts';

const lines = (before: string[], after: string[], platforms: [string, string] = [PLATFORM, PLATFORM]) =>
  changeProblems({ ...fleetOf(before, platforms[0]), unreadable: [] }, fleetOf(after, platforms[1])).map(
    problemLine,
  );

const PAID_PETE = PETE.replace('free', 'professional').replace('mechanics: 1', 'mechanics: 2');

describe('refused', () => {
  it('a record that vanished', () => {
    expect(lines([ACME, PETE], [PETE])).toEqual([
      'tenants/acme.yaml: the record is gone (found status active before; allowed: status archived, then purging, then purged)',
    ]);
  });

  it('a tombstone that vanished', () => {
    expect(lines([`${ACME}status: purged\n`], [])).toEqual([
      'tenants/acme.yaml: the record is gone (found status purged before; allowed: the record stays, so that its id is never given away again)',
    ]);
  });

  it('an id that is used again', () => {
    expect(lines([`${ACME}status: purged\n`], [ACME])).toEqual([
      'tenants/acme.yaml: status: cannot be left for active (found purged before, active now; allowed: purged)',
    ]);
  });

  it.each([
    [
      'active',
      'purging',
      'tenants/acme.yaml: status: cannot follow active (found active before, unprotected now; allowed: unprotected after archived or unprotected)',
    ],
    [
      'archived',
      'purged',
      'tenants/acme.yaml: status: cannot follow archived (found archived before, purged now; allowed: purged after emptied or purged)',
    ],
    [
      'purging',
      'purged',
      'tenants/acme.yaml: status: cannot follow unprotected (found unprotected before, purged now; allowed: purged after emptied or purged)',
    ],
    [
      'archived',
      'purging\npurgeStep: emptied',
      'tenants/acme.yaml: status: cannot follow archived (found archived before, emptied now; allowed: emptied after unprotected or emptied)',
    ],
    [
      'purging\npurgeStep: emptied',
      'active',
      'tenants/acme.yaml: status: cannot be left for active (found emptied before, active now; allowed: emptied or purged)',
    ],
  ])('a purge that jumps from %s to %s', (from, to, line) => {
    const dated = (status: string) =>
      `${ACME}status: ${status}\n${status === 'archived' ? 'purgeAfter: 2026-12-01T00:00:00Z\n' : ''}`;
    expect(lines([dated(from)], [dated(to)])).toEqual([line]);
  });

  it('a tenant that becomes a demo', () => {
    const demo = `${PETE.replace('tier: free', 'tier: demo')}trialEndsAt: 2026-12-01T00:00:00Z\n`;
    expect(lines([PETE], [demo])).toEqual([
      'tenants/pete.yaml: tier: becomes demo (found free before, demo now; allowed: free: a demo begins as one)',
    ]);
    expect(lines([demo], [PETE])).toEqual([]);
  });

  it('storage that shrinks in a record', () => {
    expect(lines([`${ACME}storage: 1Ti\n`], [`${ACME}storage: 900Gi\n`])).toEqual([
      'tenants/acme.yaml: storage: the database’s storage shrinks (found 900Gi; allowed: 1Ti or more)',
    ]);
    expect(lines([`${ACME}storage: 80Gi\n`], [ACME])).toEqual([
      'tenants/acme.yaml: storage: the database’s storage shrinks (found 50Gi; allowed: 80Gi or more)',
    ]);
  });

  it('a smaller tier that would shrink storage', () => {
    const smaller = BIGSHOP.replace('enterprise', 'professional').replace('26', '9');
    expect(lines([BIGSHOP], [smaller])).toEqual([
      'tenants/bigshop.yaml: tier: the database’s storage shrinks (found 50Gi; allowed: 200Gi or more)',
    ]);
    expect(lines([BIGSHOP], [`${smaller}storage: 200Gi\n`])).toEqual([]);
  });

  it('storage that shrinks in platform.yaml, once and not for each tenant', () => {
    const smaller = `${PLATFORM}tiers: {professional: {database: {storage: 40Gi}}}\nsystem: {database: {storage: 99Gi}}\n`;
    expect(lines([ACME], [ACME], [PLATFORM, smaller])).toEqual([
      'platform.yaml: tiers.professional.database.storage: the database’s storage shrinks (found 40Gi; allowed: 50Gi or more)',
      'platform.yaml: system.database.storage: the database’s storage shrinks (found 99Gi; allowed: 100Gi or more)',
    ]);
  });
});

describe('allowed', () => {
  it.each([
    ['a new record', [ACME], [ACME, PETE]],
    ['storage that grows', [ACME], [`${ACME}storage: 51Gi\n`]],
    ['a suspension and its end', [`${ACME}status: suspended\n`], [ACME]],
    [
      'the steps of a purge',
      [`${ACME}status: archived\npurgeAfter: 2026-12-01T00:00:00Z\n`],
      [`${ACME}status: purging\n`],
    ],
    [
      'the next',
      [`${ACME}status: purging\npurgeStep: unprotected\n`],
      [`${ACME}status: purging\npurgeStep: emptied\n`],
    ],
    ['the last', [`${ACME}status: purging\npurgeStep: emptied\n`], [`${ACME}status: purged\n`]],
    [
      'a way back from an unprotected tenant',
      [`${ACME}status: purging\n`],
      [`${ACME}status: archived\npurgeAfter: 2026-12-01T00:00:00Z\n`],
    ],
    [
      'a move from the free tier by its steps',
      [PETE],
      [`${PAID_PETE}importFrom: {database: mechanicbuddy-pete}\nmigration: {from: free, step: importing}\n`],
    ],
  ])('%s', (_what, before, after) => {
    expect(lines(before, after)).toEqual([]);
  });
});

describe('a tenant that comes back from a backup', () => {
  const purged = (more = '') => `${ACME}status: purged\n${more}`;
  const recovered = (generation: number, from = 'tenant-acme-postgresql') =>
    `${ACME}recoverFrom: ${from}\ngeneration: ${generation}\n`;

  it('gets a database of a later generation, and never the same one or an earlier one', () => {
    expect(lines([purged()], [recovered(2)])).toEqual([]);
    expect(lines([purged('generation: 2\n')], [recovered(3)])).toEqual([]);
    const [refused] = lines([purged('generation: 2\n')], [recovered(2)]);
    expect(refused).toContain('status: cannot be left for active (found purged before, active now');
    expect(lines([purged('generation: 3\n')], [recovered(2)])).toHaveLength(1);
  });

  it('does not come back with a later generation alone', () => {
    expect(lines([purged()], [`${ACME}generation: 2\n`])).toHaveLength(1);
    expect(lines([purged()], [`${recovered(2)}status: suspended\nsuspendedBy: admin\n`])).toHaveLength(1);
  });
});

describe('a move', () => {
  const step = (name: string) =>
    name === 'detached' || name === 'emptied'
      ? `${PETE}migration: {from: free, to: professional, step: ${name}}\n`
      : name === 'returned'
        ? `${PETE}migration: {from: free, step: returned}\n`
        : `${PAID_PETE}importFrom: {database: mechanicbuddy-pete}\nmigration: {from: free, step: ${name}}\n`;
  const ALLOWED: Record<string, readonly string[]> = {
    importing: ['importing', 'confirmed', 'detached'],
    confirmed: ['confirmed', 'releasing'],
    releasing: ['releasing', 'over'],
    detached: ['detached', 'emptied'],
    emptied: ['emptied', 'returned'],
    returned: ['returned', 'importing'],
  };
  const textOf = (name: string) => (name === 'over' ? PAID_PETE : name === 'never' ? PETE : step(name));
  const all = [...Object.keys(ALLOWED), 'over', 'never'];

  it.each(Object.keys(ALLOWED).flatMap((from) => all.map((to) => [from, to] as const)))(
    'from %s to %s is allowed only where its steps say so',
    (from, to) => {
      const found = lines([textOf(from)], [textOf(to)]);
      expect(found.length === 0).toBe(ALLOWED[from]?.includes(to));
    },
  );

  it('is never a change of the tier alone', () => {
    expect(lines([PETE], [PAID_PETE])).toEqual([
      'tenants/pete.yaml: tier: moves data (found free before, professional now; allowed: mechanicbuddy tenant upgrade, which writes the steps of the move)',
    ]);
    expect(lines([PAID_PETE], [PETE])).toHaveLength(1);
  });
});
