import { describe, expect, it } from 'vitest';
import type { StepAsked } from '../../../src/events/event.ts';
import { ACME } from '../../fixtures/fleet.ts';
import { worldOf } from '../../fixtures/lifecycle.ts';

const STATUSES = {
  active: '',
  'suspended by billing': 'status: suspended\nsuspendedBy: billing\n',
  'suspended by hand': 'status: suspended\nsuspendedBy: admin\n',
  cancelled: 'status: cancelled\nendsAt: 2026-12-01T00:00:00Z\n',
  archived: 'status: archived\npurgeAfter: 2026-12-01T00:00:00Z\n',
  'archived, being backed up':
    'status: archived\npurgeAfter: 2026-12-01T00:00:00Z\narchiveStep: backup\nstepAt: 2026-11-22T09:30:00Z\n',
  purging: 'status: purging\npurgeStep: unprotected\nstepAt: 2026-11-22T09:00:00Z\n',
  emptied: 'status: purging\npurgeStep: emptied\nstepAt: 2026-11-22T09:00:01Z\n',
  purged: 'status: purged\n',
};

const REFUSED = 'refused';
const SAME = 'unchanged';

/** What each step makes of a tenant in each status. */
const TABLE: { readonly [kind in StepAsked['kind']]: readonly string[] } = {
  suspend: ['suspended admin', 'suspended admin', SAME, 'suspended admin', ...Array(5).fill(REFUSED)],
  resume: [SAME, 'active', 'active', 'active', ...Array(5).fill(REFUSED)],
  cancel: ['cancelled', REFUSED, REFUSED, SAME, ...Array(5).fill(REFUSED)],
  archive: ['archived', 'archived', 'archived', 'archived', SAME, SAME, REFUSED, REFUSED, REFUSED],
  purge: [REFUSED, REFUSED, REFUSED, REFUSED, 'unprotected', REFUSED, 'emptied', REFUSED, SAME],
  restore: [SAME, REFUSED, REFUSED, REFUSED, 'active', 'active', 'active', REFUSED, REFUSED],
  confirm: Array(9).fill(REFUSED),
};

for (const [kind, wanted] of Object.entries(TABLE)) {
  describe(kind, () => {
    it.each(Object.entries(STATUSES).map(([name, fields], i) => [name, wanted[i], fields]))(
      'a tenant that is %s: %s',
      (_name, becomes, fields) => {
        const world = worldOf([ACME + fields]);
        const decision = world.tell({
          kind: kind as StepAsked['kind'],
          id: 'admin-1',
          actor: 'admin:eve',
          tenant: 'acme',
        });
        const { status, suspendedBy, purgeStep } = world.record('acme') ?? {};
        const now = purgeStep ?? [status, suspendedBy].filter(Boolean).join(' ');
        expect(decision.kind === 'changed' ? now : decision.kind).toBe(becomes);
      },
    );
  });
}

it('an archived tenant’s data is kept for 30 days, and a restored one has no date left', () => {
  const world = worldOf([ACME]);
  const step = (kind: StepAsked['kind']) =>
    world.tell({ kind, id: kind, actor: 'admin:eve', tenant: 'acme' });
  step('archive');
  expect(world.record('acme')).toMatchObject({ status: 'archived', purgeAfter: '2026-12-23T09:00:00Z' });
  step('restore');
  expect(world.record('acme')).not.toHaveProperty('purgeAfter');
});

it('nobody’s tenant is unknown', () => {
  const decision = worldOf().tell({ kind: 'suspend', id: 'x', actor: 'admin:eve', tenant: 'acme' });
  expect(decision).toMatchObject({ kind: 'refused', rule: 'unknown-tenant' });
});
