import { expect, it } from 'vitest';
import { openMetrics } from '../../../src/service/metrics.ts';
import { ACME, MOVING, PETE, PLATFORM } from '../../fixtures/fleet.ts';
import { worldOf } from '../../fixtures/lifecycle.ts';

it('tells tenants by tier and status, and who takes a place of the free tier: one that moves does until it is confirmed', async () => {
  const metrics = openMetrics();
  metrics.observer.synced(worldOf([ACME, PETE, MOVING]).state);
  const text = await metrics.text();
  expect(text).toMatch(/^mechanicbuddy_tenants\{tier="free",status="active"\} 1$/m);
  expect(text).toMatch(/^mechanicbuddy_tenants\{tier="professional",status="active"\} 2$/m);
  expect(text).toMatch(/^mechanicbuddy_places_taken 2$/m);
  metrics.observer.synced(worldOf([ACME, PETE, MOVING.replace('step: importing', 'step: confirmed')]).state);
  expect(await metrics.text()).toMatch(/^mechanicbuddy_places_taken 1$/m);
});

it('tells every tier of platform.yaml, also one without tenants, and none that is gone', async () => {
  const metrics = openMetrics();
  metrics.observer.synced(worldOf([], `${PLATFORM}tiers: {starter: {like: professional}}\n`).state);
  expect(await metrics.text()).toContain('mechanicbuddy_tenants{tier="starter",status="active"} 0');
  metrics.observer.synced(worldOf([], PLATFORM).state);
  expect(await metrics.text()).not.toContain('tier="starter"');
});
