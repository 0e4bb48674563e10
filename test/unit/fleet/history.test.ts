import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commitMessage } from '../../../src/fleet/commit-message.ts';
import { changesOf, tenantSubject } from '../../../src/fleet/history.ts';

const BATCH = `tenants: 3 changes

tenant(acme): suspend
signups: sub_1 waits for its checkout
tenant(pete): signup free

Tenant: acme
Event-Id: evt_1
Actor: stripe
Event-Id: evt_2
Actor: stripe
Tenant: pete
Event-Id: signup-1
Actor: portal`;

describe('the changes of a commit', () => {
  it('are those of its trailers, also where one has no tenant', () => {
    expect(changesOf(BATCH)).toEqual([
      { tenant: 'acme', event: 'evt_1', actor: 'stripe' },
      { event: 'evt_2', actor: 'stripe' },
      { tenant: 'pete', event: 'signup-1', actor: 'portal' },
    ]);
  });

  it('are none for a person’s, and as many as it names for a release', () => {
    expect(changesOf('more storage for acme\n\nbecause it asked')).toEqual([]);
    expect(changesOf('release\n\nTenant: acme\nTenant: pete\nActor: cli')).toEqual([
      { tenant: 'acme' },
      { tenant: 'pete', actor: 'cli' },
    ]);
  });

  it('are read back from any message that the service writes', () => {
    const id = fc.stringMatching(/^[a-z][a-z0-9-]{2,20}[a-z0-9]$/);
    const one = fc.record({
      tenant: fc.option(id, { nil: undefined }),
      event: id,
      subject: fc.constant('x'),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 5 }), (all) => {
        const applied = all.map(({ tenant, event, subject }) => ({
          event: { kind: 'suspend', actor: 'cli', id: event, tenant: tenant ?? '' } as const,
          decision: { kind: 'changed', tenant, subject } as const,
        }));
        expect(changesOf(commitMessage(applied))).toEqual(
          all.map(({ tenant, event }) => ({ ...(tenant && { tenant }), event, actor: 'cli' })),
        );
      }),
    );
  });
});

describe('the subject for one tenant', () => {
  it('is that of its own changes in a commit of several', () => {
    expect(tenantSubject(BATCH, 'pete')).toBe('signup free');
    expect(tenantSubject(`${BATCH}\ntenant(acme): resume`, 'acme')).toBe('suspend; resume');
  });

  it('is the commit’s if no line names the tenant', () => {
    expect(tenantSubject('more storage for everybody', 'pete')).toBe('more storage for everybody');
  });
});
