import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareRendered } from '../../../src/diff/compare.ts';
import { differenceMarkdown, LONGEST_COMMENT, MARK } from '../../../src/diff/markdown.ts';
import { differenceText } from '../../../src/diff/text.ts';

const path = (id: string) => `dist/tenants/${id}/manifests.yaml`;
const object = (id: string, fields: object) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c', namespace: `tenant-${id}` },
    ...fields,
  });
const fleet = (entries: readonly (readonly [string, object])[]) =>
  new Map(entries.map(([id, fields]) => [path(id), object(id, fields)]));
const compared = (
  before: readonly (readonly [string, object])[],
  after: readonly (readonly [string, object])[],
) => compareRendered(fleet(before), fleet(after));

describe('for a terminal', () => {
  it('shows the totals, then each group field by field', () => {
    const ids = ['one', 'two', 'three'];
    const image = (tag: string) => ({ data: { image: `ghcr.io/mechanicbuddy/api:${tag}` } });
    const text = differenceText(
      compared(
        ids.map((id) => [id, image('v1')] as const),
        ids.map((id) => [id, image(id === 'two' ? 'v3' : 'v2')] as const),
      ),
    );
    expect(text).toBe(`3 tenants changed; 3 objects changed

2 tenants: one, three
  ~ ConfigMap/c  data.image: ghcr.io/mechanicbuddy/api:v1 → …:v2

1 tenant: two
  ~ ConfigMap/c  data.image: ghcr.io/mechanicbuddy/api:v1 → …:v3
`);
  });

  it.each([
    ['behind a long beginning', 'x'.repeat(400), 'y'],
    ['in the midst', `${'x'.repeat(200)}-`, `y${'z'.repeat(300)}`],
  ])('shows where long values differ: %s', (_, beginning, end) => {
    const data = (value: string) => ({ data: { value } });
    const text = differenceText(
      compared([['one', data(`${beginning}1`)]], [['one', data(`${beginning}2${end}`)]]),
    );
    expect(text).toMatch(/data\.value: …x*-?1 → …x*-?2[yz]+…?\n/);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(400);
  });

  it.each<[unknown, unknown, string]>([
    ['5', 5, '"5" → 5'],
    [true, 'true', 'true → "true"'],
    ['null', null, '"null" → null'],
    ['a', 5, 'a → 5'],
    ['\\u001b', '\u001b', '"\\\\u001b" → "\\u001b"'],
    ['{"a":1}', { a: 1 }, '"{\\"a\\":1}" → {"a":1}'],
  ])('quotes where only the type differs: %j and %j', (from, to, wanted) => {
    const text = differenceText(compared([['one', { data: { x: from } }]], [['one', { data: { x: to } }]]));
    expect(text).toContain(`data.x: ${wanted}\n`);
  });

  it('compares a long text line by line', () => {
    const data = (script: string) => ({ data: { script } });
    const lines = 'a\nb\nc\nd\ne\nf\n';
    const text = differenceText(compared([['one', data(lines)]], [['one', data(lines.replace('d', 'D'))]]));
    expect(text).toContain('  ~ ConfigMap/c  data.script:\n');
    expect(text).toMatch(/\n +-d\n +\+D\n/);
    expect(text).not.toMatch(/\n +a\n/);
  });

  it('is not controlled by a customer’s text', () => {
    const data = (name: string) => ({ data: { name } });
    const text = differenceText(compared([['one', data('x')]], [['one', data('\u001b[2J\u202e\rgone')]]));
    expect(text).toContain('\\u001b[2J\\u202e\\u000dgone');
    for (const control of ['\u001b', '\u202e', '\r']) expect(text).not.toContain(control);
  });
});

describe('for a pull request', () => {
  it('folds each group, and is found again by its mark', () => {
    const text = differenceMarkdown(
      compared([['one', { data: { a: '1' } }]], [['one', { data: { a: '2' } }]]),
      ['+3.00 USD a month'],
    );
    expect(text).toBe(`${MARK}
### What this change renders

1 tenant changed; 1 object changed  
+3.00 USD a month

<details>
<summary><b>1 tenant</b>: <code>one</code> (1 object)</summary>

\`\`\`diff
! ConfigMap/c  data.a: 1 → 2
\`\`\`

</details>
`);
  });

  it('keeps a customer’s text inside its fence', () => {
    const text = differenceMarkdown(
      compared([['one', { data: { a: '1' } }]], [['one', { data: { a: '````` @everyone </details>' } }]]),
    );
    expect(text).toContain('\n``````diff\n! ConfigMap/c  data.a: 1 → ````` @everyone </details>\n``````\n');
  });

  it('shows a folder whose name is not an id as text', () => {
    const text = differenceMarkdown(compared([], [['<img src=x>`@team', { data: { a: '2' } }]]));
    expect(text).toContain('<code>&lt;img src=x&gt;`@team</code>');
  });

  const wide = (count: number, size: number, value: string) =>
    Array.from({ length: count }, (_, i) => {
      const data = Object.fromEntries(Array.from({ length: size }, (_, k) => [`k${k}-${i}`, `${value}${i}`]));
      return [`shop-${i}`, { data }] as const;
    });

  it.each([
    [10, 10],
    [300, 30],
    [2, 2000],
    [3000, 1],
  ])(
    'never is longer than GitHub takes, and is cut between groups: %i groups of %i fields',
    (count, size) => {
      const text = differenceMarkdown(compared(wide(count, size, 'ä'), wide(count, size, '\u{1f527}')));
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LONGEST_COMMENT);
      expect(text.match(/<details>/g)?.length ?? 0).toBe(text.match(/<\/details>/g)?.length ?? 0);
      const told = text.match(/<b>1 tenant<\/b>/g)?.length ?? 0;
      const untold = Number(/and ([\d,]+) more group/.exec(text)?.[1]?.replace(',', '') ?? 0);
      expect(told + untold).toBe(count);
    },
  );

  it('lists only the objects of a group that is too long', () => {
    const text = differenceMarkdown(compared(wide(1, 2000, 'a'), wide(1, 2000, 'b')));
    expect(text).toContain('```diff\n! ConfigMap/c\n```');
  });

  it('stays within any limit that fits its head', () => {
    fc.assert(
      fc.property(fc.integer({ min: 900, max: 6000 }), fc.nat(40), (limit, count) => {
        const text = differenceMarkdown(compared(wide(count, 3, 'a'), wide(count, 3, 'b')), [], limit);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 40 },
    );
  });
});

it('counts tenants that did not fit, and names parts of the platform', () => {
  const part = (text: string) => new Map([['dist/system/manifests.yaml', object('x', { data: { text } })]]);
  const change = compareRendered(
    new Map([...part('a'), ...fleet([['one', { data: { text: 'a' } }]])]),
    new Map([...part('b'), ...fleet([['one', { data: { text: 'b' } }]])]),
  );
  expect(differenceMarkdown(change, [], 500)).toContain('… and 2 more groups (system, 1 tenant): ');
});
