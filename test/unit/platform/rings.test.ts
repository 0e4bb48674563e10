import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { channelOf, position, runningVersion } from '../../../src/platform/rings.ts';
import type { Platform } from '../../../src/platform/schema.ts';
import { ACME, BIGSHOP, fleetOf, PETE, PLATFORM, problemLines } from '../../fixtures/fleet.ts';

const ids = Array.from({ length: 1000 }, (_, i) => `shop-${i}`);
const channels = (text: string) => PLATFORM.replace(/channels:\n(.*\n)*/, `channels:\n${text}`);
const acme = fleetOf([ACME]).records[0] as ReturnType<typeof fleetOf>['records'][number];
const named = (id: string) => ({ ...acme, id });

/** A platform whose shares are these, in this order, before stable. */
const shared = (shares: readonly number[]): Platform => {
  const { platform } = fleetOf([]);
  const rings = shares.map((percent, i) => [`ring-${i}`, { version: 'v1.1.0', percent }] as const);
  return { ...platform, channels: { ...Object.fromEntries(rings), stable: { version: 'v1.0.0' } } };
};
describe('the share of a channel', () => {
  it.each([1, 5, 25, 50, 90])('of %i percent is about that many tenants', (percent) => {
    const platform = shared([percent]);
    const members = ids.filter((id) => channelOf(named(id), platform) === 'ring-0').length;
    expect(Math.abs(members / ids.length - percent / 100)).toBeLessThan(0.05);
  });

  const shares = fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 4 });
  const some = ids.slice(0, 200);
  const names = (before: readonly number[]) => before.map((_, i) => `ring-${i}`);
  const sharing = (rings: readonly (readonly [string, number])[]): Platform => {
    const { platform } = fleetOf([]);
    const channels = rings.map(([name, percent]) => [name, { version: 'v1.1.0', percent }] as const);
    return { ...platform, channels: { ...Object.fromEntries(channels), stable: { version: 'v1.0.0' } } };
  };
  const followed = (platform: Platform) => some.map((id) => channelOf(named(id), platform));

  it('that becomes another one moves those that it takes in or lets go, and nobody else', () => {
    fc.assert(
      fc.property(shares, fc.nat(3), fc.integer({ min: 1, max: 99 }), (before, at, percent) => {
        const which = at % before.length;
        const both = [before[which] as number, percent];
        const withShare = (share: number) => followed(shared(before.with(which, share)));
        const [small, large] = [withShare(Math.min(...both)), withShare(Math.max(...both))];
        const moved = small.flatMap((from, i) => (from === large[i] ? [] : [{ from, to: large[i] }]));
        // Read backwards, it is the share that shrinks.
        for (const { from, to } of moved) {
          expect(to).toBe(`ring-${which}`);
          expect(names(before).slice(0, which + 1)).not.toContain(from);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('that comes or goes moves only its own', () => {
    fc.assert(
      fc.property(shares, fc.nat(4), fc.integer({ min: 1, max: 99 }), (before, at, percent) => {
        const rings = before.map((share, i): [string, number] => [`ring-${i}`, share]);
        const more = rings.toSpliced(at % (rings.length + 1), 0, ['fresh', percent]);
        const [without, within] = [followed(sharing(rings)), followed(sharing(more))];
        for (const [i, channel] of within.entries())
          if (channel !== 'fresh') expect(channel).toBe(without[i]);
      }),
      { numRuns: 30 },
    );
  });

  it('is of those that no channel before takes', () => {
    const members = ids.filter((id) => channelOf(named(id), shared([50, 50])) === 'ring-1').length;
    expect(Math.abs(members / ids.length - 0.25)).toBeLessThan(0.05);
  });

  it('does not depend on who else is there, and is another one for each channel and purpose', () => {
    expect(position('acme', 'channel:early')).toBeCloseTo(85.515, 3);
    expect(position('acme', 'channel:early')).not.toBe(position('acme', 'channel:canary'));
    expect(position('acme', 'channel:early')).not.toBe(position('acme', 'rollout:early'));
  });

  it('gives way to the record’s own channel, and to a pin', () => {
    const platform = shared([99]);
    expect(channelOf({ ...acme, channel: 'stable' }, platform)).toBe('stable');
    expect(channelOf({ ...acme, version: 'v1.0.0' }, platform)).toBeUndefined();
  });

  it('is not for free tenants: they run what the shared instance runs', () => {
    const text = `${channels('  canary: {version: v1.1.0, percent: 99}\n  stable: v1.0.0\n')}freeTier: {channel: stable}\n`;
    const { records, platform } = fleetOf([PETE], text);
    expect(channelOf(records[0] as never, platform)).toBe('stable');
    expect(runningVersion(records[0] as never, platform).value).toBe('v1.0.0');
  });
});

it('a pin goes before the record’s channel, which waits', () => {
  const pinned = { ...acme, channel: 'canary', version: 'v1.0.0' };
  const { platform } = fleetOf([]);
  expect(channelOf(pinned, platform)).toBeUndefined();
  expect(runningVersion(pinned, platform)).toEqual({
    value: 'v1.0.0',
    from: 'record (pinned; channel canary once it is not)',
  });
  expect(problemLines([`${ACME}version: v1.0.0\nchannel: nowhere\n`])).toEqual([
    'tenants/acme.yaml:7: channel: no such channel (found "nowhere"; allowed: stable, canary)',
  ]);
});

describe('a release that is under way in a channel', () => {
  const under = (percent: number) =>
    fleetOf([], channels(`  stable: {version: v1.0.0, next: {version: v1.1.0, percent: ${percent}}}\n`))
      .platform;
  const running = (percent: number) =>
    new Set(ids.filter((id) => runningVersion(named(id), under(percent)).value === 'v1.1.0'));

  it('runs for about that share of its tenants', () => {
    expect(Math.abs(running(25).size / ids.length - 0.25)).toBeLessThan(0.05);
  });

  it('keeps those that it has when the share grows', () => {
    const more = running(40);
    for (const id of running(10)) expect(more).toContain(id);
  });

  it('says so in the decision', () => {
    const id = [...running(25)][0] as string;
    expect(runningVersion(named(id), under(25)).from).toBe('channel stable (default), among the first 25 %');
  });

  it('does not touch system and free tier, which are one instance each', () => {
    const { records } = fleetOf([PETE]);
    expect(runningVersion(records[0] as never, under(99)).value).toBe('v1.0.0');
  });
});

it.each([
  [
    '  stable: {version: v7}\n',
    'platform.yaml:8: channels.stable: no such release (found "v7"; allowed: v1.0.0, v1.1.0)',
  ],
  [
    '  stable: {version: v1.0.0, next: {version: v7, percent: 5}}\n',
    'platform.yaml:8: channels.stable.next.version: no such release (found "v7"; allowed: v1.0.0, v1.1.0)',
  ],
  [
    '  stable: {version: v1.0.0, next: {version: v1.0.0, percent: 5}}\n',
    'platform.yaml:8: channels.stable.next.version: is what it runs already (found "v1.0.0"; allowed: another release)',
  ],
  [
    '  stable: {version: v1.0.0, previous: v7}\n',
    'platform.yaml:8: channels.stable.previous: no such release (found "v7"; allowed: v1.0.0, v1.1.0)',
  ],
  [
    '  stable: {version: v1.0.0, percent: 10}\n',
    'platform.yaml:8: channels.stable.percent: has no share of its own (found 10; allowed: nothing: it takes the rest)',
  ],
  [
    '  stable: {version: v1.0.0, percentage: 10}\n',
    'platform.yaml:8: channels.stable.percentage: no such field (allowed: next, percent, previous, version)',
  ],
  [
    '  "7": {version: v1.0.0, percent: 60}\n  stable: v1.0.0\n',
    'platform.yaml:8: channels.7: is not allowed as a key (found "7"; allowed: a name of a–z, 0–9 and -, not a number)',
  ],
  [
    '  stable: 7\n',
    'platform.yaml:8: channels.stable: is not allowed (found 7; allowed: a value of type string)',
  ],
])('channels %j: %s', (text, problem) => {
  expect(problemLines([BIGSHOP], channels(text))).toEqual([problem]);
});
