import { describe, expect, it } from 'vitest';
import { IDEMPOTENCY_KEY, signupEvent, signupSchema } from '../../../src/events/signup.ts';

const BODY = { name: 'Hilltop Garage', ownerEmail: 'owner@hilltop.example', tier: 'free' } as const;

describe('a signup', () => {
  it('holds hashes of the key and of what was asked for, never the key', () => {
    const event = signupEvent({ ...BODY, id: 'hilltop' }, 'a-secret-of-the-portal');
    expect(event).toEqual({
      kind: 'signup',
      actor: 'portal',
      id: `signup-${event.key}`,
      key: expect.stringMatching(/^[0-9a-f]{32}$/),
      request: expect.stringMatching(/^[0-9a-f]{32}$/),
      ...BODY,
      wantedId: 'hilltop',
    });
    expect(JSON.stringify(event)).not.toContain('a-secret-of-the-portal');
  });

  it('is the same by key, and another request by any field', () => {
    const first = signupEvent(BODY, 'key');
    expect(signupEvent({ ...BODY }, 'key')).toEqual(first);
    expect(signupEvent(BODY, 'kez').key).not.toBe(first.key);
    const others = [
      { ...BODY, name: 'Hilltop' },
      { ...BODY, ownerEmail: 'other@hilltop.example' },
      { ...BODY, tier: 'demo' as const },
      { ...BODY, id: 'hilltop-garage' },
    ];
    const requests = others.map((other) => signupEvent(other, 'key').request);
    expect(new Set([first.request, ...requests]).size).toBe(5);
  });

  it.each([
    ['a paid tier', { ...BODY, tier: 'professional' }, 'tier'],
    ['no name', { ...BODY, name: '' }, 'name'],
    ['no address', { ...BODY, ownerEmail: 'owner' }, 'ownerEmail'],
    ['an id with a path in it', { ...BODY, id: '../system' }, 'id'],
  ])('with %s is refused at its field', (_what, body, field) => {
    const read = signupSchema.safeParse(body);
    expect(read.error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
  });

  it('takes no field that it does not know', () => {
    expect(signupSchema.safeParse({ ...BODY, mechanics: 3 }).success).toBe(false);
  });

  it.each([
    ['a', true],
    ['~'.repeat(255), true],
    ['', false],
    ['x'.repeat(256), false],
    ['with space', false],
    ['ключ', false],
    ['a\nEvent-Id: other', false],
  ])('its key %j is good: %s', (key, isGood) => {
    expect(IDEMPOTENCY_KEY.test(key)).toBe(isGood);
  });
});
