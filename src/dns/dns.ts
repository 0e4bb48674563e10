import { type Answer, askServer } from './ask.ts';
import { pointing } from './pointing.ts';
import { parseServer, type Server } from './server.ts';
import { together, type Verdict } from './together.ts';

/** The label under which a domain’s owner publishes the token. */
export const TXT_LABEL = '_mechanicbuddy-verify';

/** What several resolvers say together. */
export type Verification =
  | { readonly kind: 'verified' }
  /** Most resolvers answered, and what they found is not the token. */
  | { readonly kind: 'absent'; readonly found: readonly string[] }
  /** Too few answered, or they disagree: no yes and no no. */
  | { readonly kind: 'unreachable'; readonly reason: string };

export type Pointing =
  | { readonly kind: 'here' }
  | { readonly kind: 'elsewhere'; readonly found: readonly string[] }
  | { readonly kind: 'unreachable'; readonly reason: string };

/** Questions for DNS. `found` is foreign text, cut and cleaned for a message; neither ever throws. */
export interface Dns {
  /** TXT at a name: does one of its strings (joined chunks) equal the token, whatever its case, quotes or spaces around it. */
  verify(name: string, token: string): Promise<Verification>;
  /** Whether a domain leads to the same place as a host: CNAME chain to it, or a common A/AAAA address. */
  pointsTo(domain: string, host: string): Promise<Pointing>;
}

export interface DnsOptions {
  /** Resolvers, each `host`, `host:port` or `[v6]:port`. */
  readonly servers: readonly string[];
  /** What one try of one question may take; 2000 when left out. */
  readonly timeoutMilliseconds?: number;
  /** 2 when left out. */
  readonly tries?: number;
}

/**
 * Asks every resolver by itself, all at once, so that one that lies or fails decides nothing alone. Throws a
 * `DnsSettingError` for a server that cannot be understood.
 */
export function openDns({ servers, timeoutMilliseconds = 2000, tries = 2 }: DnsOptions): Dns {
  const resolvers = servers.map((label) => ({
    label,
    ask: askServer(serverOf(label), { timeoutMilliseconds, tries }),
  }));
  const askAll = async (question: (ask: (typeof resolvers)[number]['ask']) => Promise<Verdict>) =>
    together(
      await Promise.all(resolvers.map(async ({ label, ask }) => labelled(label, await question(ask)))),
    );
  return {
    verify: async (name, token) => {
      const most = await askAll(async (ask) => verdictOf(await ask('TXT', name), token));
      if (most.kind === 'yes') return { kind: 'verified' };
      return most.kind === 'no' ? { kind: 'absent', found: most.found } : most;
    },
    pointsTo: async (domain, host) => {
      const most = await askAll((ask) => pointing(ask, domain, host));
      if (most.kind === 'yes') return { kind: 'here' };
      return most.kind === 'no' ? { kind: 'elsewhere', found: most.found } : most;
    },
  };
}

/** An empty token would be anybody's. */
function verdictOf(answer: Answer, token: string): Verdict {
  if (answer.kind === 'failure') return answer;
  const isThere = bare(token) !== '' && answer.records.some((text) => bare(text) === bare(token));
  return isThere ? { kind: 'yes' } : { kind: 'no', found: answer.records };
}

/** Forms of DNS providers keep quotes and spaces that were pasted, and some write capitals. */
const bare = (text: string): string => text.replace(/^[\s"'\\]+|[\s"'\\]+$/g, '').toLowerCase();

const labelled = (label: string, verdict: Verdict): Verdict =>
  verdict.kind === 'failure' ? { kind: 'failure', reason: `${label}: ${verdict.reason}` } : verdict;

function serverOf(text: string): Server {
  const server = parseServer(text);
  if (server !== undefined) return server;
  const sentence = `${JSON.stringify(text)} is no DNS server: host, host:port or [v6]:port`;
  throw Object.assign(new Error(sentence), { name: 'DnsSettingError' });
}
