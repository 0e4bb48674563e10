import type { FileSet } from '../files/file-set.ts';
import type { Fleet } from '../platform/fleet.ts';
import type { TenantRecord } from '../records/schema.ts';
import { renderPlatform } from './platform.ts';
import { renderTenant } from './tenant.ts';

interface RenderOptions {
  /** The program's own version, for `dist/generator.json`. */
  readonly generator: string;
  /** Only these tenants; by default all. */
  readonly tenants?: readonly string[];
  /** Whether to render the platform's own files too; by default, unless `tenants` is set. */
  readonly platform?: boolean;
}

/** The files of one tenant, or (without id) the platform's. */
export interface Bundle {
  readonly id?: string;
  readonly files: FileSet;
}

/** Renders a fleet tenant by tenant, so that a caller can show progress. */
export function* renderBundles({ platform, records }: Fleet, options: RenderOptions): Generator<Bundle> {
  if (options.platform ?? options.tenants === undefined)
    yield { files: renderPlatform(platform, options.generator) };
  for (const record of chosen(records, options))
    yield { id: record.id, files: renderTenant(record, platform) };
}

/** Renders all files of a fleet; pure: the same fleet gives the same bytes. */
export function renderFleet(fleet: Fleet, options: RenderOptions): FileSet {
  return new Map([...renderBundles(fleet, options)].flatMap(({ files }) => [...files]));
}

function chosen(records: readonly TenantRecord[], { tenants }: RenderOptions): readonly TenantRecord[] {
  return tenants === undefined ? records : records.filter(({ id }) => tenants.includes(id));
}
