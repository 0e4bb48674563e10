import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { openDns, TXT_LABEL } from '../../../src/dns/dns.ts';
import { type Manner, nameServer, type Zone } from './name-server.ts';

const TOKEN = 'k3v9q0x7w2m5t8r1z4y6b0n3c7d9f2hA';
const OTHER = 'another_token_of_32_characters_0';
const NAME = `${TXT_LABEL}.hilltop.example`;

const opened: { close: () => void }[] = [];
afterEach(() => {
  for (const { close } of opened.splice(0)) close();
});

async function serve(manner: Manner) {
  const server = await nameServer(manner);
  opened.push(server);
  return server;
}

async function asking(manners: readonly Manner[], name = NAME, tries = 1) {
  const running = await Promise.all(manners.map(serve));
  const servers = running.map(({ server }) => server);
  const timeoutMilliseconds = manners.includes('silent') ? 200 : 2000;
  const answer = await openDns({ servers, timeoutMilliseconds, tries }).verify(name, TOKEN);
  return { answer, servers, heard: running.flatMap(({ heard }) => heard) };
}

const texts = (...TXT: (string | Buffer)[][]): Zone => ({ [NAME]: { TXT } });
const RIGHT = texts([TOKEN]);
const WRONG = texts([OTHER]);
const thrice = (manner: Manner) => [manner, manner, manner];

describe('a token', () => {
  it('is seen', async () => {
    const { answer, heard } = await asking(thrice(RIGHT));
    expect(answer).toEqual({ kind: 'verified' });
    const question = `udp TXT ${NAME}`;
    expect(heard).toEqual([question, question, question]);
  });

  it.each([
    ['among others', texts(['v=spf1 -all'], [TOKEN], [''])],
    ['in several chunks', texts([TOKEN.slice(0, 7), '', TOKEN.slice(7, 30), TOKEN.slice(30)])],
    ['behind a CNAME', { [NAME]: { CNAME: 'proof.example' }, 'proof.example': { TXT: [[TOKEN]] } }],
  ])('is seen %s', async (_where, zone) => {
    expect((await asking([zone])).answer).toEqual({ kind: 'verified' });
  });

  it.each([
    ['in quotes', `"${TOKEN}"`],
    ['in escaped quotes', `\\"${TOKEN}\\"`],
    ['with spaces around it', `  ${TOKEN}\t`],
    ['in quotes with spaces', `" ${TOKEN} "`],
    ['in capitals', TOKEN.toUpperCase()],
  ])('is seen %s', async (_how, text) => {
    expect((await asking([texts([text])])).answer).toEqual({ kind: 'verified' });
  });

  it.each([
    `x${TOKEN}`,
    `${TOKEN}x`,
    `token=${TOKEN}`,
    `${TOKEN.slice(0, 16)} ${TOKEN.slice(16)}`,
    '""',
    '"',
  ])('is not seen in %s', async (text) => {
    expect((await asking([texts([text])])).answer.kind).toBe('absent');
  });

  it('is seen whatever the case of the name', async () => {
    expect((await asking([RIGHT], NAME.toUpperCase())).answer).toEqual({ kind: 'verified' });
  });

  it('is seen in an answer too large for UDP', async () => {
    const filler = Array.from({ length: 12 }, (_, at) => [`${at} `.padEnd(250, 'x')]);
    const { answer, heard } = await asking([texts(...filler, [TOKEN])]);
    expect(answer).toEqual({ kind: 'verified' });
    expect(heard).toContain(`tcp TXT ${NAME}`);
  });

  it.each([
    ['another', [OTHER]],
    ['in brackets', [`(${TOKEN})`]],
    ['with more', [`${TOKEN}0`]],
    ['with less', [TOKEN.slice(1)]],
  ])('is absent when what is there is %s', async (_what, record) => {
    expect((await asking(thrice(texts(record)))).answer).toEqual({ kind: 'absent', found: record });
  });

  it('is absent when it is in two records', async () => {
    const halves = [TOKEN.slice(0, 16), TOKEN.slice(16)];
    const { answer } = await asking([texts(...halves.map((half) => [half]))]);
    expect(answer).toEqual({ kind: 'absent', found: halves });
  });

  it.each([
    ['the name does not exist', {}],
    ['the name has no TXT', { [NAME]: { A: ['192.0.2.1'] } }],
    ['the name leads nowhere', { [NAME]: { CNAME: 'nowhere.example' } }],
  ])('is absent when %s', async (_why, zone) => {
    expect((await asking(thrice(zone))).answer).toEqual({ kind: 'absent', found: [] });
  });

  it('that is empty is nobody’s', async () => {
    const { server } = await serve(texts(['']));
    expect(await openDns({ servers: [server] }).verify(NAME, '')).toEqual({ kind: 'absent', found: [''] });
  });
});

