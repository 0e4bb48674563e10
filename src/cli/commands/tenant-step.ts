import { randomUUID } from 'node:crypto';
import type { StepAsked } from '../../events/event.ts';
import { type DecidingOptions, decideOnDisk } from '../deciding.ts';
import type { Terminal } from '../terminal.ts';

export interface StepOptions extends DecidingOptions {
  readonly fromBackup?: boolean;
}

/** `tenant suspend|resume|…`: applies one lifecycle event as the service does. */
export function tenantStep(
  kind: StepAsked['kind'],
  id: string,
  options: StepOptions,
  terminal: Terminal,
): Promise<number> {
  const step = { kind, actor: 'cli', id: `cli-${randomUUID()}`, tenant: id } as const;
  const event = options.fromBackup ? { ...step, fromBackup: true } : step;
  return decideOnDisk(() => [event], options, terminal);
}
