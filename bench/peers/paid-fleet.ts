import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { applyChanges } from '../../src/files/disk.ts';
import { parseFleet } from '../../src/platform/fleet.ts';
import type { TenantRecord } from '../../src/records/schema.ts';
import { emit, type Json } from '../../src/yaml/emit.ts';
import { generateFleet } from '../fleet.ts';

/** A fleet of paid tenants on disk, as this project's records and as values of a Helm chart. */
export interface PaidFleet {
  readonly count: number;
  /** `platform.yaml` and `tenants/`; `synth` adds its folders. */
  readonly root: string;
  /** A file for each tenant. */
  readonly values: string;
  readonly records: readonly TenantRecord[];
}

export async function makeFleet(count: number, below: string): Promise<PaidFleet> {
  const files = generateFleet(count, 1, { paidOnly: true });
  const fleet = parseFleet(files);
  if (fleet.kind === 'problems') throw new Error(JSON.stringify(fleet.problems[0]));
  const { records } = fleet;
  const root = join(below, `fleet-${count}`);
  const values = join(below, `values-${count}`);
  await write(root, files);
  await write(values, new Map(records.map((record) => [`${record.id}.yaml`, emit(valuesOf(record))])));
  return { count, root, values, records };
}

/** Removes the rendered files, so that `synth` writes into an empty folder. */
export function removeRendered({ root }: PaidFleet): void {
  for (const name of ['dist', 'argocd', 'schemas'])
    rmSync(join(root, name), { recursive: true, force: true });
}

const write = (root: string, additions: Map<string, string>): Promise<void> =>
  applyChanges(root, { additions, deletions: [], unchanged: 0 });

/** The values that a person writes for a tenant. The chart and the tier have the rest. */
function valuesOf({ id, name, ownerEmail, tier, status, domains, billing }: TenantRecord): Json {
  return {
    tenant: { id, name, ownerEmail, tier, suspended: status === 'suspended', domains: [...domains] },
    billing: {
      stripeCustomerId: billing?.customer ?? '',
      stripeSubscriptionId: billing?.subscription ?? '',
    },
  };
}
