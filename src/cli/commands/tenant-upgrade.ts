import { randomUUID } from 'node:crypto';
import type { TierAsked } from '../../events/event.ts';
import type { Tier } from '../../records/schema.ts';
import { type DecidingOptions, decideOnDisk } from '../deciding.ts';
import type { Terminal } from '../terminal.ts';

export interface UpgradeOptions extends DecidingOptions {
  readonly tier?: Tier;
  readonly mechanics?: number;
  readonly back?: boolean;
}

/** `tenant upgrade`: another tier, with the data where it has to move; or the way back. */
export function tenantUpgrade(id: string, options: UpgradeOptions, terminal: Terminal): Promise<number> {
  const { tier, mechanics, back } = options;
  const event: TierAsked = {
    kind: 'tier',
    actor: 'cli',
    id: `cli-${randomUUID()}`,
    tenant: id,
    ...(tier === undefined ? {} : { tier }),
    ...(mechanics === undefined ? {} : { mechanics }),
    ...(back === undefined ? {} : { back }),
  };
  return decideOnDisk(() => [event], options, terminal);
}
