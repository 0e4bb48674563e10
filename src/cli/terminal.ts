import stringWidth from 'string-width';

/** Where a command's words go. Results go to stdout, all else to stderr. */
export interface Terminal {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Whether stderr is a person's terminal: only then progress is shown. */
  readonly isInteractive: boolean;
  readonly now: () => Date;
}

/** The process's own terminal. */
export function processTerminal(): Terminal {
  // A reader such as head may close its end early: that is no failure of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
    isInteractive: process.stderr.isTTY === true,
    now: () => new Date(),
  };
}

/**
 * Rows as columns of equal width, headings in capitals as kubectl's are; wide characters count as two. From the column
 * `numbersFrom` on, cells stand at the right.
 */
export function table(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  numbersFrom = headings.length,
): string {
  const all = [headings, ...rows];
  const widths = headings.map((_, i) => Math.max(...all.map((row) => stringWidth(row[i] ?? ''))));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => {
        const space = ' '.repeat((widths[i] ?? 0) - stringWidth(cell));
        return i < numbersFrom ? cell + space : space + cell;
      })
      .join('   ')
      .trimEnd();
  return `${all.map(line).join('\n')}\n`;
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** `1 file`, `3 files`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

const QUIET_MS = 1000;
const STEP_MS = 100;

/** How fast it goes, and how long it still takes. In: seconds since it began. */
function pace(done: number, total: number, seconds: number): string {
  const rate = done / seconds;
  if (!Number.isFinite(rate) || rate === 0) return '';
  const left = Math.ceil((total - done) / rate);
  const time = left < 60 ? `${left} s` : `${Math.floor(left / 60)} min ${left % 60} s`;
  return `, ${rate < 10 ? rate.toFixed(1) : Math.round(rate)} a second, ${time} left`;
}

/** Shows how far a piece of work is, how fast, and how long it still takes, on a person's terminal, once it takes more than a second. */
export function progress(terminal: Terminal, what: string, total: number) {
  const start = terminal.now().getTime();
  let shownAt = start + QUIET_MS - STEP_MS;
  let isShown = false;
  return {
    step(done: number): void {
      const time = terminal.now().getTime();
      if (!terminal.isInteractive || time - shownAt < STEP_MS) return;
      shownAt = time;
      isShown = true;
      terminal.stderr(`\r${what} ${done}/${total}${pace(done, total, (time - start) / 1000)}\u001b[K`);
    },
    end(): void {
      if (isShown) terminal.stderr('\r\u001b[K');
    },
  };
}
