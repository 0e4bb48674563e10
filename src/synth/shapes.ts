import { type Placeholders, placeholdersOf, wordList } from '../platform/placeholders.ts';
import { resolveParts } from '../platform/resolve.ts';
import type { Platform } from '../platform/schema.ts';
import type { Placeholder, TenantPart } from '../platform/tenant.ts';
import type { TenantRecord } from '../records/schema.ts';
import { partManifests } from './parts.ts';
import { cut, fill, type Template } from './template.ts';

/** What tenants that differ only in their words have in common: one side of them, with placeholders for the words. */
export interface Shape {
  readonly part: TenantPart<Placeholder>;
  readonly platform: Platform;
  /** Rendered at the first call. */
  readonly template: () => Template;
}

/** The shapes of one platform. A changed `platform.yaml` gives another object without shapes. */
interface Known {
  readonly placeholders: Placeholders;
  readonly shapes: Map<string, Shape>;
}

const platforms = new WeakMap<Platform, Known>();

/** The number of shapes that are kept: a fleet has a few dozen, unless many tenants have their own sizes. */
const MOST_SHAPES = 500;

/**
 * Returns the shape of each side of a tenant; two while it moves. Tenants with the same shape get the same object, as long
 * as it is kept.
 *
 * @param record - a record from a valid fleet
 * @param platform - must not be changed in place: its shapes are kept by identity
 */
export function shapesOf(record: TenantRecord, platform: Platform): readonly Shape[] {
  const known = platforms.get(platform) ?? { placeholders: placeholdersOf(platform), shapes: new Map() };
  platforms.set(platform, known);
  const words = known.placeholders.words(record.domains.length);
  return resolveParts(record, platform, words).map((part) => shapeOf(part, platform, known));
}

function shapeOf(part: TenantPart<Placeholder>, platform: Platform, known: Known): Shape {
  const key = JSON.stringify(part);
  const found = known.shapes.get(key);
  if (found !== undefined) return found;
  if (known.shapes.size >= MOST_SHAPES) known.shapes.clear();
  const shape = newShape(part, platform, known.placeholders);
  known.shapes.set(key, shape);
  return shape;
}

function newShape(part: TenantPart<Placeholder>, platform: Platform, { mark, words }: Placeholders): Shape {
  let template: Template | undefined;
  const domains = part.kind === 'dedicated' ? part.domains.length : 0;
  const render = () => cut(partManifests(part, platform), { mark, placeholders: wordList(words(domains)) });
  return {
    part,
    platform,
    template: () => {
      template ??= render();
      return template;
    },
  };
}

/**
 * Writes the manifests of one side of a tenant as a YAML stream: its shape, filled with its words.
 *
 * @param record - a record that has this shape
 * @throws DuplicateObject if the words make two objects one
 */
export function shapeText({ template }: Shape, record: TenantRecord): string {
  return fill(template(), wordList(record));
}
