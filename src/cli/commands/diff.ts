import { type Compared, groupsOf } from '../../diff/compare.ts';
import { ID_TOKEN } from '../../diff/id-mask.ts';
import { differenceMarkdown } from '../../diff/markdown.ts';
import { differenceText } from '../../diff/text.ts';
import { totalsOf } from '../../diff/totals.ts';
import { defined } from '../../records/defined.ts';
import type { OUTPUTS } from '../choices.ts';
import { type Comparison, compareCommits, compareWorkTree } from '../comparing.ts';
import { type ChangeCost, changeCost, costText, uncounted } from '../costing.ts';
import { EXIT } from '../exit.ts';
import { type CommonOptions, loadFleet, reportNotes, reportProblems } from '../fleet.ts';
import { readRange } from '../range.ts';
import { irregularCommitted } from '../regular-files.ts';
import { json, type Terminal } from '../terminal.ts';

export interface DiffOptions extends CommonOptions {
  readonly output?: (typeof OUTPUTS)[number];
  readonly exitCode?: boolean;
}

/** `diff`: compares what two revisions render, without asking a cluster. */
export async function diff(
  base: string | undefined,
  options: DiffOptions,
  terminal: Terminal,
): Promise<number> {
  const comparison = await compare(base, options, terminal);
  if (comparison === undefined) return EXIT.invalid;
  if (comparison.kind !== 'compared') {
    terminal.stderr(`${comparison.reason}\n`);
    return EXIT.outside;
  }
  const { compared, revision, fleet, isRepriced } = comparison;
  const cost = fleet === undefined ? undefined : changeCost(compared, fleet);
  const facts: DiffFacts = {
    base: revision,
    cost,
    costs: fleet === undefined ? NO_PRICES : costText(cost),
    uncounted: uncounted(compared, isRepriced),
  };
  terminal.stdout(shown(compared, facts, options));
  return options.exitCode && compared.length > 0 ? EXIT.invalid : EXIT.done;
}

/** Compares rendered files of two commits; or of a commit with what the work tree's records, which must be valid, render to. */
async function compare(
  base: string | undefined,
  options: DiffOptions,
  terminal: Terminal,
): Promise<Comparison | undefined> {
  const range = await readRange(options.root, base);
  if (range.kind !== 'range') return range;
  if (range.notice !== undefined) reportNotes([range.notice], terminal);
  const irregular = await irregularCommitted(options.root, range.head);
  if (irregular.length > 0) {
    reportProblems(irregular, options, terminal);
    return undefined;
  }
  if (range.head !== undefined) return compareCommits(range.base, range.head, options);
  const loaded = await loadFleet(options, terminal, undefined, 'all');
  return loaded === undefined ? undefined : compareWorkTree(loaded.fleet, range.base, options, terminal);
}

const NO_PRICES = 'cost unknown: platform.yaml of that revision is invalid';

interface DiffFacts {
  readonly base: string;
  readonly cost: ChangeCost | undefined;
  /** The cost as text; undefined if nothing changes. */
  readonly costs: string | undefined;
  readonly uncounted: readonly string[];
}

function shown(compared: readonly Compared[], facts: DiffFacts, options: DiffOptions): string {
  const notes = [...(facts.costs === undefined ? [] : [facts.costs]), ...facts.uncounted];
  const output = options.json ? 'json' : (options.output ?? 'text');
  switch (output) {
    case 'text':
      return differenceText(compared, notes);
    case 'markdown':
      return differenceMarkdown(compared, notes);
    case 'json':
      return json(differenceJson(compared, facts));
  }
}

/** The output for programs; `{id}` replaces the id of each of a group's tenants. */
function differenceJson(compared: readonly Compared[], { base, cost, uncounted }: DiffFacts) {
  const groups = groupsOf(compared).map(({ subjects, changes }) => ({
    tenants: subjects.flatMap((subject) => (subject.kind === 'tenant' ? [subject.id] : [])),
    parts: subjects.flatMap((subject) => (subject.kind === 'part' ? [subject.name] : [])),
    changes: JSON.parse(JSON.stringify(changes).replaceAll(ID_TOKEN, '{id}')),
  }));
  return { base, totals: totalsOf(compared), ...defined({ cost }), uncounted, groups };
}
