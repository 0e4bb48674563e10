import type { Platform } from './schema.ts';
import type { VERSIONED } from './sections/releases.ts';

export type Versioned = (typeof VERSIONED)[number];

/** An image of a release: by its tag, and by its digest where the release names one. In: a release of the platform. */
export function imageOf(platform: Platform, image: Versioned, version: string): string {
  const { tags, digests } = platform.releases[version] ?? { tags: {}, digests: {} };
  const digest = digests[image] === undefined ? '' : `@${digests[image]}`;
  return `${platform.images[image].repository}:${tags[image] ?? version}${digest}`;
}

/** The path that tells whether a program is ready; none where the release answers none. */
export function healthPathOf(platform: Platform, image: 'api' | 'web', version: string): string | null {
  return platform.releases[version]?.portProbes.includes(image) ? null : platform.images[image].healthPath;
}
