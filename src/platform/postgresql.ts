/** A version of PostgreSQL: two numbers since version 10; without a minor, whatever the tag points to runs. */
export interface PostgresqlVersion {
  readonly major: number;
  readonly minor?: number;
}

/** Where the floors below are from: the newest minor release of each major that fixed vulnerabilities. */
export const FLOORS_SOURCE =
  'https://www.postgresql.org/about/news/postgresql-186-1711-1615-1519-1424-and-19-beta-3-released-3365/';
/** The lowest minor version of each supported major without a vulnerability known on August 13, 2026. */
const FLOORS: ReadonlyMap<number, number> = new Map([
  [15, 19],
  [16, 15],
  [17, 11],
  [18, 6],
]);
const MAJORS = [...FLOORS.keys()];

/**
 * The version of PostgreSQL that an image's tag names, as CloudNativePG reads it.
 *
 * @param image - a reference such as `ghcr.io/cloudnative-pg/postgresql:17.11-standard-trixie@sha256:…`
 * @returns the version, or nothing when the tag does not begin with one, or when there is only a digest
 */
export function postgresqlVersion(image: string): PostgresqlVersion | undefined {
  const [name = ''] = image.split('@');
  const match = /:(\d{1,2})(?:\.(\d{1,2}))?(?:[-_+][^/:]*)?$/.exec(name);
  if (match === null) return undefined;
  const [, major, minor] = match;
  return { major: Number(major), ...(minor === undefined ? {} : { minor: Number(minor) }) };
}

/**
 * Why an image of PostgreSQL should not run.
 *
 * @param image - the image with its tag
 * @returns a sentence's predicate, or nothing when the image is at or above its major version's floor
 */
export function postgresqlRisk(image: string): string | undefined {
  const version = postgresqlVersion(image);
  if (version === undefined) return 'names no version of PostgreSQL; use a tag such as 17.11';
  const { major, minor } = version;
  const floor = FLOORS.get(major);
  if (floor === undefined)
    return major < Math.min(...MAJORS)
      ? `is PostgreSQL ${major}, which gets no security fixes anymore; upgrade to ${MAJORS.join(', ')}`
      : `is PostgreSQL ${major}, for which no lowest safe version is known here; see ${FLOORS_SOURCE}`;
  if (minor === undefined)
    return `names no minor version, so a node may run an old one; use ${major}.${floor} or later`;
  if (minor >= floor) return undefined;
  return `has known vulnerabilities; use ${major}.${floor} or later (${FLOORS_SOURCE})`;
}
