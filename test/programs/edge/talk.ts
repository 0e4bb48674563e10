import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect as connectHttp2, type OutgoingHttpHeaders } from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { SERVICE_HEADER } from './nginx-conf.ts';

export interface Echo {
  readonly port: number;
  stop(): Promise<void>;
}

/** What came back through the edge; without a service the edge answered by itself. */
export interface Answer {
  readonly status: number;
  /** `namespace/service`. */
  readonly service: string | undefined;
  /** Every value of a header that reached the service. */
  values(name: string): string[];
}

/** A service that answers with the header lines which reached it. */
export async function startEcho(): Promise<Echo> {
  const server = createServer((request, response) => response.end(JSON.stringify(request.rawHeaders)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

/** Header lines as they are written, for no client would write some of them. */
export async function ask(port: number, requestLine: string, lines: readonly string[]): Promise<Answer> {
  const socket = connect(port, '127.0.0.1');
  socket.write([requestLine, 'Connection: close', ...lines, '', ''].join('\r\n'));
  const [head = '', body = ''] = (await text(socket)).split(/\r\n\r\n(.*)/s);
  return answer(Number(head.split(' ')[1]), body);
}

export async function askHttp2(port: number, headers: OutgoingHttpHeaders): Promise<Answer> {
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  try {
    const stream = session.request({ ':path': '/api/work', ...headers });
    const [response] = await once(stream, 'response');
    return answer(response[':status'], await text(stream));
  } finally {
    session.close();
  }
}

function answer(status: number, body: string): Answer {
  const lines: string[] = body.startsWith('[') ? JSON.parse(body) : [];
  const values = (wanted: string) =>
    lines.filter((_, i) => i % 2 === 1 && lines[i - 1]?.toLowerCase() === wanted.toLowerCase());
  return { status, service: values(SERVICE_HEADER)[0], values };
}
