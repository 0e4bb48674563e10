import type { TenantEvent } from '../events/event.ts';
import type { NewCommit, Unavailable } from '../git/port.ts';
import { decide } from '../lifecycle/decide.ts';
import type { Decision } from '../lifecycle/decision.ts';
import type { Platform } from '../platform/schema.ts';
import { openDraft } from './draft.ts';
import { type Changes, pathsOf, pendingChanges, recordChanges, sizeOf } from './files.ts';
import { gated } from './gate.ts';
import { type Applied, commitMessage } from './message.ts';
import type { FleetState } from './state.ts';
import { trespass } from './territory.ts';

export interface BatchLimits {
  readonly count: number;
  /** Of written files. */
  readonly bytes: number;
}

/** What one commit holds, and what was decided about each event, in their order. */
export interface Batch {
  readonly decisions: readonly (Decision | Unavailable)[];
  /** Nothing when no decision changes anything. */
  readonly commit: NewCommit | undefined;
  /** Whether the rendered files are in it. */
  readonly rendered: boolean;
}

interface Options {
  readonly platform: Platform;
  /** This program's version: it renders only where the repository was rendered by the same one. */
  readonly generator: string;
  readonly now: Date;
  readonly limits: BatchLimits;
}

/** How files may grow beyond the limit by the last decision taken in. */
const UNRENDERED = 'Rendered by another version of the generator: the record alone, CI renders.';

/**
 * Decides events one after the other on the same state, as many as fit; `decisions` is shorter than `events` when the
 * rest has to wait for the next commit. Pure: it can be done again on a newer head.
 */
export function prepare(state: FleetState, events: readonly TenantEvent[], options: Options): Batch {
  const { platform, generator, now, limits } = options;
  const draft = openDraft(state, platform);
  const rendered = state.generator === generator;
  const decisions: (Decision | Unavailable)[] = [];
  const applied: Applied[] = [];
  const changes = new Map<string, Changes>();
  let bytes = 0;
  for (const event of events.slice(0, limits.count)) {
    if (bytes > limits.bytes) break;
    const { decision, files } = alone(() => {
      const decision = decide(draft.view, event, now);
      if (decision.kind !== 'changed') return { decision };
      const { record } = decision;
      const files = record && recordChanges(state, platform, record, rendered);
      const reason = trespass(state, {
        record,
        pending: decision.pending?.keys() ?? [],
        paths: pathsOf(files),
      });
      if (reason !== undefined) return { decision: { kind: 'unavailable', reason } };
      if (record === undefined || files === undefined) return { decision };
      const before = draft.view.record(record.id);
      // One by one: a batch is what happened to come at a time, not one change of many tenants (too-many-tenants).
      return { decision: gated(decision, before, platform, rendered ? files.additions : undefined), files };
    });
    decisions.push(decision);
    if (decision.kind !== 'changed') continue;
    draft.take(decision);
    applied.push({ event, decision });
    if (decision.record === undefined || files === undefined) continue;
    changes.set(decision.record.id, files);
    bytes += sizeOf(files);
  }
  if (applied.length === 0) return { decisions, commit: undefined, rendered };
  const all = [...changes.values(), pendingChanges(state, draft.pending)];
  const commit = {
    parent: state.head,
    changes: {
      additions: new Map(all.flatMap(({ additions }) => [...additions])),
      deletions: all.flatMap(({ deletions }) => deletions),
    },
    message: commitMessage(applied, rendered ? '' : UNRENDERED),
  };
  return { decisions, commit, rendered };
}

interface Tried {
  readonly decision: Decision | Unavailable;
  readonly files?: Changes | undefined;
}

/** A defect that one event meets is that event's: the others of its batch are not held up by it. */
function alone(act: () => Tried): Tried {
  try {
    return act();
  } catch (error) {
    const reason = `a defect: ${error instanceof Error ? error.message : String(error)}`;
    return { decision: { kind: 'unavailable', reason } };
  }
}
