import { randomUUID } from 'node:crypto';
import type { StepAsked } from '../../events/event.ts';
import { type DecidingOptions, decideOnDisk } from '../deciding.ts';
import type { Terminal } from '../terminal.ts';

/** The steps that have a command each, and what each does. */
export const STEPS: { readonly [step in StepAsked['kind']]: string } = {
  suspend: 'stop a tenant’s pods and put its database to sleep; data, secrets and host stay',
  resume: 'bring a suspended tenant back',
  cancel: 'end a tenant that nobody pays for: it serves on for retention.cancelledDays, then it is archived',
  archive:
    'take a tenant out of service; its data is backed up once more and kept for retention.archivedDays',
  purge: 'do the next step of a purge now: protection lifted, emptied, purged; at least 24 hours apart',
  confirm: 'close a move from the shared instance: its data is where it belongs, and there is no way back',
  restore: 'bring an archived tenant back, up to the purge',
};

export interface StepOptions extends DecidingOptions {
  readonly fromBackup?: boolean;
}

/** `tenant suspend|resume|…`: one lifecycle event, decided and written like the service's. */
export function tenantStep(
  kind: StepAsked['kind'],
  id: string,
  options: StepOptions,
  terminal: Terminal,
): Promise<number> {
  const told = { kind, actor: 'cli', id: `cli-${randomUUID()}`, tenant: id } as const;
  const event = options.fromBackup ? { ...told, fromBackup: true } : told;
  return decideOnDisk(() => [event], options, terminal);
}
