import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountOf, centsFor, dividedCents, monthlyCents } from '../../../src/capacity/money.ts';
import { inPool, type Usage } from '../../../src/capacity/sums.ts';
import { load } from '../../fixtures/capacity.ts';

const PRICES = { cpu: 16, memory: 2, storage: 0.1 };

function usage(cpu: number, memory: number, storageMiB: number): Usage {
  return { ...inPool('any node', { now: load(1, cpu, memory, 9 * cpu, 9 * memory) }), storageMiB };
}

describe('a month costs', () => {
  it('what is requested, and the volumes', () => {
    // 4.2 vCPU at 16, 8.5 GiB at 2, 100 GiB at 0.1.
    expect(monthlyCents(usage(4200, 8704, 102_400), PRICES)).toBe(6720 + 1700 + 1000);
  });

  it('each price separately', () => {
    const cents = (prices: Partial<typeof PRICES>) =>
      monthlyCents(usage(1000, 1024, 1024), { cpu: 0, memory: 0, storage: 0, ...prices });
    expect([cents({ cpu: 16 }), cents({ memory: 2 }), cents({ storage: 0.1 })]).toEqual([1600, 200, 10]);
    expect(cents({})).toBe(0);
  });

  it('nothing for temporary or possible pods', () => {
    const idle = inPool('any node', {
      atMost: load(1, 1000, 1024),
      rollout: load(1, 1, 1),
      atTimes: load(1, 1),
    });
    expect(monthlyCents(idle, PRICES)).toBe(0);
  });

  it('whole cents, rounded half up', () => {
    const half = { cpu: 0, memory: 0, storage: 0.005 };
    expect(monthlyCents(usage(0, 0, 1023), half)).toBe(0);
    expect(monthlyCents(usage(0, 0, 1024), half)).toBe(1);
  });

  it('exactly that, where floating point is not exact', () => {
    expect(monthlyCents(usage(0, 0, 1024), { cpu: 0, memory: 0, storage: 1.005 })).toBe(101);
    expect(monthlyCents(usage(1_000_000_000, 0, 0), { cpu: 999_999.9999, memory: 0, storage: 0 })).toBe(
      99_999_999_990_000,
    );
  });
});

it('multiplies a price by a count', () => {
  expect([centsFor(4, 20), centsFor(3, 0.1), centsFor(1, 0.005), centsFor(0, 20)]).toEqual([8000, 30, 1, 0]);
});

it('divides into parts that differ by a cent and add up', () => {
  expect(dividedCents(100, 3)).toEqual([34, 33, 33]);
  expect(dividedCents(5, 0)).toEqual([]);
  fc.assert(
    fc.property(fc.nat(10_000_000), fc.integer({ min: 1, max: 2000 }), (cents, parts) => {
      const divided = dividedCents(cents, parts);
      expect(divided.length).toBe(parts);
      expect(divided.reduce((a, b) => a + b)).toBe(cents);
      expect(Math.max(...divided) - Math.min(...divided)).toBeLessThanOrEqual(1);
    }),
  );
});

it('writes amounts with two decimals at most', () => {
  fc.assert(
    fc.property(fc.integer({ min: -10_000_000_000, max: 10_000_000_000 }), (cents) => {
      expect(JSON.stringify(amountOf(cents))).toMatch(/^-?\d+(\.\d{1,2})?$/);
    }),
  );
});
