import { createTwoFilesPatch } from 'diff';
import type { Json } from '../yaml/emit.ts';
import { visible } from '../yaml/visible.ts';
import type { Group, ObjectChange, Subject } from './compare.ts';
import { type FieldChange, pathText } from './fields.ts';
import { ID_TOKEN } from './id-mask.ts';
import type { Identity } from './objects.ts';

/** A line of a comparison: an added, removed or changed object or field; `context` belongs to the line before. */
export interface Line {
  readonly sign: '+' | '-' | '~' | 'context';
  readonly text: string;
}

/** Longer values are shortened, in characters. */
const LONGEST_VALUE = 160;
const LONGEST_LIST = 6;

/** Writes a group's changes as lines: whole objects first, then each field once with all objects in which it changed. */
export function groupLines({ subjects, changes }: Group): Line[] {
  const id = idOf(subjects);
  const lines = [
    ...wholeObjects(changes, 'removed'),
    ...wholeObjects(changes, 'added'),
    ...fieldLines(changes),
  ];
  return lines.map(({ sign, text }) => ({ sign, text: text.replaceAll(ID_TOKEN, id) }));
}

/** Writes a group's changes as one line for each object. */
export function objectLines({ subjects, changes }: Group): Line[] {
  return changes.map(({ kind, object }) => ({
    sign: kind === 'added' ? '+' : kind === 'removed' ? '-' : '~',
    text: objectName(object).replaceAll(ID_TOKEN, idOf(subjects)),
  }));
}

/** The text for a tenant's id: `{id}` in a group of several. */
function idOf(subjects: readonly Subject[]): string {
  return subjects.length === 1 && subjects[0]?.kind === 'tenant' ? subjects[0].id : '{id}';
}

/**
 * Lists the names of a group's subjects.
 *
 * @param most - with more names than this, the others become `N more`
 */
export function subjectNames(subjects: readonly Subject[], most = LONGEST_LIST): string[] {
  const names = subjects.map((subject) => visible(subject.kind === 'tenant' ? subject.id : subject.name));
  const more = names.length - most;
  return more > 0 ? [...names.slice(0, most), `${more} more`] : names;
}

/** Writes an object's kind and name: `Deployment/api`. */
export function objectName({ kind, name }: Identity): string {
  return visible(name === '' ? kind : `${kind}/${name}`);
}

/** Names every removed object; many added ones are counted by kind. */
function wholeObjects(changes: readonly ObjectChange[], kind: 'added' | 'removed'): Line[] {
  const objects = changes.flatMap((change) => (change.kind === kind ? [change.object] : []));
  if (kind === 'removed') return objects.map((object) => ({ sign: '-', text: objectName(object) }));
  if (objects.length <= LONGEST_LIST)
    return objects.map((object) => ({ sign: '+', text: objectName(object) }));
  const kinds = new Map<string, number>();
  for (const object of objects) kinds.set(object.kind, (kinds.get(object.kind) ?? 0) + 1);
  const counted = [...kinds].map(([name, count]) => (count === 1 ? name : `${count} ${name}`));
  return [{ sign: '+', text: visible(`${objects.length} objects: ${counted.join(', ')}`) }];
}

function fieldLines(changes: readonly ObjectChange[]): Line[] {
  const places = new Map<string, { field: FieldChange; objects: string[] }>();
  for (const change of changes) {
    if (change.kind !== 'changed') continue;
    for (const field of change.fields) {
      const key = JSON.stringify([field.path, field.from, field.to]);
      const place = places.get(key) ?? { field, objects: [] };
      place.objects.push(objectName(change.object));
      places.set(key, place);
    }
  }
  return [...places.values()].flatMap(({ field, objects }) => fieldLine(field, objectsText(objects)));
}

function objectsText(objects: readonly string[]): string {
  if (objects.length <= LONGEST_LIST) return objects.join(', ');
  return `${objects.slice(0, LONGEST_LIST).join(', ')} and ${objects.length - LONGEST_LIST} more`;
}

function fieldLine({ path, from, to }: FieldChange, objects: string): Line[] {
  const at = `${objects}  ${visible(pathText(path)) || 'the whole text'}`;
  if (from === undefined) return [{ sign: '+', text: `${at}: ${shown(to as Json)}` }];
  if (to === undefined) return [{ sign: '-', text: `${at}: ${shown(from)}` }];
  if (isText(from) && isText(to)) return [{ sign: '~', text: `${at}:` }, ...textLines(from, to)];
  const [was, is] = toldApart(from, to);
  return [{ sign: '~', text: `${at}: ${was} → ${is}` }];
}

/** A text of several lines is compared line by line. */
function isText(value: Json): value is string {
  return typeof value === 'string' && value.includes('\n');
}

function textLines(from: string, to: string): Line[] {
  const patch = createTwoFilesPatch('', '', from, to, undefined, undefined, { context: 1 });
  return patch
    .split('\n')
    .slice(4)
    .filter((line) => line !== '' && !line.startsWith('\\'))
    .map((line) => ({ sign: 'context', text: `    ${visible(line)}` }));
}

function shown(value: Json): string {
  return excerpt(plain(value), 0);
}

/** A string as it is; an empty one, and other values, as JSON. */
function plain(value: Json): string {
  return visible(typeof value === 'string' && value !== '' ? value : JSON.stringify(value));
}

/** How many characters before their first difference two long values are shown. */
const BEFORE_DIFFERENCE = 40;

/** Two values so that their difference is visible: as JSON if only their type differs, shortened around its beginning. */
function toldApart(from: Json, to: Json): [string, string] {
  const looksEqual = plain(from) === plain(to);
  const texts = [from, to].map((value) => (looksEqual ? visible(JSON.stringify(value)) : plain(value)));
  const [was, is] = texts as [string, string];
  if (Math.max(was.length, is.length) <= LONGEST_VALUE) return [was, shortened(was, is)];
  const start = Math.max(0, sameLength(was, is) - BEFORE_DIFFERENCE);
  return [excerpt(was, start), excerpt(is, start)];
}

/** A part of a text that is not too long, without splitting a character. */
function excerpt(text: string, start: number): string {
  const end = start + LONGEST_VALUE;
  const whole = (place: number) => (/[\udc00-\udfff]/.test(text[place] ?? '') ? place - 1 : place);
  const [before, after] = [start > 0 ? '…' : '', end < text.length ? '…' : ''];
  return `${before}${text.slice(whole(start), whole(end))}${after}`;
}

function sameLength(a: string, b: string): number {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  return same;
}

/** The second of two values without their common beginning, up to a separator such as the `:` before a tag. */
function shortened(from: string, to: string): string {
  const same = sameLength(from, to);
  const mark = Math.max(...[':', '/', '@'].map((sign) => to.lastIndexOf(sign, same - 1)));
  return mark < 8 ? to : `…${to.slice(mark)}`;
}
