import { expect, it } from 'vitest';
import { ACME, PLATFORM } from '../../fixtures/fleet.ts';
import { checkout, subscription, worldOf } from '../../fixtures/lifecycle.ts';

const OWN = `${PLATFORM}tiers:
  starter: {like: professional, mechanics: {min: 1, max: 3}, database: {storage: 10Gi}}
stripe: {prices: {price_starter: starter, price_pro: professional}}
`;
const STARTER = { price: 'price_starter', quantity: 2 };

it('a checkout of a tier’s price makes a tenant on it', () => {
  const world = worldOf([], OWN);
  world.tell(checkout('evt_1', 0));
  world.tell(subscription('evt_2', 0, 'running', STARTER));
  expect(world.record('hilltop')).toMatchObject({ tier: 'starter', mechanics: 2, status: 'active' });
});

it('its volumes stay as large as those of the largest tier that was bought', () => {
  const world = worldOf([], OWN);
  world.tell(checkout('evt_1', 0));
  world.tell(subscription('evt_2', 0, 'running', { price: 'price_pro', quantity: 4 }));
  world.tell(subscription('evt_3', 60, 'running', STARTER));
  expect(world.record('hilltop')).toMatchObject({ tier: 'starter', storage: '50Gi' });
});

it('a tenant whose tier platform.yaml lost is not changed by a request, and is by what it pays', () => {
  const world = worldOf([ACME.replace('tier: professional', 'tier: lost')], OWN);
  const asked = { kind: 'tier', id: 'evt_1', actor: 'cli', tenant: 'acme' } as const;
  expect(world.tell({ ...asked, tier: 'enterprise', mechanics: 14 })).toMatchObject({
    kind: 'refused',
    rule: 'not-possible',
    detail: expect.stringContaining('which platform.yaml does not have'),
  });
  world.tell({ ...checkout('evt_2', 0), tenant: 'acme' } as ReturnType<typeof checkout>);
  world.tell(subscription('evt_3', 0, 'running', STARTER));
  expect(world.record('acme')).toMatchObject({ tier: 'starter', mechanics: 2 });
});
