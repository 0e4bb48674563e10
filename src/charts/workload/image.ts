import type { Platform } from '../../platform/schema.ts';

type Versioned = 'api' | 'web' | 'migration' | 'managementApi' | 'managementPortal' | 'managementMigration';

/** An image of a release: by tag, or by tag and digest where the release names one. */
export function imageOf(platform: Platform, image: Versioned, version: string): string {
  const digest = platform.releases[version]?.digests[image];
  return `${platform.images[image].repository}:${version}${digest === undefined ? '' : `@${digest}`}`;
}

/** The path that tells whether a program is ready; none where the release answers none. */
export function healthPathOf(platform: Platform, image: 'api' | 'web', version: string): string | null {
  return platform.releases[version]?.portProbes.includes(image) ? null : platform.images[image].healthPath;
}
