import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  createTCPServer,
  createUDPServer,
  type DnsHandler,
  Packet,
  type Question,
  type Resource,
} from 'dns2';

export interface Records {
  readonly CNAME?: string;
  readonly A?: readonly string[];
  readonly AAAA?: readonly string[];
  /** A record has one or several chunks. */
  readonly TXT?: readonly (readonly (string | Buffer)[])[];
}

export type Zone = Record<string, Records>;

/** A server's whole manner: its zone, or how it fails. */
export type Manner = Zone | 'silent' | 'SERVFAIL' | 'REFUSED' | ((id: number) => Buffer);

/** An authoritative server on the loopback, over UDP and TCP. */
export async function nameServer(manner: Manner, address = '127.0.0.1') {
  const heard: string[] = [];
  const handle: DnsHandler = (request, send, client) => {
    const [question] = request.questions;
    if (question === undefined) return;
    heard.push(
      `${'remoteFamily' in client ? 'tcp' : 'udp'} ${Packet.typeName(question.type)} ${question.name}`,
    );
    const reply = replyTo(request, question, manner);
    if (reply !== undefined) void send(reply);
  };
  const tcp = createTCPServer(handle);
  await once(tcp.listen(0, address), 'listening');
  const { port } = tcp.address() as AddressInfo;
  const udp = createUDPServer({ type: address.includes(':') ? 'udp6' : 'udp4' });
  udp.on('request', handle);
  await udp.listen(port, address);
  const close = () => void [udp.close(), tcp.close()];
  return {
    server: address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`,
    port,
    heard,
    close,
  };
}

function replyTo(request: Packet, question: Question, manner: Manner): Packet | Buffer | undefined {
  if (manner === 'silent') return undefined;
  if (typeof manner === 'function') return manner(request.header.id);
  if (typeof manner === 'string') return Packet.createErrorResponseFromRequest(request, Packet.RCODE[manner]);
  const reply = Packet.createResponseFromRequest(request);
  reply.header.aa = 1;
  const name = question.name.toLowerCase();
  if (manner[name] === undefined) reply.header.rcode = Packet.RCODE.NXDOMAIN;
  reply.answers = answers(manner, name, question.type) as Resource[];
  // As resolvers do with a circle.
  if (reply.answers.filter(({ domain }) => domain !== undefined).length > MOST_ALIASES)
    reply.header.rcode = Packet.RCODE.SERVFAIL;
  return reply;
}

const MOST_ALIASES = 8;

/** What is at a name, or at the end of its CNAMEs, which come along. */
function answers(zone: Zone, name: string, type: number, hops = 0): Partial<Resource>[] {
  const { TYPE, CLASS } = Packet;
  const { CNAME, A = [], AAAA = [], TXT = [] } = zone[name] ?? {};
  const record = (of: number, content: object) => ({ name, type: of, class: CLASS.IN, ttl: 60, ...content });
  if (CNAME !== undefined) {
    const alias = record(TYPE.CNAME, { domain: CNAME });
    const isEnd = type === TYPE.CNAME || hops === MOST_ALIASES;
    return isEnd ? [alias] : [alias, ...answers(zone, CNAME.toLowerCase(), type, hops + 1)];
  }
  if (type === TYPE.A) return A.map((address) => record(type, { address }));
  if (type === TYPE.AAAA) return AAAA.map((address) => record(type, { address }));
  return type === TYPE.TXT ? TXT.map((data) => record(type, { data })) : [];
}
