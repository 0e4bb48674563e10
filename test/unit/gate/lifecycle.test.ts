import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { StepAsked, TenantEvent } from '../../../src/events/event.ts';
import { openDraft } from '../../../src/fleet/draft.ts';
import { gateDecision } from '../../../src/fleet/gate-decision.ts';
import { decide } from '../../../src/lifecycle/decide.ts';
import { renderTenant } from '../../../src/synth/tenant.ts';
import { ACME, PETE, TRYOUT } from '../../fixtures/fleet.ts';
import { NOW, worldOf } from '../../fixtures/lifecycle.ts';

const STEPS = ['suspend', 'resume', 'cancel', 'archive', 'purge', 'restore', 'confirm'] as const;
const told = { id: 'x', actor: 'admin:eve' } as const;

/** What may be asked for one tenant, and how many hours pass before. */
const asked = fc.record({
  hours: fc.constantFrom(0, 1, 25, 25, 24 * 40),
  event: fc.oneof(
    fc.constantFrom(...STEPS).map((kind) => ({ kind })),
    fc.constantFrom('date', 'date', 'archive', 'purge', 'purge', 'purge').map((kind) => ({ kind })),
    fc.constant({ kind: 'restore' as const, fromBackup: true }),
    fc.constantFrom('free', 'professional', 'enterprise').map((tier) => ({ kind: 'tier' as const, tier })),
    fc.constant({ kind: 'tier' as const, back: true }),
    fc
      .constantFrom({ storage: '60Gi' }, { version: 'v1.1.0' }, { version: null })
      .map((patch) => ({ kind: 'patch' as const, patch })),
  ),
});

/** The whole way to the end, and back. */
const WHOLE_LIFE = (['archive', 'date', 'purge', 'purge', 'purge'] as const)
  .map((kind): { hours: number; event: { kind: string } } => ({ hours: 25, event: { kind } }))
  .concat({ hours: 25, event: { kind: 'restore', ...{ fromBackup: true } } });
/** A move, and its end. */
const WHOLE_MOVE = [
  { hours: 0, event: { kind: 'tier' as const, tier: 'professional' } },
  { hours: 1, event: { kind: 'confirm' as const } },
];

/** Whose ids are keys or words of what is rendered. */
const NAMED = ['web', 'dbup', 'image', 'spec'].map((id) => ACME.replace('id: acme', `id: ${id}`));

const life = fc.oneof(
  { weight: 5, arbitrary: fc.array(asked, { minLength: 4, maxLength: 12 }) },
  { weight: 2, arbitrary: fc.array(asked, { maxLength: 6 }).map((rest) => [...WHOLE_MOVE, ...rest]) },
  { weight: 1, arbitrary: fc.constant(WHOLE_LIFE) },
);

it('never rejects what the lifecycle decides, for any events in any order', () => {
  const kinds = new Set<string>();
  fc.assert(
    fc.property(fc.constantFrom(ACME, PETE, TRYOUT, ...NAMED), life, (text, all) => {
      const world = worldOf([text]);
      const id = /^id: (.*)$/m.exec(text)?.[1] ?? '';
      let now = NOW;
      for (const { hours, event } of all) {
        now = new Date(now.getTime() + hours * 3_600_000);
        const full = { ...told, ...event, tenant: id } as TenantEvent;
        const decision = decide(openDraft(world.state, world.platform).view, full, now);
        if (decision.kind === 'changed' && decision.record !== undefined) {
          const files = renderTenant(decision.record, world.platform);
          expect(gateDecision(decision, world.record(id), world.platform, files)).toBe(decision);
          kinds.add(decision.record.status).add(decision.record.migration?.step ?? '');
        }
        world.tell(full, now);
      }
    }),
    { numRuns: 60, seed: 7 },
  );
  for (const kind of ['suspended', 'archived', 'purging', 'purged', 'importing', 'confirmed', 'detached'])
    expect(kinds).toContain(kind);
});

it('rejects what a mistake in the lifecycle would do', () => {
  const world = worldOf([ACME]);
  const record = world.record('acme');
  if (record === undefined) throw new Error('no acme');
  const emptied = { ...record, status: 'purging' as const, purgeStep: 'emptied' as const };
  const decision = { kind: 'changed' as const, tenant: 'acme', subject: 'purge: emptied', record: emptied };
  expect(gateDecision(decision, record, world.platform)).toMatchObject({
    kind: 'refused',
    rule: 'not-possible',
    detail: 'the gate refuses what this renders: stateful-removed',
  });
});

it('rejects a smaller volume', () => {
  const kind: StepAsked['kind'] = 'suspend';
  const world = worldOf([ACME]);
  const decision = decide(
    openDraft(world.state, world.platform).view,
    { ...told, kind, tenant: 'acme' },
    NOW,
  );
  if (decision.kind !== 'changed' || decision.record === undefined) throw new Error('not suspended');
  const files = new Map(renderTenant(decision.record, world.platform));
  const path = 'dist/tenants/acme/manifests.yaml';
  files.set(path, (files.get(path) ?? '').replace('size: 50Gi', 'size: 5Gi'));
  expect(gateDecision(decision, world.record('acme'), world.platform, files)).toMatchObject({
    kind: 'refused',
    problems: [{ message: 'storage-shrinks', found: '50Gi → 5Gi' }],
  });
});
