import { githubRepository } from './provisioner.ts';
import type { Platform } from './schema.ts';
import type { VERSIONED } from './sections/releases.ts';

export type Versioned = (typeof VERSIONED)[number];

/** Names under which the application's CI publishes its images, and the webhook service's own. */
const PUBLISHED: Readonly<Record<Versioned | 'provisioner', string>> = {
  api: 'mechanicbuddy-api',
  web: 'mechanicbuddy-web',
  migration: 'mechanicbuddy-dbup',
  managementApi: 'mechanicbuddy-management-api',
  managementPortal: 'mechanicbuddy-management-portal',
  managementMigration: 'mechanicbuddy-management-dbup',
  provisioner: 'tenant-provisioner',
};

/** The registry of a platform whose repository is not at GitHub; `warnings` says so. */
export const FALLBACK_REGISTRY = 'ghcr.io/mechanicbuddy';

/**
 * An image without its tag.
 * @param platform - The platform, whose registry is the CI's: the repository owner's, in lower case.
 * @param image - The program.
 * @returns Registry, folder and name.
 */
export function repositoryOf(platform: Platform, image: Versioned | 'provisioner'): string {
  return platform.images[image].repository ?? `${registryOf(platform)}/${PUBLISHED[image]}`;
}

function registryOf({ images, repository }: Platform): string {
  if (images.registry !== undefined) return images.registry;
  const owner = githubRepository(repository.url)?.split('/')[0];
  return owner === undefined ? FALLBACK_REGISTRY : `ghcr.io/${owner.toLowerCase()}`;
}

/**
 * An image of a release: by its tag, and by its digest where the release names one.
 * @param version - A release of the platform.
 */
export function imageOf(platform: Platform, image: Versioned, version: string): string {
  const { tags, digests } = platform.releases[version] ?? { tags: {}, digests: {} };
  const digest = digests[image] === undefined ? '' : `@${digests[image]}`;
  return `${repositoryOf(platform, image)}:${tags[image] ?? tagOf(platform, version)}${digest}`;
}

/** The CI tags with the text of the application's VERSION file, which has no `v`. */
function tagOf({ images }: Platform, version: string): string {
  return images.tags === 'version' ? version.replace(/^v(?=\d)/, '') : version;
}

/**
 * How a program of the application is run in a release: `images.{program}` with the release's own changes.
 * Variables are added to those of the platform; every other field of the release replaces the platform's.
 * @param version - A release of the platform.
 */
export function programOf<P extends Versioned>(
  platform: Platform,
  program: P,
  version: string,
): Platform['images'][P] {
  const settings = platform.images[program];
  const changes = platform.releases[version]?.programs[program];
  return { ...settings, ...changes, extraEnv: { ...settings.extraEnv, ...changes?.extraEnv } };
}

/**
 * Every port at which a program listens in some release: while a release rolls out, two of them run.
 * @returns Each port once, that of `images.{program}` first.
 */
export function portsOf(
  { images, releases }: Platform,
  program: 'api' | 'web' | 'managementApi' | 'managementPortal',
): number[] {
  const changed = Object.values(releases).flatMap(({ programs }) => programs[program]?.port ?? []);
  return [...new Set([images[program].port, ...changed])];
}
