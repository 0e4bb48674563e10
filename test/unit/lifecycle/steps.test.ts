import { describe, expect, it } from 'vitest';
import type { StepAsked } from '../../../src/events/event.ts';
import { ACME, PETE } from '../../fixtures/fleet.ts';
import { worldOf } from '../../fixtures/lifecycle.ts';
import { STATUSES } from '../../fixtures/statuses.ts';

const REFUSED = 'refused';
const SAME = 'unchanged';

/** What each step makes of a tenant in each status, of its own tier or a shared one. */
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
  const rows = [ACME, PETE].flatMap((text) =>
    Object.entries(STATUSES).map(([name, fields], i) => [name, wanted[i], text + fields] as const),
  );
  describe(kind, () => {
    it.each(rows)('a tenant that is %s: %s', (_name, becomes, text) => {
      const tenant = /^id: (.*)$/m.exec(text)?.[1] ?? '';
      const world = worldOf([text]);
      const decision = world.tell({
        kind: kind as StepAsked['kind'],
        id: 'admin-1',
        actor: 'admin:eve',
        tenant,
      });
      const { status, suspendedBy, purgeStep } = world.record(tenant) ?? {};
      const now = purgeStep ?? [status, suspendedBy].filter(Boolean).join(' ');
      expect(decision.kind === 'changed' ? now : decision.kind).toBe(becomes);
    });
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
