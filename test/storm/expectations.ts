import { expect } from 'vitest';
import { signupEvent } from '../../src/events/signup.ts';
import { readStripeEvent } from '../../src/events/stripe.ts';
import type { FileSet } from '../../src/files/file-set.ts';
import { trailers } from '../../src/fleet/commit-message.ts';
import { parseRecord, recordFile } from '../../src/records/parse.ts';
import { workspace } from '../fixtures/command.ts';
import { worldOf } from '../fixtures/lifecycle.ts';
import type { StormCommit } from './history.ts';
import type { Acknowledged } from './senders.ts';
import { PAID, SIGNUPS, type StripeBody } from './traffic.ts';

/** The history is linear and has one first commit. */
export function expectLinear(history: readonly StormCommit[]): void {
  expect(history.map(({ parents }) => parents)).toEqual(
    history.map((_, i) => history.slice(i + 1, i + 2).map(({ commit }) => commit)),
  );
}

/** The commit of each answer names its event, and no event is in two commits. */
export function expectOnceEach(results: readonly Acknowledged[], history: readonly StormCommit[]): void {
  const told = new Map(history.map(({ commit, message }) => [commit, trailers(message, 'Event-Id')]));
  const all = [...told.values()].flat();
  expect(all.filter((id, i) => all.indexOf(id) !== i)).toEqual([]);
  for (const { sent, body } of results) {
    if (sent.kind === 'stripe') expect(body.outcome).toMatch(/^(un)?changed$/);
    if (sent.kind === 'stripe' && body.outcome === 'unchanged') continue;
    const id = sent.kind === 'stripe' ? sent.body.id : signupEvent(sent.body, sent.key).id;
    expect(told.get(body.commit ?? ''), `${id} in ${body.commit}`).toContain(id);
  }
}

/** Each idempotency key has one tenant and one commit, however often it was sent. */
export function expectSignups(
  results: readonly Acknowledged[],
  texts: FileSet,
  history: readonly StormCommit[],
): void {
  const byKey = new Map<string, string>();
  const messages = new Map(history.map(({ commit, message }) => [commit, message]));
  for (const { sent, status, body } of results) {
    if (sent.kind !== 'signup') continue;
    const answer = `${body.id} ${body.commit}`;
    expect([status, byKey.get(sent.key) ?? answer]).toEqual([201, answer]);
    byKey.set(sent.key, answer);
    expect(texts.has(recordFile(body.id ?? ''))).toBe(true);
    expect(trailers(messages.get(body.commit ?? '') ?? '', 'Tenant')).toContain(body.id);
  }
  const ids = [...byKey.values()].map((answer) => answer.split(' ')[0]);
  expect([byKey.size, new Set(ids).size]).toEqual([SIGNUPS, SIGNUPS]);
}

/** Each paid tenant's record is the result of its events in their true order, and there are no other records. */
export function expectBilling(results: readonly Acknowledged[], texts: FileSet, platform: string): void {
  const bodies = new Map<string, StripeBody>();
  for (const { sent } of results) if (sent.kind === 'stripe') bodies.set(sent.body.id, sent.body);
  const world = worldOf([], platform);
  for (const body of [...bodies.values()].sort((a, b) => a.created - b.created)) {
    const read = readStripeEvent(body, { now: body.created, livemode: undefined });
    expect(read.kind).toBe('event');
    if (read.kind === 'event') world.tell(read.event);
  }
  for (let i = 0; i < PAID; i++) {
    const path = recordFile(`paid-${i}`);
    const parsed = parseRecord(path, texts.get(path) ?? '');
    const wanted = world.record(`paid-${i}`);
    expect(wanted).toBeDefined();
    expect(parsed.kind === 'parsed' ? parsed.value : parsed).toEqual(wanted);
  }
  const inside = (folder: string) => [...texts.keys()].filter((path) => path.startsWith(folder));
  expect([inside('tenants/').length, inside('signups/')]).toEqual([SIGNUPS + PAID, []]);
}

export async function expectCommandsPass(texts: FileSet): Promise<void> {
  const place = await workspace(texts);
  for (const command of [['validate'], ['synth', '--check']]) {
    const { code, stdout, stderr } = await place.run(...command);
    expect([command.join(' '), code, code === 0 ? '' : stdout + stderr]).toEqual([command.join(' '), 0, '']);
  }
  place.remove();
}
