import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commitMessage } from '../../../src/service/message.ts';
import { changesOf, commitItem, ownCommitItem, ownLine } from '../../../src/service/past.ts';
import { foreignText } from '../../fixtures/foreign-text.ts';

const past = (message: string) => ({ commit: 'c'.repeat(40), at: '2026-11-23T09:00:00.000Z', message });
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

  it('are read from any text', () => {
    fc.assert(
      fc.property(foreignText, (text) => {
        expect(commitItem(past(`x\n\nTenant: ${text}`)).subject).toBe('x');
      }),
    );
  });
});

it('a commit’s item holds a hundred changes, and says how many more there are', () => {
  const many = Array.from({ length: 130 }, (_, i) => `Tenant: t${i}`).join('\n');
  const { changes, more, subject } = commitItem(past(`promote v1.3.0\n\n${many}`));
  expect([changes.length, more, subject]).toEqual([100, 30, 'promote v1.3.0']);
  expect(commitItem(past(BATCH)).more).toBe(undefined);
});

it('a tenant’s own item says what was done to it, and by whom', () => {
  expect(ownCommitItem(past(BATCH), 'pete')).toMatchObject({
    subject: 'signup free',
    changes: [{ event: 'signup-1', actor: 'portal' }],
  });
  expect(ownLine('more storage for everybody', 'pete')).toBe('more storage for everybody');
});
