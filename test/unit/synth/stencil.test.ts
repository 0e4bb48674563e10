import { describe, expect, it } from 'vitest';
import { streamText } from '../../../src/synth/manifests.ts';
import { cut, fill } from '../../../src/synth/stencil.ts';

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

describe('a stencil', () => {
  it.each([
    ['acme', 'workshop.acme.com'],
    // Words of YAML 1.1, and text that holds other text of the objects.
    ['null', 'yes.no'],
    ['off', 'off.off'],
    ['first', 'first.last'],
    ['a$&b', '$1'],
  ])('filled with %s and %s is what they render to', (id, domain) => {
    const stencil = cut(objectsOf('qqq', 'www.ww'), ['qqq', 'www.ww']);
    expect(stencil && fill(stencil, [id, domain])).toBe(streamText(objectsOf(id, domain)));
  });

  it('has one filling for texts that stand alike, however often they stand', () => {
    const stencil = cut([object('qqq', { a: ['x-qqq', 'x-qqq'], b: 'x-qqq' })], ['qqq']);
    expect(stencil?.gaps).toHaveLength(4);
    expect(stencil?.fillings.map(({ pieces }) => pieces)).toEqual([[0], ['x-', 0], ['x-', 0]]);
  });

  it('is not made where a word stands in a key', () => {
    expect(cut([object('a', { labels: { 'qqq.example.org/x': 'y' } })], ['qqq'])).toBeUndefined();
    expect(cut([object('a', { labels: { x: 'qqq' } })], ['qqq'])).toBeDefined();
  });

  it('is not filled with words that make two objects one', () => {
    const stencil = cut([object('qqq'), object('other')], ['qqq']);
    expect(stencil && fill(stencil, ['another'])).toContain('name: another');
    expect(stencil && fill(stencil, ['other'])).toBeUndefined();
  });
});
