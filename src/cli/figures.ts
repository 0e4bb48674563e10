/** Numbers as people read them: English grouping on every machine. */
const figures = (most: number, least = 0) =>
  new Intl.NumberFormat('en-US', { maximumFractionDigits: most, minimumFractionDigits: least });
const whole = figures(0);
const short = figures(2);
const money = figures(2, 2);

export function number(amount: number): string {
  return whole.format(amount);
}

/** Millicores as vCPUs, with at most two decimals. */
export function vcpu(millicores: number): string {
  return short.format(millicores / 1000);
}

/** MiB as GiB, with at most two decimals. */
export function gib(mebibytes: number): string {
  return short.format(mebibytes / 1024);
}

/** An amount with its two decimals; the currency stands elsewhere. */
export function amount(value: number): string {
  return money.format(value);
}
