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

it('a domain is requested, verified, checked and removed', async () => {
  const asked = await domain('add', 'acme', 'Workshop.ACME.com');
  expect(asked.code).toBe(0);
  const token = new RegExp(`${NAME}  TXT    ([0-9a-f]{32})`).exec(asked.stdout)?.[1];
  expect(token).toBeDefined();
  expect(asked.stdout).toContain('workshop.acme.com  CNAME  acme.example.com\n');
  expect(asked.stdout).toMatch(
    /apex domain cannot have a CNAME: .*A and AAAA .*addresses of acme\.example\.com.*ALIAS/s,
  );

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

it('a purged tenant’s domain is not checked, and is released if another tenant has it', async () => {
  const has = 'domains: [workshop.acme.com]\n';
  await place.write('tenants/acme.yaml', `${ACME + has}status: purged\n`);
  await place.write('tenants/big.yaml', ACME.replace('id: acme', 'id: big') + has);
  await place.run('synth');
  zone['workshop.acme.com'] = { CNAME: 'big.example.com' };
  zone['big.example.com'] = { A: ['192.0.2.1'] };
  const checked = await domain('check', '--json');
  expect([checked.code, JSON.parse(checked.stdout)]).toMatchObject([0, [{ tenant: 'big', leads: 'here' }]]);
  const refused = await place.run('tenant', 'restore', 'acme', '--from-backup');
  const way = 'tenant domain remove acme workshop.acme.com';
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining(`mechanicbuddy ${way}`)]);
  expect((await place.run(...way.split(' '))).code).toBe(0);
  expect((await place.run('tenant', 'restore', 'acme', '--from-backup')).code).toBe(0);
  expect((await place.run('validate')).code).toBe(0);
});

it('an unreachable DNS exits 3, and a domain that was never requested is rejected', async () => {
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
});
