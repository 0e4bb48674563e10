import { expect, it } from 'vitest';
import type { Dns } from '../../../src/dns/dns.ts';
import type { TenantEvent } from '../../../src/events/event.ts';
import { proveDomain } from '../../../src/service/domain-proof.ts';
import { committerOn, makeRepository } from '../../fixtures/committer.ts';
import { ACME } from '../../fixtures/fleet.ts';

const DOMAIN = 'workshop.acme.com';
const TOKEN = 'abcdef0123456789abcdef0123456789';
const WAITS = `pendingDomains: [{domain: ${DOMAIN}, token: ${TOKEN}, expiresAt: 2020-01-08T00:00:00Z}]\n`;

it('ends the claim of whoever has it, and tells both', async () => {
  const big = ACME.replace('id: acme', 'id: big') + WAITS;
  const { repository } = await makeRepository([`${ACME}domains: [workshop.acme.com]\n`, big]);
  const { committer } = committerOn(repository);
  await committer.look();
  const submitted: TenantEvent[] = [];
  const dns: Dns = { verify: async () => ({ kind: 'verified' }), pointsTo: async () => ({ kind: 'here' }) };
  const submit = async (event: TenantEvent) => {
    submitted.push(event);
    return {
      kind: 'changed' as const,
      ...(event.kind === 'domain-remove' ? { warnings: ['acme loses it'] } : {}),
    };
  };
  const ask = { actor: 'admin:eve', id: 'x', tenant: 'big', domain: DOMAIN, ifMatch: '"1"' } as const;
  const now = () => new Date('2020-01-01T00:00:00Z');
  expect(await proveDomain({ dns, committer, submit, now }, ask, { requestId: 'x' })).toMatchObject({
    warnings: ['acme loses it'],
  });
  expect(submitted).toEqual([
    {
      ...ask,
      ifMatch: undefined,
      id: 'x-lapse',
      kind: 'domain-remove',
      tenant: 'acme',
      provedBy: 'big',
      token: TOKEN,
    },
    { ...ask, kind: 'domain-verify', token: TOKEN },
  ]);
});

it.each([
  ['before its end DNS is asked', '2020-01-07T23:59:59Z', TOKEN, [`_mechanicbuddy-verify.${DOMAIN}`]],
  ['from its end on nobody is asked', '2020-01-08T00:00:00Z', '', []],
])('a domain’s time is that of the service’s clock: %s', async (_when, now, token, names) => {
  const { repository } = await makeRepository([ACME + WAITS]);
  const { committer } = committerOn(repository);
  const asked: string[] = [];
  const submitted: TenantEvent[] = [];
  const dns: Dns = {
    verify: async (name) => {
      asked.push(name);
      return { kind: 'verified' };
    },
    pointsTo: async () => ({ kind: 'here' }),
  };
  const submit = async (event: TenantEvent) => {
    submitted.push(event);
    return { kind: 'unchanged' as const };
  };
  const ask = { actor: 'admin:eve', id: 'x', tenant: 'acme', domain: DOMAIN } as const;
  await proveDomain({ dns, committer, submit, now: () => new Date(now) }, ask, { requestId: 'x' });
  expect(asked).toEqual(names);
  expect(submitted).toEqual([{ ...ask, kind: 'domain-verify', token }]);
});
