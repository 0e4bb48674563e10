import { randomUUID } from 'node:crypto';
import type { StepAsked } from '../../events/event.ts';
import { type ApplyingOptions, applyOnDisk } from '../apply-events.ts';
import type { Terminal } from '../terminal.ts';

export interface StepOptions extends ApplyingOptions {
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
  return applyOnDisk(() => [event], options, terminal);
}
