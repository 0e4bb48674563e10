import { resolve } from '../../platform/resolve.ts';
import { recordFile } from '../../records/parse.ts';
import { EXIT } from '../exit.ts';
import { type CommonOptions, loadTenant } from '../fleet.ts';
import { json, type Terminal, table } from '../terminal.ts';

/** `tenant show`: shows a tenant's resolved values, and where each comes from. */
export async function tenantShow(id: string, options: CommonOptions, terminal: Terminal): Promise<number> {
  const loaded = await loadTenant(id, options, terminal);
  if (loaded === undefined) return EXIT.invalid;
  const { record, platform } = loaded;
  const tenant = resolve(record, platform);
  if (options.json) terminal.stdout(json({ record, resolved: tenant }));
  else {
    terminal.stdout(`${tenant.name} <${tenant.ownerEmail}>, ${recordFile(id)}\n\n`);
    const rows = tenant.decisions.map(({ field, value, from }) => [field, value, from]);
    terminal.stdout(table(['DECIDED', 'VALUE', 'FROM'], rows));
  }
  return EXIT.done;
}
