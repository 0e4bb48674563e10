import { objectName } from '../diff/lines.ts';
import { imageOf, repositoryOf } from '../platform/releases.ts';
import type { Platform } from '../platform/schema.ts';
import { VERSIONED } from '../platform/sections/releases.ts';
import type { Json } from '../yaml/emit.ts';
import { changedObjects } from './pairs.ts';
import type { Finding, Judged } from './rules.ts';

/** Images that no release names, in objects that are new or changed. In: the platform as it shall be. */
export function imageFindings(judged: Judged, platform: Platform): Finding[] {
  const known = imagesOf(platform);
  const objects = changedObjects(judged).filter(({ text }) => /\bimage(Name)?:/.test(text));
  return objects.flatMap(({ identity, value }) =>
    imagesIn(value)
      .filter(({ image }) => !known.has(image) && !isProvisioner(image, platform))
      .map(
        ({ field, image }): Finding => ({
          rule: 'image-without-release',
          object: objectName(identity),
          ...(field === '' ? {} : { field }),
          found: image,
        }),
      ),
  );
}

/** Every image of every release, and the ones that the platform names whole. */
function imagesOf(platform: Platform): ReadonlySet<string> {
  const released = Object.keys(platform.releases).flatMap((version) =>
    VERSIONED.map((image) => imageOf(platform, image, version)),
  );
  return new Set([...released, platform.images.postgresql, platform.images.curl]);
}

/** The service's tag is this program's own version. */
function isProvisioner(image: string, platform: Platform): boolean {
  return image.startsWith(`${repositoryOf(platform, 'provisioner')}:`);
}

/** Wherever an object names an image: `image` of a container, `imageName` of a Cluster. */
function imagesIn(value: Json, path = ''): { field: string; image: string }[] {
  // What is no YAML to us may be some to others.
  if (typeof value === 'string' && path === '') return [{ field: '', image: 'cannot be read' }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]: [string, Json]) => {
    const field = Array.isArray(value)
      ? `${path}[${nameOf(item) ?? key}]`
      : path === ''
        ? key
        : `${path}.${key}`;
    if ((key === 'image' || key === 'imageName') && typeof item === 'string') return [{ field, image: item }];
    return imagesIn(item, field);
  });
}

function nameOf(item: Json): string | undefined {
  const name = typeof item === 'object' && item !== null && 'name' in item ? item['name'] : undefined;
  return typeof name === 'string' ? name : undefined;
}
