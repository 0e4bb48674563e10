import { describe, expect, it } from 'vitest';
import { explain } from '../../../src/lifecycle/explain.ts';
import { ACME, MOVING, PETE } from '../../fixtures/fleet.ts';
import { NOW, PRICES, subscription, worldOf } from '../../fixtures/lifecycle.ts';

const WAITS = `pendingDomains: [{domain: w.acme.com, token: ${'a'.repeat(32)}, expiresAt: 2026-11-25T09:00:00Z}]\n`;
const DEMO = `${PETE.replace('tier: free', 'tier: demo')}trialEndsAt: 2026-12-01T09:00:00Z\n`;
const MOVED = MOVING.replace('step: importing', 'step: confirmed, at: 2026-11-23T09:00:00Z');

const explained = (text: string, platform = PRICES, now = NOW) => {
  const world = worldOf([text], platform);
  const [record] = [...world.state.records.values()].map((kept) => kept.record);
  if (record === undefined) throw new Error('no record');
  return explain(record, world.platform, now);
};
const nextOf = (text: string, platform = PRICES) =>
  explained(text, platform).next.map(({ when, what }) => `${when} ${what}`);

/** A tenant, and everything that is next. */
const TABLE: readonly (readonly [string, string, readonly string[]])[] = [
  ['an active tenant', ACME, []],
  [
    'one with a domain that waits',
    ACME + WAITS,
    ['2026-11-25T09:00:00Z domain w.acme.com was not proved in time'],
  ],
  [
    'a cancelled one with a domain that waits',
    `${ACME}${WAITS}status: cancelled\nendsAt: 2026-12-01T09:00:00Z\n`,
    [
      '2026-11-25T09:00:00Z domain w.acme.com was not proved in time',
      '2026-12-01T09:00:00Z archive, its time is over',
      '2026-12-02T09:00:00Z archive: the database sleeps',
      '2026-12-31T09:00:00Z purge: protection lifted',
      '2027-01-01T09:00:00Z purge: emptied',
      '2027-01-02T09:00:00Z purged',
      'until 2026-12-01T09:00:00Z tenant resume acme takes the cancellation back',
    ],
  ],
  [
    'an archived one that is backed up',
    `${ACME}status: archived\narchiveStep: backup\nstepAt: 2026-11-23T09:00:00Z\npurgeAfter: 2026-12-23T09:00:00Z\n`,
    [
      '2026-11-24T09:00:00Z archive: the database sleeps',
      '2026-12-23T09:00:00Z purge: protection lifted',
      '2026-12-24T09:00:00Z purge: emptied',
      '2026-12-25T09:00:00Z purged',
      'until 2026-12-24T09:00:00Z tenant restore acme brings it back',
    ],
  ],
  [
    'an archived one with a domain that waits',
    `${ACME}${WAITS}status: archived\npurgeAfter: 2026-12-23T09:00:00Z\n`,
    [
      '2026-11-25T09:00:00Z domain w.acme.com was not proved in time',
      '2026-12-23T09:00:00Z purge: protection lifted',
      '2026-12-24T09:00:00Z purge: emptied',
      '2026-12-25T09:00:00Z purged',
      'until 2026-12-24T09:00:00Z tenant restore acme brings it back',
    ],
  ],
  [
    'one whose purge has begun',
    `${ACME}status: purging\npurgeStep: unprotected\nstepAt: 2026-11-23T09:00:00Z\n`,
    [
      '2026-11-24T09:00:00Z purge: emptied',
      '2026-11-25T09:00:00Z purged',
      'until 2026-11-24T09:00:00Z tenant restore acme brings it back',
    ],
  ],
  [
    'one whose date has passed: what follows counts from now',
    `${ACME}status: archived\npurgeAfter: 2026-10-01T09:00:00Z\n`,
    [
      '2026-10-01T09:00:00Z purge: protection lifted',
      '2026-11-24T09:00:00Z purge: emptied',
      '2026-11-25T09:00:00Z purged',
      'until 2026-11-24T09:00:00Z tenant restore acme brings it back',
    ],
  ],
  [
    'one that is emptied',
    `${ACME}status: purging\npurgeStep: emptied\nstepAt: 2026-11-23T09:00:00Z\n`,
    ['2026-11-24T09:00:00Z purged'],
  ],
  [
    'a purged one',
    `${ACME}status: purged\n`,
    ['when you say so tenant restore acme --from-backup makes a new database of its last backup'],
  ],
  ['a purged free one', `${PETE}status: purged\n`, []],
  [
    'a demo',
    DEMO,
    [
      '2026-11-29T09:00:00Z its trial ends at 2026-12-01T09:00:00Z',
      '2026-12-01T09:00:00Z archive, its trial is over',
      '2026-12-31T09:00:00Z purge: protection lifted',
      '2027-01-01T09:00:00Z purge: emptied',
      '2027-01-02T09:00:00Z purged',
    ],
  ],
  [
    'one suspended by hand',
    `${ACME}status: suspended\nsuspendedBy: admin\n`,
    ['when you say so tenant resume acme'],
  ],
  [
    'one whose move began just now',
    MOVING.replace('step: importing', 'step: importing, at: 2026-11-23T08:57:00Z'),
    ['when you say so tenant upgrade hinterhof --back', 'from 2026-11-23T09:02:00Z tenant confirm hinterhof'],
  ],
  [
    'one whose move began a while ago',
    MOVING.replace('step: importing', 'step: importing, at: 2026-11-23T08:50:00Z'),
    ['when you say so tenant confirm hinterhof, or tenant upgrade hinterhof --back'],
  ],
  [
    'one whose move is confirmed',
    MOVED,
    ['2026-12-23T09:00:00Z move: the source may go', '2026-12-24T09:00:00Z move: the source is dropped'],
  ],
];

