import { changesOf, tenantSubject } from '../../fleet/history.ts';
import { workTreeHistory } from '../../git/revision.ts';
import { recordFile } from '../../records/parse.ts';
import { tenantFiles } from '../../synth/paths.ts';
import { visible } from '../../yaml/visible.ts';
import { EXIT } from '../exit.ts';
import type { CommonOptions } from '../fleet.ts';
import { json, type Terminal, table } from '../terminal.ts';

/** The number of commits that are searched. */
const LIMIT = 10_000;

/** What one commit did to a tenant. */
interface HistoryEntry {
  readonly at: string;
  readonly commit: string;
  readonly actor: string;
  readonly what: string;
}

/** `tenant history`: shows a tenant's history from Git, the newest first. Exit code 1 if no commit is found. */
export async function tenantHistory(id: string, options: CommonOptions, terminal: Terminal): Promise<number> {
  // A release changes a tenant's rendered files, but not its record.
  const paths = [recordFile(id), ...tenantFiles(id)];
  const found = await workTreeHistory(options.root, paths, LIMIT);
  if (found.kind === 'none') {
    terminal.stderr(`${found.reason}\n`);
    return EXIT.outside;
  }
  const entries = found.commits.map(({ at, commit, author, message }) => ({
    at: at.replace('.000Z', 'Z'),
    commit: commit.slice(0, 10),
    actor: actorOf(message, id) || author || 'a person',
    what: tenantSubject(message, id),
  }));
  if (options.json) terminal.stdout(json(entries));
  else if (entries.length > 0)
    terminal.stdout(
      table(
        ['WHEN', 'COMMIT', 'BY', 'WHAT'],
        entries.map(({ at, commit, actor, what }: HistoryEntry) => [
          at,
          commit,
          visible(actor),
          visible(what),
        ]),
      ),
    );
  if (entries.length > 0) return EXIT.done;
  if (!options.json) terminal.stderr(`no commit changed ${recordFile(id)} or its rendered files\n`);
  return EXIT.invalid;
}

/** Who caused a commit's changes of this tenant. A release names no tenant and applies to all. */
function actorOf(message: string, id: string): string {
  const changes = changesOf(message);
  const isNamed = changes.some(({ tenant }) => tenant !== undefined);
  const own = changes.flatMap(({ tenant, actor }) =>
    (tenant === id || !isNamed) && actor !== undefined ? [actor] : [],
  );
  return [...new Set(own)].join(', ');
}
