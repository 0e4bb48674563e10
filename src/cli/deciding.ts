import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TenantEvent } from '../events/event.ts';
import { applyChanges, readFiles } from '../files/disk.ts';
import { compareFiles } from '../files/file-set.ts';
import { decide } from '../lifecycle/decide.ts';
import type { Decision, Refused } from '../lifecycle/decision.ts';
import { recordFile } from '../records/parse.ts';
import { PENDING } from '../records/pending.ts';
import type { Problem } from '../records/problem.ts';
import { openDraft } from '../service/draft.ts';
import { commitMessage } from '../service/message.ts';
import { stateOf } from '../service/state.ts';
import { tenantFiles } from '../synth/paths.ts';
import { decisionFacts, decisionText } from './decision-text.ts';
import { EXIT } from './exit.ts';
import { type CommonOptions, type Loaded, loadFleet, reportProblems } from './fleet.ts';
import { adviseCommit, printFiles } from './reporting.ts';
import { json, progress, type Terminal } from './terminal.ts';

export interface DecidingOptions extends CommonOptions {
  readonly plan?: boolean;
  /** Where the commit's message goes, for a script that commits. */
  readonly messageFile?: string;
}

/** What came of one event. */
interface Told {
  readonly event: TenantEvent;
  readonly decision: Decision;
}

interface Written {
  readonly additions: Map<string, string>;
  readonly deletions: string[];
}

/**
 * Decides events on the fleet below `--root`, as the service does on Git, and writes records and rendered files; all
 * of them or, where one is refused, nothing. In: what makes the events of the fleet, and what is told beside them as JSON.
 */
export async function decideOnDisk(
  eventsOf: (loaded: Loaded) => readonly TenantEvent[],
  options: DecidingOptions,
  terminal: Terminal,
  more: () => object = () => ({}),
): Promise<number> {
  const loaded = await loadFleet(options, terminal);
  if (loaded === undefined) return EXIT.invalid;
  const pending = await readFiles(options.root, [PENDING]);
  const texts = new Map([...loaded.sources, ...pending]);
  const { platform, records } = loaded.fleet;
  const known = new Map(records.map((record) => [recordFile(record.id), record]));
  const entries = new Map([...texts.keys()].map((path) => [path, 'file' as const]));
  const state = stateOf({ head: '', entries, texts }, known);
  const draft = openDraft(state, platform);
  const told: Told[] = eventsOf(loaded).map((event) => {
    const decision = decide(draft.view, event, terminal.now());
    if (decision.kind === 'changed') draft.take(decision);
    return { event, decision };
  });
  const problems = told.flatMap(({ event, decision }) =>
    decision.kind === 'refused' ? refusalProblems(event, decision) : [],
  );
  if (problems.length > 0) {
    reportProblems(problems, options, terminal);
    return EXIT.invalid;
  }
  for (const id of draft.records.keys())
    for (const path of tenantFiles(id))
      if (existsSync(join(options.root, path))) state.entries.set(path, 'file');
  const files = await changed(await filesOf(draft, state, loaded, terminal), options.root);
  if (!options.plan) await applyChanges(options.root, { ...files, unchanged: 0 });
  const applied = told.flatMap(({ event, decision }) =>
    decision.kind === 'changed' ? [{ event, decision }] : [],
  );
  report(told, files, { ...options, more: more() }, terminal);
  if (!options.plan && applied.length > 0) await adviseCommit(commitMessage(applied), options, terminal);
  return EXIT.done;
}

/** Why an event is refused, as problems of the tenant's file. */
function refusalProblems(event: TenantEvent, { detail, problems }: Refused): readonly Problem[] {
  if (problems !== undefined) return problems;
  const file = 'tenant' in event && event.tenant !== undefined ? recordFile(event.tenant) : 'tenants/';
  return [{ file, field: '', message: detail }];
}

async function filesOf(
  draft: ReturnType<typeof openDraft>,
  state: ReturnType<typeof stateOf>,
  { fleet }: Loaded,
  terminal: Terminal,
): Promise<Written> {
  const { pendingChanges, recordChanges } = await import('../service/files.ts');
  const shown = progress(terminal, 'rendering', draft.records.size);
  let done = 0;
  const all = [...draft.records.values()].map((record) => {
    shown.step(++done);
    return recordChanges(state, fleet.platform, record, true);
  });
  shown.end();
  all.push(pendingChanges(state, draft.pending));
  return {
    additions: new Map(all.flatMap(({ additions }) => [...additions])),
    deletions: all.flatMap(({ deletions }) => deletions),
  };
}

/** Without the files that are so already. */
async function changed({ additions, deletions }: Written, root: string): Promise<Written> {
  const present = await readFiles(root, [...additions.keys()]);
  return { additions: new Map(compareFiles(present, additions).additions), deletions };
}

interface Reporting extends DecidingOptions {
  readonly more: object;
}

function report(
  told: readonly Told[],
  files: Written,
  { more, ...options }: Reporting,
  terminal: Terminal,
): void {
  const planned = options.plan === true;
  const decisions = told.map(({ decision }) => decision);
  if (options.json) {
    const written = [...files.additions.keys()];
    const facts = { decisions: decisions.map(decisionFacts), written, removed: files.deletions, planned };
    terminal.stdout(json({ ...facts, ...more }));
    return;
  }
  for (const decision of decisions) terminal.stdout(decisionText(decision, decisions.length === 1));
  printFiles({ written: [...files.additions.keys()], removed: files.deletions }, planned, terminal);
}
