import { sqlId } from '../records/names.ts';
import type { Platform } from './schema.ts';
import type { Placeholder, Words } from './tenant.ts';

/** The placeholders of one platform: none of them, and no part of one that has the mark, is in its `platform.yaml`. */
export interface Placeholders {
  /** Every placeholder begins and ends with it, so that a part of one still shows. Lower case. */
  readonly mark: string;
  /** @param domains - how many custom domains the tenant has */
  readonly words: (domains: number) => Words<Placeholder>;
}

/**
 * What stands for a tenant's words while its shape is rendered. Each is valid where its word is: the id as a part of a
 * DNS label, a domain as a DNS name, the owner's address as an e-mail address.
 */
export function placeholdersOf(platform: Platform): Placeholders {
  const mark = unusedMark(JSON.stringify(platform).toLowerCase());
  const placeholder = (word: string) => `${mark}-${word}-${mark}` as Placeholder;
  const address = (word: string) => `${placeholder(word)}.${mark}` as Placeholder;
  return {
    mark,
    words: (domains) => ({
      id: placeholder('id'),
      name: placeholder('name'),
      ownerEmail: `owner@${address('owner')}` as Placeholder,
      domains: Array.from({ length: domains }, (_, i) => address(`domain${i}`)),
    }),
  };
}

function unusedMark(text: string): string {
  for (let i = 0; ; i++) if (!text.includes(`zq${i}`)) return `zq${i}`;
}

/**
 * A tenant's words in the order in which a template has them. The id is there a second time, as names in SQL hold it:
 * the placeholder that is changed in that way stands for the id that is changed in that way.
 */
export function wordList({ id, name, ownerEmail, domains }: Words): readonly string[] {
  return [id, sqlId(id), name, ownerEmail, ...domains];
}
