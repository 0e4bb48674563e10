import { cpus, totalmem } from 'node:os';

/** Describes the machine of a measurement in one line. */
export function machine(...more: readonly string[]): string {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return [
    `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${memory}; Node ${process.version}`,
    ...more,
  ].join('; ');
}