describe('resolvers together', () => {
  it.each<[string, readonly Manner[], string]>([
    ['one of three silent', [RIGHT, 'silent', RIGHT], 'verified'],
    ['one of three failing', ['SERVFAIL', RIGHT, RIGHT], 'verified'],
    ['one of three behind', [RIGHT, {}, RIGHT], 'verified'],
    ['one of three ahead', [RIGHT, {}, WRONG], 'absent'],
    ['one of three silent, two without', [{}, WRONG, 'silent'], 'absent'],
    ['one for, one against, one silent', [RIGHT, {}, 'silent'], 'unreachable'],
    ['two for, two against', [RIGHT, RIGHT, {}, WRONG], 'unreachable'],
    ['two of three silent, one for', ['silent', RIGHT, 'silent'], 'unreachable'],
    ['two of three silent, one against', ['silent', {}, 'silent'], 'unreachable'],
    ['two of three refusing', ['REFUSED', 'REFUSED', {}], 'unreachable'],
    ['none', [], 'unreachable'],
  ])('%s', async (_what, manners, kind) => {
    expect((await asking(manners)).answer.kind).toBe(kind);
  });

  it('say who failed and how', async () => {
    const { answer, servers } = await asking(['SERVFAIL', 'REFUSED', 'silent', RIGHT]);
    expect(answer).toEqual({
      kind: 'unreachable',
      reason:
        `of 4 resolvers 1 said yes, 0 no; ${servers[0]}: ESERVFAIL; ` +
        `${servers[1]}: EREFUSED; ${servers[2]}: ETIMEOUT`,
    });
  });

  it('that nobody runs are no answer', async () => {
    const { server, close } = await nameServer({});
    close();
    const answer = await openDns({ servers: [server] }).verify(NAME, TOKEN);
    expect(answer).toMatchObject({ kind: 'unreachable', reason: expect.stringContaining('ECONNREFUSED') });
  });

  it('whose own name nobody knows are no answer', async () => {
    const NOBODY = 'no-such-resolver.invalid';
    const good = (await serve(RIGHT)).server;
    const empty = (await serve({})).server;
    const ask = (...servers: string[]) => openDns({ servers }).verify(NAME, TOKEN);
    expect(await ask(NOBODY)).toMatchObject({
      kind: 'unreachable',
      reason: expect.stringMatching(/0 said yes, 0 no; no-such-resolver\.invalid: its own name: E/),
    });
    expect((await ask(NOBODY, empty)).kind).toBe('unreachable');
    expect((await ask(NOBODY, NOBODY, empty)).kind).toBe('unreachable');
    expect((await ask(NOBODY, good, good)).kind).toBe('verified');
    expect((await ask(NOBODY, empty, empty)).kind).toBe('absent');
    const dns = openDns({ servers: [NOBODY] });
    expect((await dns.pointsTo('hilltop.example', 'hilltop.example.com')).kind).toBe('unreachable');
  });

  it('are found by name', async () => {
    const { port } = await serve(RIGHT);
    const answer = await openDns({ servers: [`localhost:${port}`] }).verify(NAME, TOKEN);
    expect(answer).toEqual({ kind: 'verified' });
  });

  it('are given up in time, and asked as often as told', async () => {
    const start = performance.now();
    const { heard } = await asking(thrice('silent'), NAME, 2);
    expect(performance.now() - start).toBeLessThan(1500);
    expect(heard).toHaveLength(6);
  });

  it('are asked anew each time', async () => {
    const zone: Zone = {};
    const dns = openDns({ servers: [(await serve(zone)).server] });
    expect(await dns.verify(NAME, TOKEN)).toEqual({ kind: 'absent', found: [] });
    zone[NAME] = { TXT: [[TOKEN]] };
    expect(await dns.verify(NAME, TOKEN)).toEqual({ kind: 'verified' });
  });

  it('are not asked for what is no name', async () => {
    const { answer, heard } = await asking([RIGHT], `${NAME}\0.evil`);
    expect(answer).toMatchObject({ kind: 'unreachable' });
    expect(heard).toEqual([]);
  });
});

describe('foreign text', () => {
  it('is cut and cleaned', async () => {
    const records = Array.from({ length: 14 }, (_, at) => [`${at}\r\n\u001b[31m${'x'.repeat(240)}`]);
    const { answer } = await asking(thrice(texts(...records)));
    const found = records.slice(0, 10).map((_, at) => `${at}���[31m`.padEnd(100, 'x'));
    expect(answer).toEqual({ kind: 'absent', found });
  });

  it('never verifies and never throws', async () => {
    const bare = new RegExp(`^[\\s"'\\\\]*${TOKEN}[\\s"'\\\\]*$`, 'i');
    const zone: Zone = {};
    const dns = openDns({ servers: [(await serve(zone)).server], tries: 1 });
    const near = fc.constantFrom(
      TOKEN,
      TOKEN.toUpperCase(),
      TOKEN.slice(0, 31),
      TOKEN.slice(31),
      ' ',
      '"',
      '\0',
    );
    const chunk = fc.oneof(
      near.map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 255 }).map((bytes) => Buffer.from(bytes)),
    );
    const record = fc
      .array(chunk, { minLength: 1, maxLength: 4 })
      .filter((chunks) => !bare.test(Buffer.concat(chunks).toString('latin1')));
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 12 }), async (TXT) => {
        zone[NAME] = { TXT };
        const answer = await dns.verify(NAME, TOKEN);
        const found = answer.kind === 'absent' ? answer.found : expect.fail(answer.kind);
        expect(found.length).toBeLessThanOrEqual(10);
        expect(found.filter((text) => text.length > 100 || /\p{Cc}/u.test(text))).toEqual([]);
      }),
    );
  });

  it('that is no DNS message is no answer and no harm', async () => {
    let noise = new Uint8Array();
    const garbage = (id: number) => Buffer.from([id >> 8, id & 255, 0x84, 0, ...noise]);
    const dns = openDns({ servers: [(await serve(garbage)).server], timeoutMilliseconds: 20, tries: 1 });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        noise = bytes;
        expect((await dns.verify(NAME, TOKEN)).kind).not.toBe('verified');
      }),
      { numRuns: 30 },
    );
  });
});