describe('what is next', () => {
  it.each(TABLE)('of %s', (_what, text, wanted) => {
    expect(nextOf(text)).toEqual(wanted);
  });

  it.each(TABLE)('is what the sweep does: %s', (_what, text) => {
    const world = worldOf([text]);
    const tenant = /^id: (.*)$/m.exec(text)?.[1] ?? '';
    for (const { when, what } of explained(text).next.filter((each) => /^2/.test(each.when))) {
      const at = new Date(Math.max(Date.parse(when), NOW.getTime()));
      const event = { kind: 'date', actor: 'sweep', id: 'x', tenant } as const;
      expect(world.tell(event, at)).toMatchObject({ kind: 'changed', subject: what });
    }
    expect(
      world.tell({ kind: 'date', actor: 'sweep', id: 'x', tenant }, new Date('2100-01-01')),
    ).toMatchObject({
      kind: 'unchanged',
    });
  });

  it('of one whose subscription has ended begins again at Stripe', () => {
    const world = worldOf([ACME]);
    world.tell({ ...subscription('e1', 1, 'running'), tenant: 'acme' });
    world.tell({ ...subscription('e2', 2, 'deleted'), tenant: 'acme' });
    const record = world.record('acme');
    if (record === undefined) throw new Error('no record');
    expect(explain(record, world.platform, NOW).next.at(-1)).toEqual({
      when: `until ${record.endsAt}`,
      what: 'a new subscription at Stripe brings it back',
    });
  });

  it('of a purged one without backups is nothing', () => {
    expect(nextOf(`${ACME}status: purged\n`, `${PRICES}features: {backups: false}\n`)).toEqual([]);
  });
});

it('a demo whose owner was told of its end is told as such', () => {
  const warned = `${DEMO}trialWarnedAt: 2026-11-22T09:00:00Z\n`;
  expect(explained(warned).now[0]).toMatch(
    /^status active, warned at 2026-11-22T09:00:00Z that its trial ends at 2026-12-01T09:00:00Z: /,
  );
  expect(explained(DEMO).now[0]).toMatch(/^status active: /);
  expect(nextOf(warned)[0]).toBe('2026-12-01T09:00:00Z archive, its trial is over');
});

describe('what is rendered of a free tenant', () => {
  const EMPTIED = `${PETE}status: purging\npurgeStep: emptied\nstepAt: 2026-11-23T09:00:00Z\n`;

  it.each([
    [
      'its database is deleted',
      PRICES,
      'nothing but the Job that drops its users, so that Argo CD deletes its database',
    ],
    [
      'its schema is dropped',
      `${PRICES}freeTier: {isolation: schema}\n`,
      'nothing but the Job that drops its schema and its users',
    ],
  ])('that is emptied: %s', (_what, platform, words) => {
    expect(explained(EMPTIED, platform).now).toEqual([`status purging: the shared instance has ${words}`]);
  });
});
