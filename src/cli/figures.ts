// English number formats on every machine.
const figures = (most: number, least = 0) =>
  new Intl.NumberFormat('en-US', { maximumFractionDigits: most, minimumFractionDigits: least });
const whole = figures(0);
const short = figures(2);
const money = figures(2, 2);

/** Writes a whole number. */
export function number(amount: number): string {
  return whole.format(amount);
}

/** Writes millicores as vCPUs, with at most two decimals. */
export function vcpu(millicores: number): string {
  return short.format(millicores / 1000);
}

/** Writes MiB as GiB, with at most two decimals. */
export function gib(mebibytes: number): string {
  return short.format(mebibytes / 1024);
}

/** Writes an amount with two decimals and without its currency. */
export function amount(value: number): string {
  return money.format(value);
}
