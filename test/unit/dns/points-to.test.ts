import { afterEach, describe, expect, it } from 'vitest';
import { openDns } from '../../../src/dns/dns.ts';
import { type Manner, nameServer, type Zone } from './name-server.ts';

const DOMAIN = 'workshop.example';
const HOST = 'edge.platform.example';

const opened: { close: () => void }[] = [];
afterEach(() => {
  for (const { close } of opened.splice(0)) close();
});

async function asking(manners: readonly Manner[], domain = DOMAIN, host = HOST) {
  const running = await Promise.all(manners.map((manner) => nameServer(manner)));
  opened.push(...running);
  const servers = running.map(({ server }) => server);
  const timeoutMilliseconds = manners.includes('silent') ? 200 : 2000;
  return openDns({ servers, timeoutMilliseconds, tries: 1 }).pointsTo(domain, host);
}

const OURS: Zone = { [HOST]: { A: ['192.0.2.1', '192.0.2.2'], AAAA: ['2001:db8::1'] } };
const HERE: Zone = { ...OURS, [DOMAIN]: { A: ['192.0.2.2'] } };
const AWAY: Zone = { ...OURS, [DOMAIN]: { A: ['198.51.100.7'], AAAA: ['2001:db8::7'] } };
const long = Object.fromEntries(
  Array.from({ length: 30 }, (_, at) => [`hop${at}.example`, { CNAME: `hop${at + 1}.example` }]),
);

describe('a domain points here', () => {
  it.each<[string, Zone]>([
    ['by a CNAME', { ...OURS, [DOMAIN]: { CNAME: HOST } }],
    ['by a CNAME in another case', { ...OURS, [DOMAIN]: { CNAME: HOST.toUpperCase() } }],
    ['by a CNAME, though the host has no address', { [HOST]: {}, [DOMAIN]: { CNAME: HOST } }],
    [
      'by a chain of CNAMEs',
      {
        ...OURS,
        [DOMAIN]: { CNAME: 'a.example' },
        'a.example': { CNAME: 'b.example' },
        'b.example': { CNAME: HOST },
      },
    ],
    ['by an address of several', HERE],
    ['by an IPv6 address', { ...OURS, [DOMAIN]: { A: ['198.51.100.7'], AAAA: ['2001:db8:0:0::1'] } }],
    [
      'by an address behind another CNAME',
      { ...OURS, [DOMAIN]: { CNAME: 'alias.example' }, 'alias.example': { A: ['192.0.2.1'] } },
    ],
    [
      'when both are a third’s',
      {
        [DOMAIN]: { CNAME: 'lb.example' },
        [HOST]: { CNAME: 'lb.example' },
        'lb.example': { AAAA: ['2001:db8::2'] },
      },
    ],
  ])('%s', async (_how, zone) => {
    expect(await asking([zone, zone, zone])).toEqual({ kind: 'here' });
  });

  it('however it is written', async () => {
    expect(await asking([HERE], `${DOMAIN.toUpperCase()}.`, `${HOST}.`)).toEqual({ kind: 'here' });
    expect(await asking([OURS], HOST.toUpperCase())).toEqual({ kind: 'here' });
  });

  it('when one of three resolvers fails', async () => {
    expect(await asking([HERE, 'silent', HERE])).toEqual({ kind: 'here' });
    expect(await asking(['SERVFAIL', HERE, HERE])).toEqual({ kind: 'here' });
  });
});

describe('a domain points elsewhere', () => {
  it.each<[string, Zone, readonly string[]]>([
    ['by its addresses', AWAY, ['198.51.100.7', '2001:db8::7']],
    [
      'by a CNAME',
      { ...OURS, [DOMAIN]: { CNAME: 'Away.example' }, 'away.example': { A: ['198.51.100.7'] } },
      ['away.example', '198.51.100.7'],
    ],
    ['to nowhere', { ...OURS, [DOMAIN]: {} }, []],
    ['when it does not exist', OURS, []],
    [
      'in a circle',
      { ...OURS, [DOMAIN]: { CNAME: 'a.example' }, 'a.example': { CNAME: DOMAIN } },
      ['a.example', DOMAIN],
    ],
    ['to itself', { ...OURS, [DOMAIN]: { CNAME: DOMAIN } }, [DOMAIN]],
    [
      'without end',
      { ...OURS, ...long, [DOMAIN]: { CNAME: 'hop0.example' } },
      Array.from({ length: 10 }, (_, at) => `hop${at}.example`),
    ],
    [
      'to a name nobody can have',
      { ...OURS, [DOMAIN]: { CNAME: 'a b\u001b.example' } },
      ['a b\\027.example'],
    ],
  ])('%s', async (_how, zone, found) => {
    expect(await asking([zone, zone, zone])).toEqual({ kind: 'elsewhere', found });
  });

  it('when most resolvers say so', async () => {
    expect((await asking([HERE, AWAY, OURS])).kind).toBe('elsewhere');
    expect((await asking(['silent', AWAY, OURS])).kind).toBe('elsewhere');
  });
});

describe('where a domain points is not known', () => {
  it.each<[string, readonly Manner[], string]>([
    ['when two of three resolvers are silent', ['silent', AWAY, 'silent'], 'ETIMEOUT'],
    ['when they disagree', [HERE, AWAY, 'REFUSED'], 'of 3 resolvers 1 said yes, 1 no'],
    ['when all fail', ['SERVFAIL', 'SERVFAIL', 'SERVFAIL'], 'ESERVFAIL'],
    ['when the host is nowhere', [{ [DOMAIN]: { A: ['192.0.2.1'] } }], `${HOST} has no address`],
  ])('%s', async (_why, manners, reason) => {
    expect(await asking(manners)).toMatchObject({
      kind: 'unreachable',
      reason: expect.stringContaining(reason),
    });
  });
});
