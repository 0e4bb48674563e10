import { objectName } from '../diff/lines.ts';
import { imageOf, repositoryOf } from '../platform/releases.ts';
import type { Platform } from '../platform/schema.ts';
import { VERSIONED } from '../platform/sections/releases.ts';
import type { Json } from '../yaml/emit.ts';
import { changedObjects } from './pairs.ts';
import type { Finding, SubjectChange } from './rules.ts';

/**
 * Finds images that are in no release, in new or changed objects.
 *
 * @param platform - the platform after the change
 */
export function imageFindings(change: SubjectChange, platform: Platform): Finding[] {
  const known = imagesOf(platform);
  const objects = changedObjects(change).filter(({ text }) => /\bimage(Name)?:/.test(text));
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

/** Every image of every release, and the images that `platform.yaml` names directly. */
function imagesOf(platform: Platform): ReadonlySet<string> {
  const released = Object.keys(platform.releases).flatMap((version) =>
    VERSIONED.map((image) => imageOf(platform, image, version)),
  );
  return new Set([...released, platform.images.postgresql, platform.images.curl]);
}

/** The provisioner's tag is this program's own version. */
function isProvisioner(image: string, platform: Platform): boolean {
  return image.startsWith(`${repositoryOf(platform, 'provisioner')}:`);
}

/** The images in an object: `image` of a container, `imageName` of a Cluster. */
function imagesIn(value: Json, path = ''): { field: string; image: string }[] {
  // Kubernetes may accept YAML that this program rejects.
  if (typeof value === 'string' && path === '') return [{ field: '', image: 'invalid YAML' }];
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
