import { EXIT } from './exit.ts';
import { run } from './program.ts';
import { processTerminal } from './terminal.ts';

const terminal = processTerminal();
try {
  process.exitCode = await run(process.argv.slice(2), terminal);
} catch (error) {
  terminal.stderr(`${describe(error)}\n`);
  process.exitCode = EXIT.outside;
}

/** The message of a system error is enough; any other error is a bug of this program, and needs its stack. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? error.message : (error.stack ?? error.message);
}
