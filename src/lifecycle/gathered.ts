import { type Pending, pendingKey } from '../records/pending.ts';
import type { TenantRecord } from '../records/schema.ts';
import { booksOf } from './arrival.ts';
import { joinedBooks } from './books.ts';
import type { FleetView } from './view.ts';
import { ownershipOf } from './waiting.ts';

/** A record with everything that belongs to it. */
export interface Gathered {
  readonly record: TenantRecord;
  /** What it takes in, from `signups/` and from the event at hand. */
  readonly taken: readonly Pending[];
}

/**
 * Joins a record with what arrives and with all that waits for it. What is taken in can show whose something else is (it
 * names a customer, or an earlier beginning), so this goes on until nothing more is found: otherwise a later event
 * would take in the rest, and the record would depend on the order of delivery.
 *
 * @param record the tenant
 * @param taken what belongs to it for sure: the event at hand
 */
export function gathered(view: FleetView, record: TenantRecord, taken: readonly Pending[]): Gathered {
  const joined = withTaken(record, taken);
  const keys = new Set(taken.map(pendingKey));
  const more = view
    .pendingOf(record.id)
    .filter((each) => !keys.has(pendingKey(each)) && ownershipOf(view, joined, each) === 'own');
  return more.length === 0 ? { record: joined, taken } : gathered(view, record, [...taken, ...more]);
}

function withTaken(record: TenantRecord, taken: readonly Pending[]): TenantRecord {
  const { billing = {} } = record;
  const books = taken.map(booksOf).reduce(joinedBooks, joinedBooks(billing, {}));
  return { ...record, ...madeAt(record, taken), billing: { ...billing, ...books } };
}

/** A tenant that a checkout created began with its first checkout, even if that one is delivered later. */
function madeAt(
  { createdAt, billing: { events = {}, purchases = {} } = {} }: TenantRecord,
  taken: readonly Pending[],
): Pick<TenantRecord, 'createdAt'> {
  const checkouts = Object.values(events).map(({ checkout }) => checkout?.created);
  const made = [...checkouts, ...Object.values(purchases).map(({ paid }) => paid?.created)];
  if (createdAt === undefined || !made.includes(createdAt)) return {};
  const begun = taken.flatMap(({ buyer }) => (buyer === undefined ? [] : [buyer.created]));
  return { createdAt: [createdAt, ...begun].sort()[0] };
}
