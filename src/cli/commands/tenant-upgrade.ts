import { randomUUID } from 'node:crypto';
import type { TierAsked } from '../../events/event.ts';
import { defined } from '../../records/defined.ts';
import { type ApplyingOptions, applyOnDisk } from '../apply-events.ts';
import type { Terminal } from '../terminal.ts';

export interface UpgradeOptions extends ApplyingOptions {
  readonly tier?: string;
  readonly mechanics?: number;
  readonly back?: boolean;
}

/** `tenant upgrade`: changes a tenant's tier, moving its data if necessary; or undoes a move. */
export function tenantUpgrade(id: string, options: UpgradeOptions, terminal: Terminal): Promise<number> {
  const { tier, mechanics, back } = options;
  const event: TierAsked = {
    kind: 'tier',
    actor: 'cli',
    id: `cli-${randomUUID()}`,
    tenant: id,
    ...defined({ tier, mechanics, back }),
  };
  return applyOnDisk(() => [event], options, terminal);
}
