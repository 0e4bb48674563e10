import type { Resources } from '../records/fields.ts';

/** Quantities as numbers: CPU in millicores, memory and storage in MiB. */

const MIB: Record<string, number> = { Mi: 1, Gi: 1024, Ti: 1024 * 1024 };

/** Millicores of a CPU quantity such as `500m` or `2`, as the schema admits them. Throws RangeError for another. */
export function millicores(quantity: string): number {
  if (!/^\d+m?$/.test(quantity)) throw new RangeError(`not a quantity in cores or millicores: ${quantity}`);
  return quantity.endsWith('m') ? Number(quantity.slice(0, -1)) : Number(quantity) * 1000;
}

/** MiB of a memory or storage quantity such as `512Mi`, `2Gi` or `1Ti`, as the schema admits them. Throws RangeError. */
export function mebibytes(quantity: string): number {
  const unit = quantity.slice(-2);
  const factor = MIB[unit];
  if (factor === undefined || !/^\d+..$/.test(quantity))
    throw new RangeError(`not a quantity in Mi, Gi or Ti: ${quantity}`);
  return Number(quantity.slice(0, -2)) * factor;
}

/** A CPU quantity of so many millicores. */
export function cpuText(amount: number): string {
  return `${amount}m`;
}

/** Resources as an API server writes them back; Argo CD compares custom resources letter by letter. */
export function canonical({ requests, limits }: Resources): Resources {
  const sizes = ({ cpu, memory }: Resources['requests']) => ({
    cpu: millicores(cpu) % 1000 === 0 ? String(millicores(cpu) / 1000) : cpuText(millicores(cpu)),
    memory: memoryText(mebibytes(memory)),
  });
  return { requests: sizes(requests), limits: sizes(limits) };
}

/** A memory or storage quantity of so many MiB, in the largest unit that holds it exactly. */
export function memoryText(amount: number): string {
  return amount % 1024 === 0 ? `${amount / 1024}Gi` : `${amount}Mi`;
}
