import { lookup, Resolver } from 'node:dns/promises';
import { isIP, isIPv6 } from 'node:net';
import type { Server } from './server.ts';

export type RecordType = 'TXT' | 'CNAME' | 'A' | 'AAAA';

/** One resolver's word on one name; no records are an answer too. */
export type Answer =
  | { readonly kind: 'records'; readonly records: readonly string[] }
  | { readonly kind: 'failure'; readonly reason: string };

export type Ask = (type: RecordType, name: string) => Promise<Answer>;

export interface Patience {
  /** Milliseconds for one try. */
  readonly timeoutMilliseconds: number;
  readonly tries: number;
}

/** Letters, digits, `-`, `_` and dots: Node's resolver would cut or turn anything else into another name. */
export const isPlainName = (name: string): boolean => /^[a-z0-9_.-]+$/i.test(name);

/** A way to ask one server, and no other. It never throws. */
export function askServer(server: Server, { timeoutMilliseconds, tries }: Patience): Ask {
  return async (type, name) => {
    if (!isPlainName(name)) return { kind: 'failure', reason: 'not a name for DNS' };
    let answer = await askOnce(server, type, name, timeoutMilliseconds);
    for (let left = tries - 1; left > 0 && answer.kind === 'failure'; left -= 1)
      answer = await askOnce(server, type, name, timeoutMilliseconds);
    return answer;
  };
}

async function askOnce(server: Server, type: RecordType, name: string, milliseconds: number) {
  // A new one each time: it remembers neither answers nor how slow the server was.
  const resolver = new Resolver({ timeout: milliseconds, tries: 1 });
  const clock = deadline(milliseconds);
  try {
    return await Promise.race([clock.late, answerOf(resolver, server, type, name)]);
  } finally {
    clock.stop();
    resolver.cancel();
  }
}

/** Node's own timeout is at least a quarter of a second, and lasts up to twice as long as it is told. */
function deadline(milliseconds: number) {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const timer = setTimeout(() => resolve({ kind: 'failure', reason: 'ETIMEOUT' }), milliseconds);
  return { late: promise, stop: () => clearTimeout(timer) };
}

/** Never rejects. */
async function answerOf(resolver: Resolver, server: Server, type: RecordType, name: string): Promise<Answer> {
  try {
    resolver.setServers([await addressOf(server)]);
  } catch (error) {
    // That the server's own name is unknown says nothing of the name that was asked about.
    return { kind: 'failure', reason: `its own name: ${codeOf(error)}` };
  }
  try {
    return { kind: 'records', records: await READERS[type](resolver, name) };
  } catch (error) {
    return answerOfError(error);
  }
}

async function addressOf({ host, port }: Server): Promise<string> {
  const address = isIP(host) === 0 ? (await lookup(host, { order: 'ipv4first' })).address : host;
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
}

const READERS: Record<RecordType, (resolver: Resolver, name: string) => Promise<string[]>> = {
  // A string of more than 255 bytes comes in chunks.
  TXT: async (resolver, name) => (await resolver.resolveTxt(name)).map((chunks) => chunks.join('')),
  CNAME: (resolver, name) => resolver.resolveCname(name),
  A: (resolver, name) => resolver.resolve4(name),
  AAAA: (resolver, name) => resolver.resolve6(name),
};

/** Only what says that there is nothing is an answer; whatever else went wrong is not a no. */
function answerOfError(error: unknown): Answer {
  const code = codeOf(error);
  if (code === 'ENOTFOUND' || code === 'ENODATA') return { kind: 'records', records: [] };
  return { kind: 'failure', reason: code };
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown';
