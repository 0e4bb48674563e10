import { expect, it } from 'vitest';
import { fleetFigures } from '../../../src/service/fleet-figures.ts';
import { ACME, BIGSHOP, fleetOf, PETE, TRYOUT } from '../../fixtures/fleet.ts';

const { platform, records } = fleetOf([ACME, BIGSHOP, PETE, TRYOUT]);
const { capacity, cost, monthly } = fleetFigures(platform, records);

it('are of the parts that people know', () => {
  expect(capacity?.parts.map(({ name }) => name)).toEqual([
    'system',
    'free tier',
    'professional',
    'enterprise',
  ]);
  expect(capacity?.parts.find(({ name }) => name === 'professional')).toMatchObject({ storageGiB: 100 });
  expect(cost?.parts.map(({ name }) => name)).toEqual(['free tier', 'professional', 'enterprise', 'system']);
});

it('add up', () => {
  const sum = (numbers: readonly number[]) => Math.round(numbers.reduce((a, b) => a + b, 0) * 100) / 100;
  expect(sum(cost?.parts.map((part) => part.cost) ?? [])).toBe(cost?.cost);
  expect(sum(cost?.parts.map((part) => part.revenue) ?? [])).toBe(cost?.revenue);
  expect(monthly?.get('acme')?.revenue).toBe(80);
  expect(monthly?.get('bigshop')?.revenue).toBe(390);
});

it('leave out a record that does not fit the platform, and keep the others', () => {
  const misfit = { ...(records[0] as (typeof records)[number]), id: 'misfit', channel: 'nightly' };
  const figures = fleetFigures(platform, [...records, misfit]);
  expect(figures.monthly?.has('misfit')).toBe(false);
  expect(figures.cost).toEqual(cost);
});
