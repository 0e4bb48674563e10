import { describe, expect, it } from 'vitest';
import { DuplicateObject, streamText } from '../../../src/synth/manifests.ts';
import { ChangedPlaceholder, cut, fill } from '../../../src/synth/template.ts';

const object = (name: string, rest: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  ...rest,
});

/** Objects of a tenant as a chart would make them. */
const objectsOf = (id: string, domain: string) => [
  object(`${id}-tls`, {
    hosts: [`${id}.example.org`, domain],
    script: `first ${id}\n  then ${domain} and ${id}\nlast\n`,
    alone: id,
    empty: {},
    same: 'text',
  }),
  object('other', { path: `/${domain}/${domain}` }),
];

const [ID, DOMAIN] = ['zq-id-zq', 'zq-domain-zq.zq'];
const cutting = { placeholders: [ID, DOMAIN], mark: 'zq' };
const filled = (objects: Parameters<typeof cut>[0], ...words: string[]) => fill(cut(objects, cutting), words);

describe('a template', () => {
  it.each([
    ['acme', 'workshop.acme.com'],
    // Words of YAML 1.1, and text that holds other text of the objects.
    ['null', 'yes.no'],
    ['off', 'off.off'],
    ['first', 'first.last'],
    ['a$&b', '$1'],
    // What a person typed: quotes, comments, lists, other scripts, placeholders.
    ['Pete’s "Garage" #1', '- Öztürk: Söhne'],
    ['山田\\n', DOMAIN],
    [DOMAIN, ID],
  ])('filled with %s and %s is what they render to', (id, domain) => {
    expect(filled(objectsOf(ID, DOMAIN), id, domain)).toBe(streamText(objectsOf(id, domain)));
  });

  it('has one filling for all equal texts', () => {
    const { gaps, fillings } = cut([object(ID, { a: [`x-${ID}`, `x-${ID}`], b: `x-${ID}` })], cutting);
    expect(gaps).toHaveLength(4);
    expect(fillings.map(({ pieces }) => pieces)).toEqual([[0], ['x-', 0], ['x-', 0]]);
  });

  it('rejects words that make two objects one', () => {
    expect(filled([object(ID), object('other')], 'another')).toContain('name: another');
    expect(() => filled([object(ID), object('other')], 'other')).toThrow(DuplicateObject);
  });

  it('escapes a word where Kubernetes expands variables', () => {
    const container = { env: [{ name: 'WHO', value: `I am ${ID}` }], args: [ID], image: ID };
    const text = filled(
      [object('pod', { spec: { containers: [container], initContainers: [container] } })],
      '$(A) $$',
    );
    expect(text.match(/value: .*/g)).toEqual(['value: I am $$(A) $$$', 'value: I am $$(A) $$$'].map(quoted));
    expect(text.match(/- .?\$.*/g)).toEqual(['- "$$(A) $$$"', '- "$$(A) $$$"']);
    expect(text.match(/image: .*/g)).toEqual(['image: "$(A) $$"', 'image: "$(A) $$"']);
  });

  it.each([
    ['a part', { x: ID.slice(0, 5) }],
    ['the end', { x: ID.slice(-4) }],
    ['capitals', { x: ID.toUpperCase() }],
    ['other separators', { x: DOMAIN.replaceAll('.', '-') }],
    ['a label of it', { x: { y: [`${DOMAIN.split('.')[1]}.org`] } }],
    ['a part beside a whole one', { x: `${ID} ${ID.slice(1)}` }],
  ])('is not made where a chart changed a placeholder: %s', (_what, rest) => {
    expect(() => cut([object('a', rest)], cutting)).toThrow(ChangedPlaceholder);
    expect(() => cut([object('a', rest)], cutting)).toThrow(/^x/);
  });

  it('rejects a word as a key, on which the order of keys would depend', () => {
    expect(() => cut([object('a', { labels: { [`${ID}/x`]: 'y' } })], cutting)).toThrow('a key');
  });
});

function quoted(line: string): string {
  return line.replace(/: (.*)/, ': "$1"');
}
