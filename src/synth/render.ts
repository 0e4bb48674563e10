import type { FileSet } from '../files/file-set.ts';
import type { Fleet } from '../platform/fleet.ts';
import type { TenantRecord } from '../records/schema.ts';
import { renderPlatform } from './platform.ts';
import { renderTenant } from './tenant.ts';

export interface RenderOptions {
  /** The generator's own version, for `dist/generator.json`. */
  readonly generator: string;
  /** Only these tenants; all when nothing is said. */
  readonly tenants?: readonly string[];
  /** Whether the platform's own files are rendered too; when nothing is said, they are unless tenants are named. */
  readonly platform?: boolean;
}

/** The files of one bundle: a tenant's, or (without id) the platform's. */
export interface Bundle {
  readonly id?: string;
  readonly files: FileSet;
}

/** Renders a fleet bundle by bundle, so that a caller can show how far it is. */
export function* renderBundles({ platform, records }: Fleet, options: RenderOptions): Generator<Bundle> {
  if (options.platform ?? options.tenants === undefined)
    yield { files: renderPlatform(platform, options.generator) };
  for (const record of chosen(records, options))
    yield { id: record.id, files: renderTenant(record, platform) };
}

/** All files that a fleet renders to; pure: the same fleet gives the same bytes. */
export function renderFleet(fleet: Fleet, options: RenderOptions): FileSet {
  return new Map([...renderBundles(fleet, options)].flatMap(({ files }) => [...files]));
}

function chosen(records: readonly TenantRecord[], { tenants }: RenderOptions): readonly TenantRecord[] {
  return tenants === undefined ? records : records.filter(({ id }) => tenants.includes(id));
}
