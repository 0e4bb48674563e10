import { randomUUID } from 'node:crypto';
import type { TierAsked } from '../../events/event.ts';
import { isShared, type Tier } from '../../records/schema.ts';
import { type DecidingOptions, decideOnDisk } from '../deciding.ts';
import type { Loaded } from '../fleet.ts';
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
  const eventsOf = (loaded: Loaded) => {
    if (!options.json) terminal.stdout(whatHappens(loaded, id, options));
    return [event];
  };
  return decideOnDisk(eventsOf, options, terminal);
}

/** The steps and the interruption, before anything is written. */
function whatHappens({ fleet }: Loaded, id: string, { tier, back }: UpgradeOptions): string {
  const record = fleet.records.find((each) => each.id === id);
  if (record === undefined) return '';
  const { sourceDays } = fleet.platform.retention;
  if (back) return BACK;
  if (tier === undefined || isShared(tier) || !isShared(record.tier)) return '';
  return `The move of ${id} from the shared instance:

  1. its host leaves the shared instance and answers 503: the interruption begins
  2. its data there becomes read-only, sessions end; a role is made that may read just this data
  3. a database of its own is made and imports it; the migration runs; API and web start
  4. the host serves again: the interruption ends. Some minutes, and longer the more data there is
  5. you look at it: mechanicbuddy tenant confirm ${id}, or mechanicbuddy tenant upgrade ${id} --back
  6. confirmed, the data where it came from is kept for ${sourceDays} days, then dropped in two steps a day apart

`;
}

const BACK = `Taking the move back:

  1. the database of its own loses its host and its pods: what was written into it since the move is lost
  2. the data on the shared instance can be written again, and the shared instance serves the host
  3. an hour later what the move made is pruned, another hour later it is over

`;
