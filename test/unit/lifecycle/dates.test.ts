import { describe, expect, it } from 'vitest';
import { dateEvent, dueMoves, nextMove } from '../../../src/lifecycle/dates.ts';
import { ACME, PETE } from '../../fixtures/fleet.ts';
import { PRICES, worldOf } from '../../fixtures/lifecycle.ts';

const DEMO = PETE.replace(/tier: free/, 'tier: demo');
const hours = (count: number) => new Date(Date.parse('2026-11-23T09:00:00Z') + count * 3_600_000);

/** A tenant, when its next move is due, and what it becomes then. */
const TABLE: readonly (readonly [string, string, string | undefined, object])[] = [
  ['an active tenant', ACME, undefined, {}],
  ['a free one', PETE, undefined, {}],
  ['one suspended by hand', `${ACME}status: suspended\nsuspendedBy: admin\n`, undefined, {}],
  [
    'a demo, two days before its end',
    `${DEMO}trialEndsAt: 2026-12-01T09:00:00Z\n`,
    '2026-11-29T09:00:00.000Z',
    { status: 'active', trialWarnedAt: '2026-11-29T09:00:00Z' },
  ],
  [
    'a demo whose owner was told, at its end',
    `${DEMO}trialEndsAt: 2026-12-01T09:00:00Z\ntrialWarnedAt: 2026-11-29T09:00:00Z\n`,
    '2026-12-01T09:00:00.000Z',
    { status: 'archived', purgeAfter: '2026-12-31T09:00:00Z', archiveStep: undefined },
  ],
  [
    'a suspended demo, at its end',
    `${DEMO}status: suspended\nsuspendedBy: admin\ntrialEndsAt: 2026-12-01T09:00:00Z\n`,
    '2026-12-01T09:00:00.000Z',
    { status: 'archived', suspendedBy: undefined },
  ],
  [
    'a cancelled one, at its end: the database is backed up first',
    `${ACME}status: cancelled\nendsAt: 2026-12-01T09:00:00Z\n`,
    '2026-12-01T09:00:00.000Z',
    {
      status: 'archived',
      endsAt: undefined,
      archiveStep: 'backup',
      stepAt: '2026-12-01T09:00:00Z',
      purgeAfter: '2026-12-31T09:00:00Z',
    },
  ],
  [
    'an archived one that is backed up, a day later: it sleeps',
    `${ACME}status: archived\narchiveStep: backup\nstepAt: 2026-12-01T09:00:00Z\npurgeAfter: 2026-12-31T09:00:00Z\n`,
    '2026-12-02T09:00:00.000Z',
    { status: 'archived', archiveStep: undefined, stepAt: undefined, purgeAfter: '2026-12-31T09:00:00Z' },
  ],
  [
    'an archived one, when its data was kept long enough',
    `${ACME}status: archived\npurgeAfter: 2026-12-31T09:00:00Z\n`,
    '2026-12-31T09:00:00.000Z',
    { status: 'purging', purgeStep: 'unprotected', stepAt: '2026-12-31T09:00:00Z', purgeAfter: undefined },
  ],
  [
    'an unprotected one, a day later',
    `${ACME}status: purging\npurgeStep: unprotected\nstepAt: 2026-12-31T09:00:00Z\n`,
    '2027-01-01T09:00:00.000Z',
    { status: 'purging', purgeStep: 'emptied', stepAt: '2027-01-01T09:00:00Z' },
  ],
  [
    'an emptied one, a day later: a tombstone',
    `${ACME}status: purging\npurgeStep: emptied\nstepAt: 2027-01-01T09:00:00Z\n`,
    '2027-01-02T09:00:00.000Z',
    { status: 'purged', purgeStep: undefined, stepAt: undefined },
  ],
  ['one whose step has no date', `${ACME}status: purging\npurgeStep: emptied\n`, undefined, {}],
  ['a tombstone', `${ACME}status: purged\n`, undefined, {}],
  [
    'a tombstone for which a domain still waits',
    `${ACME}status: purged\npendingDomains: [{domain: a.acme.com, token: ${'a'.repeat(32)}, expiresAt: 2026-01-01T00:00:00Z}]\n`,
    undefined,
    {},
  ],
];

