import stringWidth from 'string-width';

/** Where a command prints: results on stdout, everything else on stderr. */
export interface Terminal {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Whether stderr is a terminal; only then progress is shown. */
  readonly isInteractive: boolean;
  readonly now: () => Date;
}

/** Returns the process's own terminal. */
export function processTerminal(): Terminal {
  // A reader such as `head` may close the pipe early, which is not an error.
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
 * Writes rows in columns of equal width; wide characters count as two.
 *
 * @param headings - in capitals, like kubectl's
 * @param numbersFrom - the first column that is aligned to the right
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

/** Writes a value as indented JSON. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Writes a number with its noun: `1 file`, `3 files`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

const QUIET_MS = 1000;
const STEP_MS = 100;

/** The speed and the remaining time; `seconds` have passed since the start. */
function pace(done: number, total: number, seconds: number): string {
  const rate = done / seconds;
  if (!Number.isFinite(rate) || rate === 0) return '';
  const left = Math.ceil((total - done) / rate);
  const time = left < 60 ? `${left} s` : `${Math.floor(left / 60)} min ${left % 60} s`;
  return `, ${rate < 10 ? rate.toFixed(1) : Math.round(rate)} a second, ${time} left`;
}

/** Shows progress, speed and remaining time on a terminal, for work that takes longer than a second. */
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
