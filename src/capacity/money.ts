import type { UnitPrices } from '../platform/prices.ts';
import { addAllLoads, type Usage } from './sums.ts';

/** Prices have at most four decimals: all calculations use whole numbers, with a single rounding at the end. */
const SCALE = 10_000;
const SCALE_OF_CENT = 100n;
const MILLICORES = 1000n;
const MIB = 1024n;

/** Returns the monthly cost of a usage in cents: its pods' requests while everything runs, and its volumes. Halves round up. */
export function monthlyCents({ pools, storageMiB }: Usage, prices: UnitPrices): number {
  const { requests } = addAllLoads(Object.values(pools)).now;
  const cpu = BigInt(requests.cpuMillicores) * scaled(prices.cpu) * MIB;
  const memory = BigInt(requests.memoryMiB) * scaled(prices.memory) * MILLICORES;
  const storage = BigInt(storageMiB) * scaled(prices.storage) * MILLICORES;
  return rounded(cpu + memory + storage, MILLICORES * MIB * SCALE_OF_CENT);
}

/** Returns a price times a count, in cents. */
export function centsFor(count: number, price: number): number {
  return rounded(BigInt(count) * scaled(price), SCALE_OF_CENT);
}

/** Divides cents into parts that differ by one at most and add up to the whole. */
export function dividedCents(cents: number, parts: number): number[] {
  const least = Math.floor(cents / parts);
  return Array.from({ length: parts }, (_, i) => least + (i < cents - least * parts ? 1 : 0));
}

/** Converts cents to an amount with at most two decimals. */
export function amountOf(cents: number): number {
  return cents / 100;
}

function scaled(price: number): bigint {
  return BigInt(Math.round(price * SCALE));
}

function rounded(part: bigint, whole: bigint): number {
  return Number((2n * part + whole) / (2n * whole));
}
