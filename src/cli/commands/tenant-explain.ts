import { explain } from '../../lifecycle/explain.ts';
import { EXIT } from '../exit.ts';
import { type CommonOptions, loadFleet, noSuchTenant, reportProblems } from '../fleet.ts';
import { json, type Terminal, table } from '../terminal.ts';

/** `tenant explain`: what is rendered of a tenant now and why, and what happens next and when. */
export async function tenantExplain(id: string, options: CommonOptions, terminal: Terminal): Promise<number> {
  const loaded = await loadFleet(options, terminal);
  if (loaded === undefined) return EXIT.invalid;
  const record = loaded.fleet.records.find((candidate) => candidate.id === id);
  if (record === undefined) {
    reportProblems([noSuchTenant(id)], options, terminal);
    return EXIT.invalid;
  }
  const { now, next } = explain(record, loaded.fleet.platform, terminal.now());
  if (options.json) {
    terminal.stdout(json({ now, next }));
    return EXIT.done;
  }
  for (const line of now) terminal.stdout(`${line}\n`);
  const rows = next.map(({ when, what }) => [when, what]);
  terminal.stdout(rows.length === 0 ? '\nnothing happens by itself\n' : `\n${table(['NEXT', 'WHAT'], rows)}`);
  return EXIT.done;
}
