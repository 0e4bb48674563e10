import { workTreeHistory } from '../../git/revision.ts';
import { recordFile } from '../../records/parse.ts';
import { trailers } from '../../service/message.ts';
import { tenantFiles } from '../../synth/paths.ts';
import { visible } from '../../yaml/visible.ts';
import { type CommonOptions, EXIT } from '../fleet.ts';
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
    what: whatOf(message, id),
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

/** A commit of the service has a line for each tenant; a person's says it in its subject. */
function whatOf(message: string, id: string): string {
  const own = message.split('\n').filter((line) => line.startsWith(`tenant(${id}): `));
  const [subject = ''] = message.split('\n');
  return own.length === 0 ? subject : own.map((line) => line.slice(`tenant(${id}): `.length)).join('; ');
}

/** Trailers come in threes, in the order of the events: whoever caused those of this tenant, or nobody; a release names no tenant. */
function actorOf(message: string, id: string): string {
  const lines = message.split('\n').filter((line) => /^(Tenant|Actor): /.test(line));
  if (!lines.some((line) => line.startsWith('Tenant: ')))
    return [...new Set(trailers(message, 'Actor'))].join(', ');
  const own = lines.flatMap((line, i) =>
    line === `Tenant: ${id}` ? trailers(lines[i + 1] ?? '', 'Actor') : [],
  );
  return [...new Set(own)].join(', ');
}
