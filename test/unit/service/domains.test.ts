import { afterEach, describe, expect, it } from 'vitest';
import { contents, makeRepository } from '../../fixtures/committer.ts';
import { ACME } from '../../fixtures/fleet.ts';
import { serviceOn } from '../../fixtures/service.ts';
import { nameServer, type Zone } from '../dns/name-server.ts';

const NAME = '_mechanicbuddy-verify.workshop.acme.com';
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** A service whose only resolver is authoritative for a zone that the test writes. */
async function started(zone: Zone | 'silent') {
  const { repository } = await makeRepository([ACME]);
  const dns = await nameServer(zone);
  ends.push(dns.close);
  const service = await serviceOn(repository, { DNS_SERVERS: dns.server });
  ends.push(service.close);
  const ask = (method: string, path: string, body?: object) =>
    service.admin(method, `/acme/domains${path}`, body);
  return { repository, service, ask };
}

describe('POST /api/tenants/{id}/domains', () => {
  it('answers what to publish; proved, the domain is in the record, the Ingress and a certificate of its own', async () => {
    const zone: Zone = {};
    const { repository, ask } = await started(zone);
    const asked = await ask('POST', '', { domain: 'Workshop.ACME.com' });
    expect(asked.status).toBe(201);
    expect(asked.body).toEqual({
      domain: 'workshop.acme.com',
      txtName: NAME,
      token: expect.stringMatching(/^[0-9a-f]{32}$/),
      expiresAt: expect.stringMatching(/Z$/),
      target: 'acme.example.com',
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    expect((await ask('POST', '', { domain: 'workshop.acme.com' })).body.token).toBe(asked.body.token);

    const early = await ask('POST', '/workshop.acme.com/verify');
    expect([early.status, early.body.type]).toEqual([409, 'urn:mechanicbuddy:problem:not-possible']);
    expect(early.body.detail).toContain(`TXT ${NAME} does not hold the token yet: there is no TXT record`);
    zone[NAME] = { TXT: [['another token']] };
    expect((await ask('POST', '/workshop.acme.com/verify')).body.detail).toContain('found "another token"');

    zone[NAME] = { TXT: [['another token'], [asked.body.token]] };
    const proved = await ask('POST', '/workshop.acme.com/verify');
    expect([proved.status, proved.body.domains]).toEqual([200, ['workshop.acme.com']]);
    const { texts } = await contents(repository);
    expect(texts.get('tenants/acme.yaml')).toContain('domains:\n  - workshop.acme.com\n');
    const manifests = texts.get('dist/tenants/acme/manifests.yaml') ?? '';
    expect(manifests).toContain('host: workshop.acme.com');
    expect(manifests).toContain('secretName: workshop.acme.com-tls');
    expect((await ask('POST', '', { domain: 'workshop.acme.com' })).status).toBe(409);

    const removed = await ask('DELETE', '/workshop.acme.com');
    expect([removed.status, removed.body.domains]).toEqual([200, []]);
    expect((await contents(repository)).texts.get('dist/tenants/acme/manifests.yaml')).not.toContain(
      'workshop.acme.com',
    );
  });

  it('a resolver that is silent is no no: 503, and nothing changes', async () => {
    const { repository, ask } = await started('silent');
    await ask('POST', '', { domain: 'workshop.acme.com' });
    const before = await repository.head();
    const answer = await ask('POST', '/workshop.acme.com/verify');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '30']);
    expect(answer.body.detail).toMatch(
      /^nothing was changed: too few resolvers answered \(DNS: of 1 resolvers 0 said yes, 0 no; .*ETIMEOUT\)$/,
    );
    expect(await repository.head()).toEqual(before);
  });

  it.each([
    [{ domain: '*.acme.com' }, 422],
    [{ domain: 'www.acme.com' }, 422],
    [{ domain: 'big.example.com' }, 422],
    [{ host: 'workshop.acme.com' }, 422],
  ])('%j is refused: %i', async (body, status) => {
    const { ask } = await started({});
    expect((await ask('POST', '', body)).status).toBe(status);
  });
});
