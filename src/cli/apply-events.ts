import type { TenantEvent } from '../events/event.ts';
import { applyChanges, readFiles } from '../files/disk.ts';
import { readEntries } from '../files/entries.ts';
import { compareFiles } from '../files/file-set.ts';
import type { AppliedEvents, EventResult } from '../fleet/apply-events.ts';
import type { Changes } from '../fleet/changes.ts';
import { type FleetState, stateOf } from '../fleet/state.ts';
import type { Decision, Refused } from '../lifecycle/decision.ts';
import { recordFile } from '../records/parse.ts';
import { PENDING } from '../records/pending.ts';
import type { Problem } from '../records/problem.ts';
import { sharedTenantFolder, tenantFolder } from '../synth/paths.ts';
import { decisionFacts, decisionText } from './decision-text.ts';
import { EXIT } from './exit.ts';
import { type CommonOptions, type Loaded, loadFleet, reportProblems, SOURCES } from './fleet.ts';
import { adviseCommit, printFiles } from './reporting.ts';
import { json, progress, type Terminal } from './terminal.ts';

export interface ApplyingOptions extends CommonOptions {
  readonly plan?: boolean;
  /** Where the commit's message is written, for a script that commits. */
  readonly messageFile?: string;
}

/**
 * Applies events to the fleet below `--root`, as the service does in Git, and writes the records and the rendered files.
 * If one event is refused, nothing is written.
 *
 * @param eventsOf makes the events
 * @param more further facts for `--json`
 * @returns the exit code
 */
export async function applyOnDisk(
  eventsOf: (loaded: Loaded) => readonly TenantEvent[],
  options: ApplyingOptions,
  terminal: Terminal,
  more: () => object = () => ({}),
): Promise<number> {
  const loaded = await loadFleet(options, terminal);
  if (loaded === undefined) return EXIT.invalid;
  const events = eventsOf(loaded);
  const { results, commit } = await applied(loaded, events, options, terminal);
  const problems = results.flatMap((result, i) => problemsOf(events[i], result));
  if (problems.length > 0) {
    reportProblems(problems, options, terminal);
    return EXIT.invalid;
  }
  const files = await withoutUnchanged(commit?.changes, options.root);
  if (!options.plan) await applyChanges(options.root, { ...files, unchanged: 0 });
  report(results.filter(isDecision), files, { ...options, more: more() }, terminal);
  if (!options.plan && commit !== undefined) await adviseCommit(commit.message, options, terminal);
  return EXIT.done;
}

/** cdk8s is loaded only here. */
async function applied(
  loaded: Loaded,
  events: readonly TenantEvent[],
  { root }: ApplyingOptions,
  terminal: Terminal,
): Promise<AppliedEvents> {
  const { applyEvents } = await import('../fleet/apply-events.ts');
  const state = await stateOnDisk(loaded, events.flatMap(tenantOf), root);
  const shown = progress(terminal, 'rendering', events.length);
  let done = 0;
  const result = applyEvents(state, events, {
    platform: loaded.fleet.platform,
    now: terminal.now(),
    renders: true,
    gates: false,
    onApplied: () => shown.step(++done),
  });
  shown.end();
  return result;
}

/** The fleet's state in the work tree; of the rendered files only those of the given tenants. */
async function stateOnDisk(
  { fleet, sources }: Loaded,
  ids: readonly string[],
  root: string,
): Promise<FleetState> {
  const folders = [...new Set(ids)].flatMap((id) => [tenantFolder(id), sharedTenantFolder(id)]);
  const entries = readEntries(root, [...SOURCES, PENDING, ...folders]);
  const texts = new Map([...sources, ...(await readFiles(root, [PENDING]))]);
  const known = new Map(fleet.records.map((record) => [recordFile(record.id), record]));
  return stateOf({ entries, texts }, known);
}

function tenantOf(event: TenantEvent): string[] {
  return 'tenant' in event && event.tenant !== undefined ? [event.tenant] : [];
}

const isDecision = (result: EventResult): result is Decision =>
  result.kind !== 'trespass' && result.kind !== 'defect';

/** Why an event cannot be applied, as problems of files. */
function problemsOf(event: TenantEvent | undefined, result: EventResult): readonly Problem[] {
  switch (result.kind) {
    case 'changed':
    case 'unchanged':
      return [];
    case 'refused':
      return refusalProblems(event, result);
    case 'trespass':
      return [{ file: result.path, field: '', message: result.reason }];
    case 'defect':
      throw result.error;
  }
}

function refusalProblems(event: TenantEvent | undefined, { detail, problems }: Refused): readonly Problem[] {
  if (problems !== undefined) return problems;
  const [tenant] = event === undefined ? [] : tenantOf(event);
  const file = tenant === undefined ? 'tenants/' : recordFile(tenant);
  return [{ file, field: '', message: detail }];
}

/** Leaves out the files whose content does not change. */
async function withoutUnchanged(changes: Changes | undefined, root: string): Promise<Changes> {
  if (changes === undefined) return { additions: new Map(), deletions: [] };
  const { additions, deletions } = changes;
  const present = await readFiles(root, [...additions.keys()]);
  return { additions: compareFiles(present, additions).additions, deletions };
}

interface Reporting extends ApplyingOptions {
  readonly more: object;
}

function report(
  decisions: readonly Decision[],
  files: Changes,
  { more, ...options }: Reporting,
  terminal: Terminal,
): void {
  const planned = options.plan === true;
  const written = [...files.additions.keys()];
  if (options.json) {
    const facts = { decisions: decisions.map(decisionFacts), written, removed: files.deletions, planned };
    terminal.stdout(json({ ...facts, ...more }));
    return;
  }
  for (const decision of decisions) terminal.stdout(decisionText(decision, decisions.length === 1));
  printFiles({ written, removed: files.deletions }, planned, terminal);
}
