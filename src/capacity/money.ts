import type { UnitPrices } from '../platform/prices.ts';
import { addAllLoads, type Usage } from './sums.ts';

/** Prices have at most four decimals, so all of this is whole numbers until the one rounding at the end. */
const SCALE = 10_000;
const SCALE_OF_CENT = 100n;
const MILLICORES = 1000n;
const MIB = 1024n;

/** What a usage costs in a month, in cents: what its pods request while everything runs, and its volumes. Halves go up. */
export function monthlyCents({ pools, storageMiB }: Usage, prices: UnitPrices): number {
  const { requests } = addAllLoads(Object.values(pools)).now;
  const cpu = BigInt(requests.cpuMillicores) * scaled(prices.cpu) * MIB;
  const memory = BigInt(requests.memoryMiB) * scaled(prices.memory) * MILLICORES;
  const storage = BigInt(storageMiB) * scaled(prices.storage) * MILLICORES;
  return rounded(cpu + memory + storage, MILLICORES * MIB * SCALE_OF_CENT);
}

/** So many times a price, in cents. */
export function centsFor(count: number, price: number): number {
  return rounded(BigInt(count) * scaled(price), SCALE_OF_CENT);
}

/** Cents divided so that the parts differ by one at most and add up to the whole. */
export function dividedCents(cents: number, parts: number): number[] {
  const least = Math.floor(cents / parts);
  return Array.from({ length: parts }, (_, i) => least + (i < cents - least * parts ? 1 : 0));
}

/** Cents as an amount with at most two decimals. */
export function amountOf(cents: number): number {
  return cents / 100;
}

function scaled(price: number): bigint {
  return BigInt(Math.round(price * SCALE));
}

function rounded(part: bigint, whole: bigint): number {
  return Number((2n * part + whole) / (2n * whole));
}
