import { createServer, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

/**
 * Serves HTTP. `/slow` takes half a second in every program, so that requests are in progress when it has to stop.
 * @param stops On SIGTERM, `waits` finishes requests in progress; `at once` loses them.
 */
export function serve(
  at: { readonly port: number; readonly host: string },
  stops: 'waits' | 'at once',
  answer: (asked: Asked) => Answer | Promise<Answer>,
): void {
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/';
    const body = await bodyOf(request);
    if (path === '/slow') await sleep(500);
    const { method = 'GET', headers } = request;
    const known = path === '/slow' ? { status: 200 } : await answer({ method, path, headers, body });
    response.writeHead(known.status, { connection: 'close', 'content-type': 'application/json' });
    response.end(JSON.stringify(known.body ?? null));
  });
  server.listen(at.port, at.host, () => process.stdout.write(`listening on ${at.host}:${at.port}\n`));
  process.on('SIGTERM', () => (stops === 'waits' ? server.close(() => process.exit(0)) : process.exit(0)));
}
