import { isEnd, type Observation, observationSchema } from '../records/billing.ts';

/** @returns whether Stripe's status means that the tenant is served */
export function isServing({ status }: Pick<Observation, 'status'>): boolean {
  return status === 'active' || status === 'trialing';
}

/**
 * What two sets of observations of one subscription say together: commutative, associative and idempotent, so that any
 * order and repetition of the same events leaves the same record. Kept are the newest that are alive, the first that
 * told the end, and the newest that served and said a size; of one second all, for what follows may order them.
 */
export function joinedStates(a: readonly Observation[], b: readonly Observation[]): Observation[] {
  const all = distinct([...a, ...b]);
  const alive = all.filter((state) => !isEnd(state));
  const sized = alive.filter((state) => isServing(state) && state.tier !== undefined);
  const kept = new Set([...newest(alive), ...newest(sized), ...oldest(all.filter(isEnd))]);
  return all.filter((state) => kept.has(state)).sort(byTime);
}

/** The observations of the last second. */
export function newest(states: readonly Observation[]): readonly Observation[] {
  const last = Math.max(...states.map(timeOf));
  return states.filter((state) => timeOf(state) === last);
}

function oldest(states: readonly Observation[]): readonly Observation[] {
  const first = Math.min(...states.map(timeOf));
  return states.filter((state) => timeOf(state) === first);
}

export function timeOf({ created }: { readonly created: string }): number {
  return Date.parse(created);
}

function byTime(a: Observation, b: Observation): number {
  return timeOf(a) - timeOf(b) || compareText(identity(a), identity(b));
}

/** Each event once, and what several events say alike once: as the first id tells it. */
function distinct(states: readonly Observation[]): Observation[] {
  const byEvent = new Map<string, Observation>();
  for (const state of states) {
    const known = byEvent.get(identity(state));
    byEvent.set(identity(state), known === undefined ? state : richer(known, state));
  }
  const byContent = new Map<string, Observation>();
  for (const state of [...byEvent.values()].sort((a, b) => compareText(identity(a), identity(b)))) {
    const content = contentOf(state);
    const known = byContent.get(content);
    byContent.set(content, known === undefined ? state : { ...richer(known, state), id: known.id });
  }
  return [...byContent.values()];
}

/** An event and what was asked because of it are two observations. */
function identity({ id, said }: Observation): string {
  return said === 'asked' ? `${id} asked` : id;
}

/** The fields in one order, whether an observation was told just now or read from a file. */
const FIELDS = Object.keys(observationSchema.shape);
const CONTENT = FIELDS.filter((field) => !['id', 'tier', 'mechanics'].includes(field));

/** Without what platform.yaml made of it, and without whose event it was. */
const contentOf = (state: Observation): string => JSON.stringify(state, CONTENT);
const textOf = (state: Observation): string => JSON.stringify(state, FIELDS);

/** Of the same event told twice: with its price (earlier versions kept none), with its size, else either one always. */
function richer(a: Observation, b: Observation): Observation {
  const rank = ({ price, tier }: Observation) => Number(price !== undefined) * 2 + Number(tier !== undefined);
  const order = rank(a) - rank(b) || compareText(textOf(a), textOf(b));
  return order > 0 ? a : b;
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
