import { type Compared, groupsOf } from '../../diff/compare.ts';
import { differenceMarkdown } from '../../diff/markdown.ts';
import { ID_TOKEN } from '../../diff/naming.ts';
import { differenceText } from '../../diff/text.ts';
import { totalsOf } from '../../diff/totals.ts';
import type { OUTPUTS } from '../choices.ts';
import { type Comparison, compareCommits, compareWorkTree } from '../comparing.ts';
import { type ChangeCost, changeCost, costText, uncounted } from '../costing.ts';
import { EXIT } from '../exit.ts';
import { type CommonOptions, loadFleet } from '../fleet.ts';
import { json, type Terminal } from '../terminal.ts';

export interface DiffOptions extends CommonOptions {
  readonly output?: (typeof OUTPUTS)[number];
  readonly exitCode?: boolean;
}

/** `diff`: what another revision renders, and what this one does; no cluster is asked. */
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
  const facts: Facts = {
    base: revision,
    cost: changeCost(compared, fleet),
    uncounted: uncounted(compared, isRepriced),
  };
  terminal.stdout(shown(compared, facts, options));
  return options.exitCode && compared.length > 0 ? EXIT.invalid : EXIT.done;
}

/** `A..B` are two commits; anything else is compared with the work tree. */
async function compare(
  base: string | undefined,
  options: DiffOptions,
  terminal: Terminal,
): Promise<Comparison | undefined> {
  const loaded = await loadFleet(options, terminal);
  if (loaded === undefined) return undefined;
  const range = /^(.+?)\.\.([^.].*)$/.exec(base ?? '');
  if (range !== null) return compareCommits(loaded.fleet, range[1] as string, range[2] as string, options);
  return compareWorkTree(loaded.fleet, base, options, terminal);
}

interface Facts {
  readonly base: string;
  readonly cost: ChangeCost | undefined;
  readonly uncounted: readonly string[];
}

function shown(compared: readonly Compared[], facts: Facts, options: DiffOptions): string {
  const cost = costText(facts.cost);
  const notes = [...(cost === undefined ? [] : [cost]), ...facts.uncounted];
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

/** What programs read: `{id}` stands for the id of each of a group's tenants. */
function differenceJson(compared: readonly Compared[], { base, cost, uncounted }: Facts) {
  const groups = groupsOf(compared).map(({ subjects, changes }) => ({
    tenants: subjects.flatMap((subject) => (subject.kind === 'tenant' ? [subject.id] : [])),
    parts: subjects.flatMap((subject) => (subject.kind === 'part' ? [subject.name] : [])),
    changes: JSON.parse(JSON.stringify(changes).replaceAll(ID_TOKEN, '{id}')),
  }));
  return { base, totals: totalsOf(compared), ...(cost === undefined ? {} : { cost }), uncounted, groups };
}
