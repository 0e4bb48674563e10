import { rmSync } from 'node:fs';
import { request } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * Connects to a port of a pod.
 * @throws If nothing answers.
 */
export function dial(socketPath: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('connection refused')));
    socket.once('readable', () => {
      if (socket.read(1) === null) return;
      socket.removeAllListeners('close');
      resolve(socket);
    });
  });
}

export interface Answered {
  readonly status: number;
  readonly body: unknown;
}

/** Sends an HTTP request over an open connection. */
export function ask(socket: Socket, method: string, path: string, headers: Record<string, string> = {}) {
  return new Promise<Answered>((resolve, reject) => {
    const call = request({
      createConnection: () => socket,
      method,
      path,
      headers: { host: 'pod', ...headers },
    });
    call.once('error', reject);
    call.once('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('error', reject);
      response.once('close', () => {
        if (!response.complete) reject(new Error('the answer was cut off'));
        const text = Buffer.concat(parts).toString();
        // Every stand-in answers JSON.
        if (response.complete) resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) });
      });
    });
    call.end();
  });
}

/** A Service: connects each caller of its socket to one of its endpoints. */
export interface Service {
  readonly socket: string;
  endpoints: readonly string[];
  close(): void;
}

export function service(socketPath: string): Service {
  let calls = 0;
  const server: Server = createServer((caller) => {
    caller.on('error', () => caller.destroy());
    const chosen = made.endpoints[calls++ % Math.max(made.endpoints.length, 1)];
    if (chosen === undefined) return void caller.destroy();
    dial(chosen).then(
      (pod) => {
        caller.pipe(pod).pipe(caller);
        pod.on('error', () => caller.destroy()).on('close', () => caller.end());
        caller.on('close', () => pod.destroy());
      },
      () => caller.destroy(),
    );
  });
  server.listen(socketPath);
  const made: Service = {
    socket: socketPath,
    endpoints: [],
    close: () => {
      server.close();
      rmSync(socketPath, { force: true });
    },
  };
  return made;
}

/** A stand-in of PostgreSQL that checks logins and knows no SQL. */
export function database(
  socketPath: string,
  mayLogIn: (login: { database: string; user: string; password: string }) => boolean,
): { close(): void } {
  const server = createServer((caller) => {
    caller.on('error', () => caller.destroy());
    caller.once('data', (line) => caller.end(mayLogIn(JSON.parse(String(line))) ? 'welcome' : 'no'));
  });
  server.listen(socketPath);
  return { close: () => server.close() };
}
