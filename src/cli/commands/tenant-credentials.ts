import { randomUUID } from 'node:crypto';
import type { RotationAsked } from '../../events/event.ts';
import { administratorSecret } from '../../platform/administrator.ts';
import { resolve } from '../../platform/resolve.ts';
import { type ApplyingOptions, applyOnDisk } from '../apply-events.ts';
import { EXIT } from '../exit.ts';
import { loadTenant } from '../fleet.ts';
import { readSecret } from '../kubectl.ts';
import { json, type Terminal } from '../terminal.ts';

export interface CredentialsOptions extends ApplyingOptions {
  readonly context?: string;
  readonly rotate?: boolean;
}

/** `tenant credentials`: reads the administrator's generated password from the cluster, or generates a new one. */
export async function tenantCredentials(
  id: string,
  options: CredentialsOptions,
  terminal: Terminal,
): Promise<number> {
  const loaded = await loadTenant(id, options, terminal);
  if (loaded === undefined) return EXIT.invalid;
  const { record, platform } = loaded;
  if (options.rotate) {
    const generation = (record.passwordGeneration ?? 1) + 1;
    const told = { kind: 'rotation', actor: 'cli', id: `cli-${randomUUID()}` } as const;
    const event: RotationAsked = { ...told, tenant: id, generation };
    return applyOnDisk(() => [event], options, terminal);
  }
  const tenant = resolve(record, platform);
  const place = administratorSecret(tenant);
  const read = await readSecret(place, options.context);
  if (read.kind === 'failed') {
    terminal.stderr(`${read.message}\n`);
    return EXIT.outside;
  }
  const { username = '', password = '' } = read.values;
  const url = `https://${tenant.host}`;
  if (options.json) terminal.stdout(json({ id, url, username, password, ...place }));
  else terminal.stdout(`${url}\nusername: ${username}\npassword: ${password}\n`);
  if (!options.json)
    terminal.stderr(
      'note: this is the generated password. If the owner has chosen another one, only --rotate replaces it.\n',
    );
  return EXIT.done;
}
