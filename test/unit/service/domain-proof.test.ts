import { expect, it } from 'vitest';
import type { Dns } from '../../../src/dns/dns.ts';
import type { TenantEvent } from '../../../src/events/event.ts';
import { proveDomain } from '../../../src/service/domain-proof.ts';
import { committerOn, makeRepository } from '../../fixtures/committer.ts';
import { ACME } from '../../fixtures/fleet.ts';

const DOMAIN = 'workshop.acme.com';
const TOKEN = 'abcdef0123456789abcdef0123456789';
const WAITS = `pendingDomains: [{domain: ${DOMAIN}, token: ${TOKEN}, expiresAt: 2020-01-08T00:00:00Z}]\n`;

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
