/** Stand-in of `npm start` as a container's first process: it exits on SIGTERM without waiting for the server. */
import { spawn } from 'node:child_process';

const server = spawn('sh', ['-c', 'node_modules/.bin/next start'], { stdio: 'inherit' });
server.once('exit', (code) => process.exit(code ?? 1));
process.once('SIGTERM', () => process.exit(143));
