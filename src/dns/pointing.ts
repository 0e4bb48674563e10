import { type Answer, type Ask, isPlainName } from './ask.ts';
import type { Verdict } from './together.ts';

/** Resolvers give up around here too. */
const MOST_HOPS = 10;

/** One resolver's word on whether a domain leads to the same place as a host. */
export async function pointing(ask: Ask, domain: string, host: string): Promise<Verdict> {
  const [chain, theirs, ours] = await Promise.all([
    follow(ask, plain(domain), plain(host)),
    addresses(ask, domain),
    addresses(ask, host),
  ]);
  if (chain.end === 'arrived' || theirs.records.some((address) => ours.records.includes(address)))
    return { kind: 'yes' };
  // Nobody can point at what is not there, and that is not the domain's fault.
  const missing = ours.records.length === 0 ? `${host} has no address` : undefined;
  // Resolvers fail at the addresses of a circle or an endless chain; the chain itself is an answer.
  const unknown = chain.end === 'endless' ? undefined : (chain.failure ?? theirs.failure);
  const reason = ours.failure ?? missing ?? unknown;
  if (reason !== undefined) return { kind: 'failure', reason };
  return { kind: 'no', found: [...chain.targets, ...theirs.records] };
}

interface Chain {
  readonly targets: readonly string[];
  readonly end: 'arrived' | 'endless' | 'elsewhere';
  readonly failure?: string;
}

/** Where the CNAMEs of a domain lead, until they arrive at the host. */
async function follow(ask: Ask, domain: string, host: string): Promise<Chain> {
  const targets: string[] = [];
  for (let name = domain; name !== host; ) {
    if (targets.length === MOST_HOPS) return { targets, end: 'endless' };
    const answer = await ask('CNAME', name);
    if (answer.kind === 'failure') return { targets, end: 'elsewhere', failure: answer.reason };
    const [target] = answer.records;
    if (target === undefined) return { targets, end: 'elsewhere' };
    name = plain(target);
    targets.push(name);
    if (!isPlainName(name)) return { targets, end: 'elsewhere' };
  }
  return { targets, end: 'arrived' };
}

/** Every address that is known, and what hindered knowing all. */
async function addresses(ask: Ask, name: string) {
  const answers = await Promise.all([ask('A', name), ask('AAAA', name)]);
  const [failed] = answers.flatMap((answer) => (answer.kind === 'failure' ? [answer.reason] : []));
  return { records: answers.flatMap(recordsOf), failure: failed };
}

const recordsOf = (answer: Answer): readonly string[] => (answer.kind === 'records' ? answer.records : []);

/** DNS tells neither case nor the last dot apart. */
const plain = (name: string): string => name.toLowerCase().replace(/\.$/, '');
