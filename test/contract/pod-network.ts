/**
 * Runs the network of a pod in its own network namespace. Unix sockets connect it with the outside, because network
 * namespaces share them. A caller from outside gets one byte when the program's port accepts, which distinguishes a refused
 * connection from one that the program closes. The argument is JSON.
 */
import { execFileSync } from 'node:child_process';
import { connect, createServer, type Socket } from 'node:net';

interface Wiring {
  /** Ports of the pod, as others reach them. */
  readonly inward: readonly { readonly socket: string; readonly port: number }[];
  /** Services, as the pod reaches them. */
  readonly outward: readonly { readonly address: string; readonly port: number; readonly socket: string }[];
}

const wiring = JSON.parse(process.argv[2] ?? '{}') as Wiring;

function join(a: Socket, b: Socket): void {
  a.pipe(b).pipe(a);
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const)
    one.on('error', () => other.destroy()).on('close', () => other.destroy());
}

execFileSync('ip', ['link', 'set', 'lo', 'up']);
const servers = [
  ...wiring.inward.map(({ socket, port }) => {
    const server = createServer((caller) => {
      caller.on('error', () => caller.destroy());
      const program = connect(port, '127.0.0.1', () => {
        caller.write('\u0001');
        join(caller, program);
      });
      program.on('error', () => caller.destroy());
    });
    return server.listen(socket);
  }),
  ...wiring.outward.map(({ address, port, socket }) =>
    createServer((program) => {
      const service = connect(socket);
      join(program, service);
    }).listen(port, address),
  ),
];
await Promise.all(servers.map((server) => new Promise((resolve) => server.once('listening', resolve))));
process.stdout.write('ready\n');
