import { workTreeHistory } from '../../git/revision.ts';
import { recordFile } from '../../records/parse.ts';
import { changesOf, ownLine } from '../../service/past.ts';
import { tenantFiles } from '../../synth/paths.ts';
import { visible } from '../../yaml/visible.ts';
import { EXIT } from '../exit.ts';
import type { CommonOptions } from '../fleet.ts';
import { json, type Terminal, table } from '../terminal.ts';

/** Commits that are looked through. */
const LIMIT = 10_000;

/** What one commit did to a tenant. */
interface Entry {
  readonly at: string;
  readonly commit: string;
  readonly actor: string;
  readonly what: string;
}

/** `tenant history`: a tenant's life as Git tells it, the newest first. Exit code 1 when Git knows nothing of it. */
export async function tenantHistory(id: string, options: CommonOptions, terminal: Terminal): Promise<number> {
  // A release changes what is rendered of a tenant, and not its record.
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
    what: ownLine(message, id),
  }));
  if (options.json) terminal.stdout(json(entries));
  else if (entries.length > 0)
    terminal.stdout(
      table(
        ['WHEN', 'COMMIT', 'BY', 'WHAT'],
        entries.map(({ at, commit, actor, what }: Entry) => [at, commit, visible(actor), visible(what)]),
      ),
    );
  if (entries.length > 0) return EXIT.done;
  if (!options.json) terminal.stderr(`no commit touched ${recordFile(id)} or what is rendered of it\n`);
  return EXIT.invalid;
}

/** Whoever caused those of a commit's changes that are this tenant's; a release names nobody, and is everybody's. */
function actorOf(message: string, id: string): string {
  const changes = changesOf(message);
  const isNamed = changes.some(({ tenant }) => tenant !== undefined);
  const own = changes.flatMap(({ tenant, actor }) =>
    (tenant === id || !isNamed) && actor !== undefined ? [actor] : [],
  );
  return [...new Set(own)].join(', ');
}
