import { describe, expect, it } from 'vitest';
import { count, progress, table } from '../../../src/cli/terminal.ts';

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

it('aligns numbers to the right', () => {
  const rows = [
    ['修理', '5', '1,000'],
    ['x', '12', ''],
  ];
  expect(table(['NAME', 'N', 'ALL'], rows, 1)).toBe('NAME    N     ALL\n修理    5   1,000\nx      12\n');
});

it('counts', () => {
  expect([count(0, 'file'), count(1, 'file'), count(2, 'file')]).toEqual(['0 files', '1 file', '2 files']);
});

describe('progress', () => {
  /** A terminal whose clock stands still until it is told; what is shown, without what moves the cursor. */
  function watched(isInteractive: boolean) {
    const shown: string[] = [];
    let milliseconds = 0;
    const terminal = {
      stdout: () => undefined,
      stderr: (text: string) => void shown.push(text.replace('\r', '').replace('\u001b[K', '')),
      isInteractive,
      now: () => new Date(milliseconds),
    };
    return { shown, terminal, waitUntil: (seconds: number) => (milliseconds = seconds * 1000) };
  }

  it('is shown after a second: how far, how fast, how long it takes', () => {
    const { shown, terminal, waitUntil } = watched(true);
    const { step, end } = progress(terminal, 'rendering', 10_000);
    waitUntil(0.9);
    step(90);
    expect(shown).toEqual([]);
    waitUntil(2);
    step(200);
    step(201);
    waitUntil(4);
    step(8000);
    end();
    expect(shown).toEqual([
      'rendering 200/10000, 100 a second, 1 min 38 s left',
      'rendering 8000/10000, 2000 a second, 1 s left',
      '',
    ]);
  });

  it('is not shown in a pipe', () => {
    for (const isInteractive of [true, false]) {
      const { shown, terminal, waitUntil } = watched(isInteractive);
      const { step, end } = progress(terminal, 'rendering', 10);
      waitUntil(isInteractive ? 0.5 : 60);
      step(5);
      end();
      expect(shown).toEqual([]);
    }
  });
});
