import { describe, expect, it } from 'vitest';
import type { TenantEvent } from '../../../src/events/event.ts';
import { ACME, PETE } from '../../fixtures/fleet.ts';
import { worldOf } from '../../fixtures/lifecycle.ts';
import { STATUSES } from '../../fixtures/statuses.ts';

const DEMO = `${PETE.replace('tier: free', 'tier: demo')}trialEndsAt: 2026-11-30T00:00:00Z\n`;
const MOVING = `${ACME}importFrom: {database: mechanicbuddy-acme}\nmigration: {from: free, step: importing}\n`;
const told = { id: 'x', actor: 'admin:eve' } as const;
const tier = (tenant: string, asked: object): TenantEvent => ({ ...told, kind: 'tier', tenant, ...asked });
const fromBackup = (tenant: string): TenantEvent => ({ ...told, kind: 'restore', tenant, fromBackup: true });

const R = 'refused';
const S = 'unchanged';

/** What becomes of a tenant in each status: as `STATUSES` lists them. */
const TABLE: readonly (readonly [string, string, TenantEvent, readonly string[]])[] = [
  [
    'a paid one gets a larger tier',
    ACME,
    tier('acme', { tier: 'enterprise' }),
    [
      'active enterprise',
      'suspended enterprise',
      'suspended enterprise',
      'cancelled enterprise',
      R,
      R,
      R,
      R,
      R,
    ],
  ],
  ['a paid one becomes free', ACME, tier('acme', { tier: 'free' }), Array(9).fill(R)],
  [
    'a free one gets a tier of its own',
    PETE,
    tier('pete', { tier: 'professional' }),
    ['active professional', R, R, 'active professional', R, R, R, R, R],
  ],
  [
    'a demo gets a tier of its own',
    DEMO,
    tier('pete', { tier: 'professional' }),
    ['active professional', R, R, 'active professional', R, R, R, R, R],
  ],
  [
    'a demo becomes free',
    DEMO,
    tier('pete', { tier: 'free' }),
    ['active free', 'suspended free', 'suspended free', 'active free', R, R, R, R, R],
  ],
  ['a free one becomes a demo', PETE, tier('pete', { tier: 'demo' }), Array(9).fill(R)],
  ['one that does not move is taken back', ACME, tier('acme', { back: true }), Array(9).fill(R)],
  ['the same tier again', ACME, tier('acme', { tier: 'professional' }), Array(9).fill(S)],
  ['a paid one from its backup', ACME, fromBackup('acme'), [...Array(8).fill(R), 'active professional']],
  ['a free one from its backup', PETE, fromBackup('pete'), Array(9).fill(R)],
];

for (const [what, text, event, wanted] of TABLE) {
  describe(what, () => {
    it.each(Object.entries(STATUSES).map(([name, fields], i) => [name, wanted[i], fields] as const))(
      'while it is %s: %s',
      (_name, becomes, fields) => {
        const id = /^id: (.*)$/m.exec(text)?.[1] ?? '';
        const world = worldOf([text + fields]);
        const decision = world.tell(event);
        const record = world.record(id);
        expect(decision.kind === 'changed' ? `${record?.status} ${record?.tier}` : decision.kind).toBe(
          becomes,
        );
      },
    );
  });
}

describe('a move', () => {
  it.each([
    ['importing', 'detached'],
    ['confirmed', R],
    ['releasing', R],
  ])('%s is taken back: %s', (present, becomes) => {
    const world = worldOf([MOVING.replace('importing', present)]);
    const decision = world.tell(tier('acme', { back: true }));
    expect(decision.kind === 'changed' ? world.record('acme')?.migration?.step : decision.kind).toBe(becomes);
  });

  it.each(['detached', 'emptied', 'returned'])('%s is taken back already', (present) => {
    const world = worldOf([`${PETE}migration: {from: free, to: professional, step: ${present}}\n`]);
    expect(world.tell(tier('pete', { back: true })).kind).toBe(S);
  });

  it.each([
    [DEMO, { tier: 'professional' }, 'move demo → professional for 2; its cancellation is taken back'],
    [DEMO, { tier: 'free' }, 'demo becomes free: its sample data stays; its cancellation is taken back'],
  ])('or a conversion takes a cancellation back, and says so', (text, asked, subject) => {
    const world = worldOf([`${text}${STATUSES.cancelled}cancelledBy: admin\n`]);
    expect(world.tell(tier('pete', asked))).toMatchObject({ subject });
    for (const field of ['endsAt', 'cancelledBy']) expect(world.record('pete')).not.toHaveProperty(field);
  });

  it('of one that is suspended is refused, and names what comes first', () => {
    const world = worldOf([PETE + STATUSES['suspended by hand']]);
    expect(world.tell(tier('pete', { tier: 'professional' }))).toMatchObject({
      detail: 'pete is suspended: its data moves while it is active (tenant resume pete)',
    });
  });
});

it('a purged one that is restored is told of its backup', () => {
  const restore = (tenant: string): TenantEvent => ({ ...told, kind: 'restore', tenant });
  expect(worldOf([ACME + STATUSES.purged]).tell(restore('acme'))).toMatchObject({
    detail: 'acme is purged: tenant restore acme --from-backup makes a new database of its last backup',
  });
  expect(worldOf([ACME + STATUSES.emptied]).tell(restore('acme'))).toMatchObject({
    detail: expect.stringContaining('tenant restore acme --from-backup'),
  });
  expect(worldOf([PETE + STATUSES.purged]).tell(restore('pete'))).toMatchObject({
    detail: 'pete had no database of its own: its data is in the backups of the shared PostgreSQL',
  });
});
