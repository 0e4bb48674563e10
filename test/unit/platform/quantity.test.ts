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

it('refuses other units', () => {
  expect(() => mebibytes('5GB')).toThrow('not a quantity in Mi, Gi or Ti: 5GB');
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
