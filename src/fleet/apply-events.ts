import type { TenantEvent } from '../events/event.ts';
import { decide } from '../lifecycle/decide.ts';
import type { Decision } from '../lifecycle/decision.ts';
import type { Platform } from '../platform/schema.ts';
import { type Changes, mergeChanges, pathsOf, pendingChanges, recordChanges, sizeOf } from './changes.ts';
import { type Applied, commitMessage } from './commit-message.ts';
import { type Draft, openDraft } from './draft.ts';
import { gateDecision } from './gate-decision.ts';
import type { FleetState } from './state.ts';
import { type Trespass, trespass } from './territory.ts';

/** How much one commit may hold. */
export interface CommitLimits {
  /** Events. */
  readonly count: number;
  /** Bytes of written files; the last decision may exceed it. */
  readonly bytes: number;
}

export interface ApplyOptions {
  readonly platform: Platform;
  readonly now: Date;
  /** Whether rendered files change with the records: only if this version of the generator rendered the others. */
  readonly renders: boolean;
  /** Whether the gate judges each decision; where a person reviews the commit, `validate --base` does. */
  readonly gates: boolean;
  /** Without limits every event is applied. */
  readonly limits?: CommitLimits;
  /** Called after each event. */
  readonly onApplied?: () => void;
}

/** What came of one event: a decision, a path that may not be written, or an exception. */
export type EventResult =
  | Decision
  | ({ readonly kind: 'trespass' } & Trespass)
  | { readonly kind: 'defect'; readonly error: unknown };

/** One commit for the events that fit. */
export interface AppliedEvents {
  /** In the order of the events; shorter than these when the rest has to wait for the next commit. */
  readonly results: readonly EventResult[];
  /** Undefined when no decision changes anything. */
  readonly commit: { readonly changes: Changes; readonly message: string } | undefined;
}

const UNRENDERED = 'Another version of the generator rendered this repository: CI renders these records.';

/**
 * Applies events to a fleet, one after the other, each on the result of those before it. Pure, apart from `onApplied`: the
 * state stays as it is, so the same events can be applied again to a newer one.
 */
export function applyEvents(
  state: FleetState,
  events: readonly TenantEvent[],
  options: ApplyOptions,
): AppliedEvents {
  const { platform, renders, limits, onApplied } = options;
  const draft = openDraft(state, platform);
  const results: EventResult[] = [];
  const applied: Applied[] = [];
  const changes = new Map<string, Changes>();
  let bytes = 0;
  for (const event of events.slice(0, limits?.count)) {
    if (limits !== undefined && bytes > limits.bytes) break;
    const { result, files } = catchDefect(() => applyEvent(state, draft, event, options));
    results.push(result);
    onApplied?.();
    if (result.kind !== 'changed') continue;
    draft.take(result);
    applied.push({ event, decision: result });
    if (result.record === undefined || files === undefined) continue;
    changes.set(result.record.id, files);
    bytes += sizeOf(files);
  }
  if (applied.length === 0) return { results, commit: undefined };
  const merged = mergeChanges([...changes.values(), pendingChanges(state, draft.pending)]);
  const message = commitMessage(applied, renders ? '' : UNRENDERED);
  return { results, commit: { changes: merged, message } };
}

interface Applying {
  readonly result: EventResult;
  readonly files?: Changes | undefined;
}

/** Decides one event, renders its record, and checks both. */
function applyEvent(
  state: FleetState,
  draft: Draft,
  event: TenantEvent,
  { platform, now, renders, gates }: ApplyOptions,
): Applying {
  const decision = decide(draft.view, event, now);
  if (decision.kind !== 'changed') return { result: decision };
  const { record } = decision;
  const files = record && recordChanges(state, platform, record, renders);
  const forbidden = trespass(state, {
    record,
    pending: decision.pending?.keys() ?? [],
    paths: files === undefined ? [] : pathsOf(files),
  });
  if (forbidden !== undefined) return { result: { kind: 'trespass', ...forbidden } };
  if (!gates || record === undefined) return { result: decision, files };
  const before = draft.view.record(record.id);
  // Judged one by one: a batch is what arrived together, not one change of many tenants (rule too-many-tenants).
  return { result: gateDecision(decision, before, platform, renders ? files?.additions : undefined), files };
}

/** A defect concerns the event that triggers it; the others of its batch are applied. */
function catchDefect(act: () => Applying): Applying {
  try {
    return act();
  } catch (error) {
    return { result: { kind: 'defect', error } };
  }
}
