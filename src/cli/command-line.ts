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

/** A system's error says enough by its message; anything else is a fault of this program, with its place. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? error.message : (error.stack ?? error.message);
}
