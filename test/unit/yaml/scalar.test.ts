import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scalarText } from '../../../src/yaml/scalar.ts';
import { foreignText } from '../../fixtures/foreign-text.ts';

it.each([
  'a',
  'ACME Auto Repair',
  'ghcr.io/mechanicbuddy/api:v1.2.3',
  'https://git.example.com/platform.git',
  'app.kubernetes.io/name',
  '/metrics',
  '_internal',
  'admin@acme.com',
  'one, two (three)',
  'a - b',
  'nobody',
  'one',
  'trueish',
  'infinity',
  'e3',
  'x86',
  'a'.repeat(199),
])('%s is plain', (text) => {
  expect(scalarText(text)).toBe(text);
});

it.each(['1m', '500m', '2Gi', '512Mi', '64Ki', '1Ti', '999999999999m'])(
  'the quantity %s is plain',
  (text) => {
    expect(scalarText(text)).toBe(text);
  },
);

const WORDS = ['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null', 'nan', 'inf'];

describe('in quotes', () => {
  it.each(WORDS)('%s, in any case', (word) => {
    const capital = `${word[0]?.toUpperCase()}${word.slice(1)}`;
    for (const text of [word, word.toUpperCase(), capital]) expect(scalarText(text)).toBe(`"${text}"`);
  });

  it.each(
    [
      ['', ' ', 'a ', ' a', 'a:', 'a: b', 'a #b', 'a,', 'a , b', 'a  b', "it's", 'é', '修理'],
      ['0', '8080', '-1', '1.5', '0o17', '0x1F', '1e3', '1_000', '12:30:45', '2026-11-23', '.5', '+1'],
      ['500', '5k', '500M', '1.5Gi', '1Pi', '-500m', '1e3m', '1234567890123m'],
      ['<<', '=', '~', '.inf', '-.inf', '.nan', '-', '- a', '?', '? x', ':', '|', '>-', '# c', '---', '...'],
      ['*a', '&a', '!a', '%a', '@a', '`a', '[', '{', '}', ']', ',', "'", 'a{b', 'a=b', 'a|b'],
      ['a'.repeat(200)],
    ].flat(),
  )('%j', (text) => {
    expect(scalarText(text)).toBe(`"${text}"`);
  });
});

it.each([
  ['"', '"\\""'],
  ['a\\b', '"a\\\\b"'],
  ['a\nb', '"a\\nb"'],
  ['a\r\tb', '"a\\r\\tb"'],
  ['\u0000\u001b', '"\\u0000\\u001b"'],
  ['\u007f\u0080\u0085\u009f', '"\\u007f\\u0080\\u0085\\u009f"'],
  ['a\u2028b\u2029c', '"a\\u2028b\\u2029c"'],
  ['\ufeffa\ufffe\uffff', '"\\ufeffa\\ufffe\\uffff"'],
  ['\u00a0 🔧', '"\u00a0 🔧"'],
])('%j is written with escapes', (text, written) => {
  expect(scalarText(text)).toBe(written);
});

it('is the text itself, or one line of JSON without a character that YAML would not print', () => {
  fc.assert(
    fc.property(foreignText, (text) => {
      const written = scalarText(text);
      if (written !== text) expect(JSON.parse(written)).toBe(text);
      expect(written).toMatch(
        /^[\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]+$/u,
      );
    }),
    { numRuns: 1000 },
  );
});

it('writes texts of millions of characters', () => {
  const text = 'a'.repeat(6_000_000);
  expect(scalarText(text) === `"${text}"`).toBe(true);
});
