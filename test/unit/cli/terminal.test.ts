import { expect, it } from 'vitest';
import { count, table } from '../../../src/cli/terminal.ts';

it('lines up columns of characters that are two cells wide', () => {
  expect(
    table(
      ['NAME', 'ID'],
      [
        ['修理', 'a'],
        ['🔧 ok', 'b'],
        ['x', ''],
      ],
    ),
  ).toBe('NAME    ID\n修理    a\n🔧 ok   b\nx\n');
});

it('counts', () => {
  expect([count(0, 'file'), count(1, 'file'), count(2, 'file')]).toEqual(['0 files', '1 file', '2 files']);
});
