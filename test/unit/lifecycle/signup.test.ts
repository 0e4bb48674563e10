import { describe, expect, it } from 'vitest';
import type { TenantAdded } from '../../../src/events/event.ts';
import { signupEvent } from '../../../src/events/signup.ts';
import { ACME, PETE } from '../../fixtures/fleet.ts';
import { PRICES, worldOf } from '../../fixtures/lifecycle.ts';

const BODY = { name: 'Würth & Söhne', ownerEmail: 'o@example.org', tier: 'free' } as const;

describe('a signup', () => {
  it('takes its id from the name, and the defaults of its tier', () => {
    const world = worldOf();
    expect(world.tell(signupEvent(BODY, 'key'))).toMatchObject({ kind: 'changed', subject: 'signup free' });
    expect(world.record('wuerth-soehne')).toEqual({
      id: 'wuerth-soehne',
      name: 'Würth & Söhne',
      ownerEmail: 'o@example.org',
      tier: 'free',
      mechanics: 1,
      status: 'active',
      domains: [],
      createdAt: '2026-11-23T09:00:00Z',
      signup: {
        key: expect.stringMatching(/^[0-9a-f]{32}$/),
        request: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    });
  });

  it('for a demo ends after seven days', () => {
    const world = worldOf();
    world.tell(signupEvent({ ...BODY, tier: 'demo' }, 'key'));
    expect(world.record('wuerth-soehne')).toMatchObject({
      tier: 'demo',
      trialEndsAt: '2026-11-30T09:00:00Z',
    });
  });

  it('asked again with the same key changes nothing; with another body it is refused', () => {
    const world = worldOf();
    world.tell(signupEvent(BODY, 'key'));
    expect(world.tell(signupEvent(BODY, 'key'))).toMatchObject({
      kind: 'unchanged',
      tenant: 'wuerth-soehne',
    });
    expect(world.tell(signupEvent({ ...BODY, tier: 'demo' }, 'key'))).toMatchObject({
      kind: 'refused',
      rule: 'key-reused',
    });
  });

  it('with another key gets an id of its own, the same one each time it is decided', () => {
    const decide = () => {
      const world = worldOf();
      world.tell(signupEvent(BODY, 'first'));
      world.tell(signupEvent(BODY, 'second'));
      return [...world.state.records.keys()];
    };
    const [first, second] = decide();
    expect(first).toBe('wuerth-soehne');
    expect(second).toMatch(/^wuerth-soehne-[0-9a-f]{6}$/);
    expect(decide()).toEqual([first, second]);
  });

  it.each([
    ['a tombstone', [`${ACME}status: purged\n`], 'acme'],
    ['a tenant', [ACME], 'acme'],
    ['a reserved word', [], 'www'],
    ['what platform.yaml reserves', [], 'status'],
  ])('for the id of %s is refused, with free ids beside it', (_what, records, id) => {
    const world = worldOf(records as string[], `${PRICES}reservedIds: [status]\n`);
    const decision = world.tell(signupEvent({ ...BODY, id }, 'key'));
    expect(decision).toMatchObject({ kind: 'refused', rule: 'taken', suggestions: expect.any(Array) });
    const { suggestions = [] } = decision as { suggestions?: readonly string[] };
    expect(suggestions).toHaveLength(3);
    for (const suggestion of suggestions) {
      expect(worldOf(records as string[]).tell(signupEvent({ ...BODY, id: suggestion }, 'key')).kind).toBe(
        'changed',
      );
    }
  });

  it.each(['www', 'Acme', 'API', 'testt', '..', '世界', 'ab'])(
    'from the name “%s” never takes a word that is reserved or no id',
    (name) => {
      const world = worldOf([ACME]);
      expect(world.tell(signupEvent({ ...BODY, name }, 'key'))).toMatchObject({ kind: 'changed' });
      const [id] = [...world.state.records.keys()].filter((each) => each !== 'acme');
      expect(id).toMatch(/^[a-z]([a-z0-9-]*[a-z0-9])?$/);
      expect(['www', 'api', 'testt']).not.toContain(id);
    },
  );

  it('beyond the free tier’s places is refused; a purged tenant takes none', () => {
    const full = `${PRICES}freeTier: {maxTenants: 1}\n`;
    expect(worldOf([PETE], full).tell(signupEvent(BODY, 'key'))).toMatchObject({
      kind: 'refused',
      rule: 'full',
    });
    expect(worldOf([`${PETE}status: purged\n`], full).tell(signupEvent(BODY, 'key')).kind).toBe('changed');
  });
});

describe('a tenant that an administrator adds', () => {
  const added = (more: Partial<TenantAdded>): TenantAdded => ({
    kind: 'add',
    id: 'admin-1',
    actor: 'admin:eve',
    hash: 'ab'.repeat(16),
    name: 'Hilltop',
    ownerEmail: 'o@hilltop.example',
    tier: 'professional',
    ...more,
  });

  it('has what was said, and the tier’s defaults', () => {
    const world = worldOf();
    world.tell(added({ wantedId: 'hilltop', mechanics: 5, channel: 'canary' }));
    expect(world.record('hilltop')).toMatchObject({ tier: 'professional', mechanics: 5, channel: 'canary' });
  });

  it('is refused with every problem of the record', () => {
    const decision = worldOf().tell(added({ mechanics: 11, channel: 'nightly' }));
    expect(decision).toMatchObject({ kind: 'refused', rule: 'invalid' });
    const { problems = [] } = decision as { problems?: readonly { field: string }[] };
    expect(problems.map(({ field }) => field)).toEqual(['mechanics', 'channel']);
  });
});
