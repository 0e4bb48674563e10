import { networkInterfaces } from 'node:os';
import { expect, it } from 'vitest';
import { openDns } from '../../../src/dns/dns.ts';
import { parseServer } from '../../../src/dns/server.ts';
import { nameServer } from './name-server.ts';

it.each([
  ['192.0.2.1', '192.0.2.1', 53],
  ['192.0.2.1:5353', '192.0.2.1', 5353],
  ['[2001:db8::1]:5353', '2001:db8::1', 5353],
  ['[2001:db8::1]', '2001:db8::1', 53],
  ['2001:db8::1', '2001:db8::1', 53],
  ['kube-dns.kube-system.svc:53', 'kube-dns.kube-system.svc', 53],
])('reads %s', (text, host, port) => {
  expect(parseServer(text)).toEqual({ host, port });
});

it.each([
  '',
  ':53',
  'a b',
  '192.0.2.1:',
  '192.0.2.1:0',
  '192.0.2.1:65536',
  '[192.0.2.1]:53',
  '[::1',
  'udp://a',
])('does not start with %j', (text) => {
  expect(() => openDns({ servers: ['192.0.2.1', text] })).toThrow(
    expect.objectContaining({
      name: 'DnsSettingError',
      message: expect.stringContaining(JSON.stringify(text)),
    }),
  );
});

it('asks a server by its name', async () => {
  const { port, close } = await nameServer({ 'a.example': { TXT: [['token']] } });
  const dns = openDns({ servers: [`localhost:${port}`], timeoutMilliseconds: 1000 });
  expect(await dns.verify('a.example', 'token')).toEqual({ kind: 'verified' });
  close();
});

const hasV6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));
it.skipIf(!hasV6)('asks a server by its IPv6 address', async () => {
  const { server, close } = await nameServer({ 'a.example': { TXT: [['token']] } }, '::1');
  expect(server).toMatch(/^\[::1\]:/);
  expect(await openDns({ servers: [server] }).verify('a.example', 'token')).toEqual({ kind: 'verified' });
  close();
});
