import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CacheEntries, cacheBlock, hashOf, readCache } from '../../../src/cache/cache.ts';
import { ACME } from '../../fixtures/fleet.ts';

const KEY = { program: hashOf('program'), platform: hashOf('platform') };
const RECORD = {
  id: 'acme',
  name: 'ACME',
  ownerEmail: 'a@acme.example',
  tier: 'free',
  mechanics: 1,
} as const;
const ENTRIES: CacheEntries = new Map([
  ['', { source: hashOf('platform'), files: [['dist/generator.json', hashOf('{}')]] }],
  [
    'acme',
    {
      source: hashOf(ACME),
      record: { ...RECORD, status: 'active', domains: [] },
      files: [['dist/free-tier/tenants/acme/manifests.yaml', hashOf('kind: Job')]],
    },
  ],
]);
const TEXT = cacheBlock(ENTRIES, KEY);
const NONE = { entries: new Map(), blocks: 0 };
const ALL = { entries: ENTRIES, blocks: 1 };
const RECORDS = readCache(TEXT, { ...KEY, platform: hashOf('other') });
const LATER: CacheEntries = new Map([['acme', { source: hashOf('newer') }]]);

describe('a cache', () => {
  it('is read back as written', () => {
    expect(readCache(TEXT, KEY)).toEqual(ALL);
  });

  it('of another program is ignored', () => {
    expect(readCache(TEXT, { ...KEY, program: hashOf('newer') })).toEqual(NONE);
  });

  it('for another platform.yaml gives the records, but no outputs', () => {
    const read = readCache(TEXT, { ...KEY, platform: hashOf('other') });
    expect(read.blocks).toBe(0);
    expect(read.entries.get('acme')).toEqual({ source: hashOf(ACME), record: ENTRIES.get('acme')?.record });
    expect(read.entries.get('')).toEqual({ source: hashOf('platform') });
  });

  it('may have several blocks, and later entries replace earlier ones', () => {
    const read = readCache(TEXT + cacheBlock(LATER, KEY), KEY);
    expect(read).toEqual({ entries: new Map([...ENTRIES, ...LATER]), blocks: 2 });
  });

  it('ends before a damaged block, and has to be rewritten', () => {
    const block = cacheBlock(LATER, KEY);
    for (let end = 1; end < block.length; end++)
      expect(readCache(TEXT + block.slice(0, end), KEY)).toEqual({ entries: ENTRIES, blocks: 0 });
    expect(readCache(block.slice(1) + TEXT, KEY)).toEqual(NONE);
  });

  it.each([
    ['that is not there', undefined],
    ['that is empty', ''],
    ['of one line', TEXT.split('\n')[0]],
    ['without its first line', TEXT.split('\n')[1]],
    ['of another format', TEXT.replace('"format":2', '"format":1')],
    ['that is no JSON', 'nonsense\nnonsense'],
    ['of null', 'null\nnull'],
    ['whose entries were emptied', TEXT.replace(/\n.*/, '\n[]')],
    ['with bytes of another encoding', Buffer.from(TEXT, 'utf16le').toString('latin1')],
  ])('%s is none', (_what, text) => {
    expect(readCache(text, KEY)).toEqual(NONE);
  });

  it('with invalid entries is ignored, although its checksum is right', () => {
    for (const body of ['null', '7', '{}', '[[]]', '[7]']) {
      const head = TEXT.slice(0, TEXT.indexOf('\n')).replace(
        /"entries":"[^"]*"/,
        `"entries":"${hashOf(body)}"`,
      );
      const { entries } = readCache(`${head}\n${body}\n`, KEY);
      expect(entries.get('acme'), body).toBeUndefined();
    }
  });

  it('cut off anywhere is ignored', () => {
    for (let end = 0; end < TEXT.length; end++) expect(readCache(TEXT.slice(0, end), KEY)).toEqual(NONE);
  });

  it('with any change is ignored, or gives no more than before', () => {
    fc.assert(
      fc.property(fc.nat(TEXT.length - 1), fc.string({ minLength: 1, maxLength: 3 }), (at, put) => {
        const read = readCache(TEXT.slice(0, at) + put + TEXT.slice(at + put.length), KEY);
        expect([NONE, RECORDS, ALL]).toContainEqual(read);
      }),
      { numRuns: 500 },
    );
  });
});
