import { describe, expect, it } from 'vitest';
import type { TierAsked } from '../../../src/events/event.ts';
import type { Plan } from '../../../src/lifecycle/decision.ts';
import { ACME, BIGSHOP, PETE } from '../../fixtures/fleet.ts';
import { PRICES, worldOf } from '../../fixtures/lifecycle.ts';

const asking = (tenant: string, more: Partial<TierAsked>): TierAsked => ({
  kind: 'tier',
  actor: 'cli',
  id: 'cli-1',
  tenant,
  ...more,
});

function decided(text: string, more: Partial<TierAsked>, platform = PRICES) {
  const tenant = /^id: (.*)$/m.exec(text)?.[1] ?? '';
  const decision = worldOf([text], platform).tell(asking(tenant, more));
  if (decision.kind !== 'changed') throw new Error(JSON.stringify(decision));
  return decision;
}
const planOf = (text: string, more: Partial<TierAsked>, platform = PRICES): Plan | undefined =>
  decided(text, more, platform).plan;

describe('the plan of another size', () => {
  it('is a rolling update, one database instance after the other, and volumes that grow', () => {
    expect(planOf(ACME, { tier: 'enterprise' })).toEqual({
      title: 'Another size for acme',
      steps: [
        'a rolling update: API and web of the new size are ready before the old pods go',
        'the database’s instances change one at a time (2 → 3): the replicas first, then a switchover, and the old primary',
        'its volumes grow from 50Gi to 200Gi in use, where the storage class can',
      ],
      interruption: 'seconds, at the switchover',
    });
  });

  it('down keeps its volumes', () => {
    expect(planOf(BIGSHOP, { tier: 'professional' })?.steps.at(-1)).toBe(
      'its volumes stay at 200Gi: they never shrink',
    );
  });

  it('that only counts interrupts nothing', () => {
    expect(planOf(ACME, { mechanics: 6 })).toEqual({
      title: 'Another size for acme',
      steps: ['nothing restarts: mechanics are counted, not rendered'],
      interruption: 'none',
    });
  });

  it('with one database instance is a restart, and of one that sleeps no interruption', () => {
    const one = `${PRICES}tiers: {professional: {database: {instances: 1}}, enterprise: {database: {instances: 1}}}\n`;
    const plan = planOf(ACME, { tier: 'enterprise' }, one);
    expect(plan?.steps[1]).toBe('the database’s instances change one at a time: the only one restarts');
    expect(plan?.interruption).toBe('a minute or so, while the database restarts');
    const asleep = `${ACME}status: suspended\nsuspendedBy: admin\n`;
    expect(planOf(asleep, { tier: 'enterprise' })?.interruption).toBe('none: it does not serve now');
  });

  it('clamps mechanics to what the tier has, and says what they were', () => {
    expect(decided(BIGSHOP, { tier: 'professional' })).toMatchObject({
      subject: 'enterprise → professional for 10, it had 26, keeps 200Gi of storage',
      record: { mechanics: 10 },
    });
    expect(decided(ACME, { tier: 'enterprise' }).subject).toBe('professional → enterprise for 11, it had 4');
  });
});

describe('the plan of a move', () => {
  it('has its steps, and the interruption', () => {
    const plan = planOf(PETE, { tier: 'professional' });
    expect(plan?.title).toBe('The move of pete from the shared instance');
    expect(plan?.steps).toHaveLength(6);
    expect(plan?.steps[5]).toContain('is kept for 30 days');
    expect(plan?.interruption).toBe('some minutes, and longer the more data there is');
  });

  it('of a demo that becomes free is none', () => {
    const demo = `${PETE.replace('tier: free', 'tier: demo')}trialEndsAt: 2026-11-30T00:00:00Z\n`;
    expect(planOf(demo, { tier: 'free' })).toMatchObject({ interruption: 'none' });
  });
});

describe('the way back', () => {
  const MOVING = `${PETE.replace('tier: free', 'tier: professional').replace('mechanics: 1', 'mechanics: 3')}importFrom: {database: mechanicbuddy-pete}
migration: {from: demo, step: importing}
channel: canary
storage: 80Gi
resources: {web: {requests: {cpu: 7m, memory: 33Mi}, limits: {cpu: "1", memory: 1Gi}}}
domains: [pete.example, garage.example]
pendingDomains: [{domain: third.example, token: ${'a'.repeat(32)}, expiresAt: 2026-11-25T09:00:00Z}]
`;
  const LOST = [
    'what was written since it began',
    'professional for 3 (free has 1)',
    'its trial (it goes on as free)',
    'the domains pete.example, garage.example',
    'domains that wait for their proof third.example',
    'its channel canary',
    'resources of its own',
    'its storage of 80Gi',
  ];

  it('names all that is lost, and how a sync that waits for the import is ended', () => {
    const { subject, warnings, plan, record } = decided(MOVING, { back: true });
    expect(subject).toBe(`move taken back: gives up ${LOST.join(', ')}`);
    expect(warnings).toEqual([
      `given up: ${LOST.join('; ')}`,
      expect.stringContaining(
        `kubectl patch application mechanicbuddy-platform-tenant-pete -n argocd --type merge -p '{"status":{"operationState":{"phase":"Terminating"}}}'`,
      ),
    ]);
    expect(plan).toMatchObject({ title: 'Taking the move of pete back', steps: { length: 3 } });
    for (const field of ['channel', 'storage', 'resources', 'pendingDomains'])
      expect(record).not.toHaveProperty(field);
    expect(record).toMatchObject({ tier: 'free', mechanics: 1, domains: [] });
  });

  it('names a pin to a release, too', () => {
    const pinned = MOVING.replace('channel: canary', 'version: v1.1.0');
    expect(decided(pinned, { back: true }).subject).toContain('its pin to v1.1.0');
  });
});