describe('what a date moves', () => {
  it.each(TABLE)('%s', (_what, text, at, becomes) => {
    const world = worldOf([text]);
    const id = /^id: (.*)$/m.exec(text)?.[1] ?? '';
    const record = world.record(id);
    if (record === undefined) throw new Error('no record');
    const move = nextMove(record, world.platform);
    expect(move?.at.toISOString()).toBe(at);
    const event = dateEvent({ tenant: id, at: move?.at ?? hours(0), subject: '' });
    if (move === undefined) {
      expect(world.tell(event, new Date('2100-01-01T00:00:00Z'))).toMatchObject({ kind: 'unchanged' });
      return;
    }
    const before = world.tell(event, new Date(move.at.getTime() - 1));
    expect([before.kind, world.record(id)]).toEqual(['unchanged', record]);
    expect(world.tell(event, move.at)).toMatchObject({ kind: 'changed', subject: move.subject });
    for (const [field, value] of Object.entries(becomes))
      expect([field, world.record(id)?.[field as 'id']]).toEqual([field, value]);
    expect(world.tell(event, move.at).kind).toBe('unchanged');
  });

  it('every step of a purge lies a day after the one before, however late the sweep is', () => {
    const world = worldOf([`${ACME}status: cancelled\nendsAt: 2026-01-01T00:00:00Z\n`]);
    const steps: string[] = [];
    for (let hour = 0; hour < 24 * 40; hour++) {
      const { due } = dueMoves([world.record('acme') as never], world.platform, hours(hour), 10);
      for (const each of due) {
        const decision = world.tell(dateEvent(each), hours(hour));
        steps.push(`${hour} ${decision.kind === 'changed' ? decision.subject : decision.kind}`);
      }
    }
    expect(steps).toEqual([
      '0 archive, its time is over',
      '24 archive: the database sleeps',
      '720 purge: protection lifted',
      '744 purge: emptied',
      '768 purged',
    ]);
  });
});

describe('a sweep', () => {
  it('moves the longest due first, and no more than it may', () => {
    const texts = Array.from({ length: 30 }, (_, i) => {
      const day = String((i % 28) + 1).padStart(2, '0');
      return ACME.replace('id: acme', `id: acme-${String(i).padStart(2, '0')}`).concat(
        `status: cancelled\nendsAt: 2026-10-${day}T00:00:00Z\n`,
      );
    });
    const world = worldOf(texts);
    const records = [...world.state.records.values()].map(({ record }) => record);
    const { due, left } = dueMoves(records, world.platform, new Date('2027-11-23T00:00:00Z'), 20);
    expect([due.length, left]).toEqual([20, 10]);
    expect(due.slice(0, 3).map(({ tenant }) => tenant)).toEqual(['acme-00', 'acme-28', 'acme-01']);
    expect(new Set(due.map((each) => dateEvent(each).id)).size).toBe(20);
  });
});

describe('a demo’s warning that goes out late', () => {
  const END = '2026-11-23T10:00:00Z';
  const demo = `${DEMO}trialEndsAt: ${END}\n`;
  const warn = (at: Date, platform?: string) => {
    const world = worldOf([demo], platform);
    const event = dateEvent({ tenant: 'pete', at, subject: '' });
    return { world, event, decision: world.tell(event, at) };
  };

  it.each([
    ['an hour before the end', 0],
    ['at the end', 1],
    ['days after it', 60],
  ])('%s, still gives the owner 24 hours', (_when, hour) => {
    const { world, event, decision } = warn(hours(hour));
    const end = hours(hour + 24);
    const written = end.toISOString().replace('.000', '');
    expect(decision).toMatchObject({ kind: 'changed', subject: `its trial ends at ${written}` });
    expect(world.record('pete')).toMatchObject({ status: 'active', trialEndsAt: written });
    expect(world.tell(event, new Date(end.getTime() - 1000)).kind).toBe('unchanged');
    expect(world.tell(event, end).kind).toBe('changed');
    expect(world.record('pete')?.status).toBe('archived');
  });

  it('moves no end that is further away', () => {
    expect(warn(hours(-30)).world.record('pete')?.trialEndsAt).toBe(END);
  });

  it('gives none where no warning is wanted before the end', () => {
    const none = `${PRICES}retention: {trialWarningDays: 0}\n`;
    expect(warn(hours(1), none).world.record('pete')?.trialEndsAt).toBe(END);
  });
});
