import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePlatform } from '../../../src/platform/parse.ts';
import { movedTenants, promote, rollback } from '../../../src/platform/promotion.ts';
import type { Platform } from '../../../src/platform/schema.ts';
import { editedPlatformText } from '../../../src/platform/serialize.ts';
import { ACME, BIGSHOP, fleetOf, PETE } from '../../fixtures/fleet.ts';

const TEXT = `# Ours.
domain: example.com # the portal
repository:
  url: https://git.example.com/platform.git
releases:
  v1.0.0: {}
  v1.1.0: {}
  v1.2.0: {}
# Who runs what.
channels:
  canary: v1.1.0
  stable: v1.0.0 # most of them
`;

const platformOf = (text: string): Platform => {
  const parsed = parsePlatform(text);
  if (parsed.kind === 'problems') throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
};
const platform = platformOf(TEXT);
type Result = ReturnType<typeof promote>;
const changed = (result: Result): Platform => {
  if (result.kind !== 'changed') throw new Error(JSON.stringify(result));
  return result.platform;
};
const channelsAfter = (result: Result) => platformOf(editedPlatformText(TEXT, changed(result))).channels;

describe('a promotion', () => {
  it('runs a release in the whole ring, and remembers the one before', () => {
    expect(channelsAfter(promote(platform, { version: 'v1.1.0', ring: 'stable' }))).toEqual({
      canary: { version: 'v1.1.0' },
      stable: { version: 'v1.1.0', previous: 'v1.0.0' },
    });
  });

  it('runs it for a share first, which may grow, and then for all', () => {
    const quarter = promote(platform, { version: 'v1.1.0', ring: 'stable', percent: 25 });
    expect(changed(quarter).channels['stable']).toEqual({
      version: 'v1.0.0',
      next: { version: 'v1.1.0', percent: 25 },
    });
    const half = promote(changed(quarter), { version: 'v1.1.0', ring: 'stable', percent: 50 });
    expect(changed(half).channels['stable']?.next).toEqual({ version: 'v1.1.0', percent: 50 });
    const all = promote(changed(half), { version: 'v1.1.0', ring: 'stable' });
    expect(changed(all).channels['stable']).toEqual({ version: 'v1.1.0', previous: 'v1.0.0' });
  });

  it('changes nothing where it runs already', () => {
    expect(promote(platform, { version: 'v1.1.0', ring: 'canary' }).kind).toBe('unchanged');
  });

  it('warns of channels before it that do not run the release', () => {
    const later = promote(platform, { version: 'v1.2.0', ring: 'stable' });
    expect(later).toMatchObject({ notes: ['v1.2.0 does not run in canary yet'] });
    expect(promote(platform, { version: 'v1.1.0', ring: 'stable' })).toMatchObject({ notes: [] });
  });

  it.each([
    [{ version: 'v7', ring: 'stable' }, 'no such release', 'v1.0.0, v1.1.0, v1.2.0, or one that you add'],
    [{ version: 'v1.1.0', ring: 'beta' }, 'no such ring', 'canary, stable, free-tier, system'],
    [{ version: 'v1.1.0', ring: 'constructor' }, 'no such ring', 'canary, stable, free-tier, system'],
    [{ version: 'v1.1.0', ring: 'system', percent: 5 }, 'is one instance, not many tenants', 'all of it'],
  ])('%j: %s', (asked, message, allowed) => {
    const outcome = promote(platform, asked);
    if (outcome.kind === 'unchanged') throw new Error(outcome.because);
    expect(outcome).toMatchObject({ kind: 'refused', message, allowed });
  });

  it('is refused while another release is under way', () => {
    const under = changed(promote(platform, { version: 'v1.1.0', ring: 'stable', percent: 25 }));
    expect(promote(under, { version: 'v1.2.0', ring: 'stable' })).toMatchObject({
      kind: 'refused',
      message: 'another release is under way',
      allowed: 'v1.1.0, or mechanicbuddy release rollback stable before',
    });
    expect(promote(under, { version: 'v1.0.0', ring: 'stable', percent: 5 })).toMatchObject({
      kind: 'refused',
      message: 'runs it already',
    });
  });
});

