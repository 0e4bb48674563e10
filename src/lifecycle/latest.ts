import { isEnd, type Observation } from '../records/billing.ts';
import { compareText, isServing, newest } from './observations.ts';

/** More observations of one second than this are not brought into an order by what they say of each other. */
const MOST_TIED = 6;

/** The last state of a subscription before its end, if it has one: by time, and within one second by what Stripe says. */
export function latestOf(states: readonly Observation[]): Observation | undefined {
  return [...candidates(states)].sort((a, b) => compareText(b.id, a.id))[0];
}

/** Whether nothing but the event ids, which are random, tells which state of one second is the last. */
export function isUndecided(states: readonly Observation[]): boolean {
  if (states.some(isEnd)) return false;
  return (
    new Set(candidates(states).map(({ status, price, quantity }) => `${status} ${price} ${quantity}`)).size >
    1
  );
}

/** What may be the last state, once everything was weighed that Stripe says. */
function candidates(states: readonly Observation[]): readonly Observation[] {
  const tied = newest(states.filter((state) => !isEnd(state)));
  const asked = tied.filter(({ said }) => said === 'asked');
  return paidLast(asked.length > 0 ? asked : chained(tied));
}

/** `created` comes first; then each event follows the one that left what it changed (`previous_attributes`). */
function chained(tied: readonly Observation[]): readonly Observation[] {
  if (tied.length < 2) return tied;
  const ends = new Set(tied.length > MOST_TIED ? [] : pathsThrough(tied).map((path) => path.at(-1)));
  if (ends.size > 0) return tied.filter((state) => ends.has(state));
  const updated = tied.filter(({ said }) => said === 'updated');
  const later = updated.filter(
    (state) => !updated.some((other) => follows(other, state) && !follows(state, other)),
  );
  return [later, updated, tied].find((some) => some.length > 0) ?? [];
}

/** Every order of all observations in which each follows the one before. */
function pathsThrough(rest: readonly Observation[], last?: Observation): Observation[][] {
  if (rest.length === 0) return [[]];
  const nexts = rest.filter((state) => last === undefined || follows(state, last));
  return nexts.flatMap((next) =>
    pathsThrough(
      rest.filter((state) => state !== next),
      next,
    ).map((path) => [next, ...path]),
  );
}

/** Whether an event changed what another one left. */
function follows(event: Observation, before: Observation): boolean {
  if (event.said === 'created') return false;
  const { status, price, quantity, cancelAt = null, invoice = null, was = {} } = event;
  const former = { status, price, quantity, cancelAt, invoice, ...was };
  return (
    former.status === before.status &&
    former.price === before.price &&
    former.quantity === before.quantity &&
    former.cancelAt === (before.cancelAt ?? null) &&
    former.invoice === (before.invoice ?? null)
  );
}

/** An invoice fails before it is paid, and never after: of one invoice's states the one that serves is the last. */
function paidLast(states: readonly Observation[]): readonly Observation[] {
  const isOneInvoice = new Set(states.map(({ invoice }) => invoice ?? '')).size === 1;
  const serving = states.filter(isServing);
  return isOneInvoice && states[0]?.invoice !== undefined && serving.length > 0 ? serving : states;
}
