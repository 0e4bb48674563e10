import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Workspace, workspace } from '../../fixtures/command.ts';
import { ACME, filesOf } from '../../fixtures/fleet.ts';
import { nameServer, type Zone } from '../dns/name-server.ts';

const NAME = '_mechanicbuddy-verify.workshop.acme.com';
let place: Workspace;
let zone: Zone;
let dns: Awaited<ReturnType<typeof nameServer>>;
beforeEach(async () => {
  zone = {};
  dns = await nameServer(zone);
  place = await workspace(filesOf([ACME]));
  await place.run('synth');
});
afterEach(() => {
  place.remove();
  dns.close();
});

const domain = (...args: string[]) => place.run('tenant', 'domain', ...args, '--resolver', dns.server);

it('a domain is asked for, proved, checked and removed', async () => {
  const asked = await domain('add', 'acme', 'Workshop.ACME.com');
  expect(asked.code).toBe(0);
  const token = new RegExp(`${NAME}  TXT    ([0-9a-f]{32})`).exec(asked.stdout)?.[1];
  expect(token).toBeDefined();
  expect(asked.stdout).toContain('workshop.acme.com  CNAME  acme.example.com');

  const early = await domain('verify', 'acme', 'workshop.acme.com');
  expect([early.code, early.stderr]).toEqual([
    1,
    expect.stringContaining(
      `tenants/acme.yaml: pendingDomains: TXT ${NAME} lacks the token (found no TXT record`,
    ),
  ]);
  zone[NAME] = { TXT: [[token as string]] };
  expect((await domain('verify', 'acme', 'workshop.acme.com')).stdout).toContain(
    'workshop.acme.com verified',
  );
  const manifests = (await place.files()).get('dist/tenants/acme/manifests.yaml');
  expect(manifests).toContain('host: workshop.acme.com');
  expect((await place.run('synth', '--check')).code).toBe(0);

  zone['workshop.acme.com'] = { CNAME: 'acme.example.com' };
  zone['acme.example.com'] = { A: ['192.0.2.1'] };
  expect((await domain('check')).stdout).toMatch(/acme +workshop\.acme\.com +here/);
  zone['workshop.acme.com'] = { A: ['192.0.2.7'] };
  const elsewhere = await domain('check', 'acme', '--json');
  expect([elsewhere.code, JSON.parse(elsewhere.stdout)]).toEqual([
    1,
    [
      {
        tenant: 'acme',
        domain: 'workshop.acme.com',
        leads: 'elsewhere',
        detail: expect.stringContaining('192.0.2.7'),
      },
    ],
  ]);
  expect((await domain('remove', 'acme', 'workshop.acme.com')).code).toBe(0);
  expect((await place.files()).get('dist/tenants/acme/manifests.yaml')).not.toContain('workshop.acme.com');
});

it('what nobody can tell is the world’s failure, and what was never asked for is refused', async () => {
  expect((await domain('verify', 'acme', 'workshop.acme.com')).code).toBe(1);
  expect((await domain('check', 'nobody')).code).toBe(1);
  await domain('add', 'acme', 'workshop.acme.com');
  const silent = await nameServer('silent');
  const before = await place.files();
  const answer = await place.run(
    'tenant',
    'domain',
    'verify',
    'acme',
    'workshop.acme.com',
    '--resolver',
    silent.server,
  );
  silent.close();
  expect([answer.code, answer.stderr]).toEqual([3, expect.stringMatching(/^DNS: /)]);
  expect(await place.files()).toEqual(before);
}, 20_000);
