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

it('puts numbers at the right', () => {
  const rows = [
    ['修理', '5', '1,000'],
    ['x', '12', ''],
  ];
  expect(table(['NAME', 'N', 'ALL'], rows, 1)).toBe('NAME    N     ALL\n修理    5   1,000\nx      12\n');
});

it('counts', () => {
  expect([count(0, 'file'), count(1, 'file'), count(2, 'file')]).toEqual(['0 files', '1 file', '2 files']);
});