describe('a rollback', () => {
  it('ends a promotion that is under way', () => {
    const under = changed(promote(platform, { version: 'v1.1.0', ring: 'stable', percent: 25 }));
    expect(changed(rollback(under, 'stable'))).toEqual(platform);
  });

  it('goes back to the release before, once', () => {
    const after = changed(promote(platform, { version: 'v1.1.0', ring: 'stable' }));
    const back = changed(rollback(after, 'stable'));
    expect(back.channels).toEqual(platform.channels);
    expect(rollback(back, 'stable')).toMatchObject({ kind: 'refused', message: 'knows no release before' });
  });

  it('keeps the release before while it ends a promotion', () => {
    const first = changed(promote(platform, { version: 'v1.1.0', ring: 'stable' }));
    const under = changed(promote(first, { version: 'v1.2.0', ring: 'stable', percent: 10 }));
    expect(changed(rollback(under, 'stable'))).toEqual(first);
  });
});

describe('the free tier and the system', () => {
  it.each([
    ['free-tier', 'freeTier'],
    ['system', 'system'],
  ] as const)('are rings of their own: %s', (ring, part) => {
    const after = changed(promote(platform, { version: 'v1.1.0', ring }));
    const read = platformOf(editedPlatformText(TEXT, after));
    expect(read[part].channel).toBe(ring);
    expect(read.channels[ring]).toEqual({ version: 'v1.1.0', previous: 'v1.0.0' });
    expect(read.channels['stable']).toEqual({ version: 'v1.0.0' });
    expect(changed(rollback(read, ring)).channels[ring]).toEqual({ version: 'v1.0.0' });
  });

  it('leave a pin for a ring', () => {
    const pinned = platformOf(`${TEXT}freeTier:\n  version: v1.1.0\n`);
    const after = changed(promote(pinned, { version: 'v1.2.0', ring: 'free-tier' }));
    expect(after.freeTier).toMatchObject({ channel: 'free-tier' });
    expect(after.freeTier.version).toBeUndefined();
    expect(after.channels['free-tier']).toEqual({ version: 'v1.2.0', previous: 'v1.1.0' });
  });
});

it('names exactly the tenants whose release is another one', () => {
  const pinned = `${BIGSHOP}version: v1.0.0\n`;
  const gone = ACME.replaceAll('acme', 'gone').concat('status: purged\n');
  const { records } = fleetOf([ACME, pinned, PETE, gone]);
  const after = changed(promote(platform, { version: 'v1.2.0', ring: 'stable' }));
  expect(movedTenants(records, platform, after)).toEqual([
    { id: 'acme', from: 'v1.0.0', to: 'v1.2.0' },
    { id: 'pete', from: 'v1.0.0', to: 'v1.2.0' },
  ]);
});

describe('the text of platform.yaml', () => {
  it('keeps what people wrote', () => {
    const after = promote(platform, { version: 'v1.1.0', ring: 'stable' });
    expect(editedPlatformText(TEXT, changed(after))).toBe(
      TEXT.replace(
        '  stable: v1.0.0 # most of them\n',
        '  stable:\n    # most of them\n    version: v1.1.0\n    previous: v1.0.0\n',
      ),
    );
  });

  it('stays as it is, byte for byte, where nothing changes', () => {
    expect(editedPlatformText(TEXT, platform)).toBe(TEXT);
  });

  it('names the channels that were a default before', () => {
    const bare = TEXT.replace(/# Who[\s\S]*/, '').replaceAll('v1.0.0', 'v1.0.0');
    const after = changed(promote(platformOf(bare), { version: 'v1.1.0', ring: 'free-tier' }));
    expect(platformOf(editedPlatformText(bare, after)).channels).toEqual({
      stable: { version: 'v1.0.0' },
      'free-tier': { version: 'v1.1.0', previous: 'v1.0.0' },
    });
  });

  it('reads back as what was decided, after any sequence of promotions and rollbacks', () => {
    const ring = fc.constantFrom('canary', 'stable', 'free-tier', 'system');
    const step = fc.oneof(
      fc.record({ ring }),
      fc.record({ ring, version: fc.constantFrom('v1.0.0', 'v1.1.0', 'v1.2.0') }),
      fc.record({
        ring,
        version: fc.constantFrom('v1.0.0', 'v1.1.0'),
        percent: fc.integer({ min: 1, max: 99 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
        let text = TEXT;
        for (const asked of steps) {
          const now = platformOf(text);
          const result = 'version' in asked ? promote(now, asked) : rollback(now, asked.ring);
          if (result.kind !== 'changed') continue;
          text = editedPlatformText(text, result.platform);
          expect(platformOf(text)).toEqual(result.platform);
        }
      }),
      { numRuns: 50 },
    );
  });
});
