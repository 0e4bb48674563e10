// npm links the commands of dependencies only: this makes `npx mechanicbuddy` work inside the project itself.
import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';

const link = 'node_modules/.bin/mechanicbuddy';
const program = 'lib/src/cli/main.js';
chmodSync(program, 0o755);
mkdirSync('node_modules/.bin', { recursive: true });
rmSync(link, { force: true });
symlinkSync(`../../${program}`, link);
