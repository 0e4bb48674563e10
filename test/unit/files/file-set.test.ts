import { expect, it } from 'vitest';
import { compareFiles } from '../../../src/files/file-set.ts';

it('tells what has to be written and removed, in the order of paths', () => {
  const present = new Map([
    ['same', '1'],
    ['old', '1'],
    ['z', '1'],
    ['changed', '1'],
  ]);
  const wanted = new Map([
    ['new', '1'],
    ['changed', '2'],
    ['same', '1'],
  ]);
  const { additions, deletions, unchanged } = compareFiles(present, wanted);
  expect([...additions]).toEqual([
    ['changed', '2'],
    ['new', '1'],
  ]);
  expect([deletions, unchanged]).toEqual([['old', 'z'], 1]);
});
