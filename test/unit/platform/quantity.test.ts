import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonical, cpuText, mebibytes, memoryText, millicores } from '../../../src/platform/quantity.ts';

it.each([
  ['500m', 500],
  ['2', 2000],
])('%s CPU is %i millicores', (text, amount) => {
  expect(millicores(text)).toBe(amount);
});

it.each([
  ['512Mi', 512],
  ['2Gi', 2048],
  ['1Ti', 1_048_576],
])('%s is %i MiB', (text, amount) => {
  expect(mebibytes(text)).toBe(amount);
});

it('writes what it reads', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000_000 }),
      (n) => mebibytes(memoryText(n)) === n && millicores(cpuText(n)) === n,
    ),
  );
});

it.each(['5GB', '5', 'Gi', '1.5Gi', '-1Gi', '5Gib', ''])('refuses %j as a size', (text) => {
  expect(() => mebibytes(text)).toThrow(`not a quantity in Mi, Gi or Ti: ${text}`);
});

it.each(['', 'm', '0.5', '-1', '5k', '1m0'])('refuses %j as CPU', (text) => {
  expect(() => millicores(text)).toThrow(`not a quantity in cores or millicores: ${text}`);
});

it('reads any text as a number or refuses it', () => {
  const read = (size: (text: string) => number, text: string) => {
    try {
      return size(text);
    } catch (error) {
      return error instanceof RangeError ? 0 : undefined;
    }
  };
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.tuple(fc.string(), fc.constantFrom('m', 'Mi', 'Gi', 'Ti')).map((p) => p.join('')),
      ),
      (text) => Number.isFinite(read(millicores, text)) && Number.isFinite(read(mebibytes, text)),
    ),
  );
});

it('writes resources as an API server does', () => {
  const resources = {
    requests: { cpu: '1000m', memory: '1024Mi' },
    limits: { cpu: '1500m', memory: '1536Mi' },
  };
  expect(canonical(resources)).toEqual({
    requests: { cpu: '1', memory: '1Gi' },
    limits: { cpu: '1500m', memory: '1536Mi' },
  });
});
