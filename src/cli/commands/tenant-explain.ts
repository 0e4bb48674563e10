import { explain } from '../../lifecycle/explain.ts';
import { EXIT } from '../exit.ts';
import { type CommonOptions, loadTenant } from '../fleet.ts';
import { json, type Terminal, table } from '../terminal.ts';

/** `tenant explain`: explains what is rendered of a tenant and why, and what happens next and when. */
export async function tenantExplain(id: string, options: CommonOptions, terminal: Terminal): Promise<number> {
  const loaded = await loadTenant(id, options, terminal);
  if (loaded === undefined) return EXIT.invalid;
  const { record, platform } = loaded;
  const { now, next } = explain(record, platform, terminal.now());
  if (options.json) {
    terminal.stdout(json({ now, next }));
    return EXIT.done;
  }
  for (const line of now) terminal.stdout(`${line}\n`);
  const rows = next.map(({ when, what }) => [when, what]);
  terminal.stdout(rows.length === 0 ? '\nno scheduled changes\n' : `\n${table(['NEXT', 'WHAT'], rows)}`);
  return EXIT.done;
}
