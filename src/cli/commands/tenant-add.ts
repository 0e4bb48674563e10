import { createHash, randomUUID } from 'node:crypto';
import { applyChanges, listFiles } from '../../files/disk.ts';
import { commitMessage } from '../../fleet/commit-message.ts';
import type { Fleet } from '../../platform/fleet.ts';
import { deriveId, type NewTenant, newTenantRecord } from '../../platform/new-tenant.ts';
import { reservationOf } from '../../platform/reserved-ids.ts';
import { resolve } from '../../platform/resolve.ts';
import { defined } from '../../records/defined.ts';
import { recordFile } from '../../records/parse.ts';
import type { Problem } from '../../records/problem.ts';
import { newRecordText } from '../../records/serialize.ts';
import { tenantFiles } from '../../synth/paths.ts';
import { EXIT } from '../exit.ts';
import { type CommonOptions, changedFleet, type Loaded, loadFleet, reportProblems } from '../fleet.ts';
import { render } from '../rendering.ts';
import { adviseCommit, printFiles } from '../reporting.ts';
import { json, type Terminal } from '../terminal.ts';

export interface AddOptions extends CommonOptions, Omit<NewTenant, 'id' | 'billing'> {
  readonly customer?: string;
  readonly subscription?: string;
  readonly plan?: boolean;
  readonly messageFile?: string;
}

/** `tenant add`: writes a new record and its rendered files, or nothing. */
export async function tenantAdd(
  id: string | undefined,
  options: AddOptions,
  terminal: Terminal,
): Promise<number> {
  const loaded = await loadFleet(options, terminal);
  if (loaded === undefined) return EXIT.invalid;
  const chosen = id ?? freeId(loaded.fleet, options);
  const file = recordFile(chosen);
  const taken = takenProblem(chosen, loaded, options);
  if (taken !== undefined) {
    reportProblems([taken], options, terminal);
    return EXIT.invalid;
  }
  const text = newRecordText(recordOf(chosen, options, loaded.fleet, terminal.now()));
  const after = changedFleet(loaded, [file, text], options, terminal);
  if (after === undefined) return EXIT.invalid;
  const reservation = reservationOf(chosen, loaded.fleet.platform);
  if (reservation !== undefined) {
    reportProblems([{ file, field: 'id', found: `"${chosen}"`, ...reservation }], options, terminal);
    return EXIT.invalid;
  }
  const files = new Map([[file, text], ...(await render(after, [chosen], terminal))]);
  if (!options.plan) await applyChanges(options.root, { additions: files, deletions: [], unchanged: 0 });
  reportAdded(chosen, [...files.keys()], after, options, terminal);
  if (!options.plan) await adviseCommit(messageOf(chosen, options), options, terminal);
  return EXIT.done;
}

/** Why an id is not free: a record, or files without a record, which are another tenant's. */
function takenProblem(id: string, { sources }: Loaded, { root }: AddOptions): Problem | undefined {
  const file = recordFile(id);
  if (sources.has(file)) {
    const allowed = 'an id without a record';
    return { file, field: 'id', message: 'is taken', found: `"${id}"`, allowed };
  }
  const [leftover] = listFiles(root, tenantFiles(id));
  if (leftover === undefined) return undefined;
  const message = `exists without a record ${file}`;
  return { file: leftover, field: '', message, allowed: 'restore the record, or run mechanicbuddy synth' };
}

function recordOf(id: string, options: AddOptions, { platform }: Fleet, now: Date) {
  const { name, ownerEmail, tier, mechanics, channel, version, customer, subscription } = options;
  const billing = defined({ customer, subscription });
  const asked = {
    id,
    name,
    ownerEmail,
    tier,
    ...defined({ mechanics, channel, version }),
    billing,
  };
  return newTenantRecord(asked, platform, now);
}

function freeId({ records, platform }: Fleet, { name, ownerEmail }: AddOptions): string {
  const taken = new Set(records.map(({ id }) => id));
  const suffix = createHash('sha256').update(`${name}\n${ownerEmail}`).digest('hex').slice(0, 6);
  return deriveId(name, (id) => taken.has(id) || reservationOf(id, platform) !== undefined, suffix);
}

function reportAdded(
  id: string,
  paths: readonly string[],
  fleet: Fleet,
  options: AddOptions,
  terminal: Terminal,
): void {
  const record = fleet.records.find((candidate) => candidate.id === id);
  if (record === undefined) throw new Error(`${id} was not read back`);
  const { host } = resolve(record, fleet.platform);
  const planned = options.plan === true;
  if (options.json) {
    terminal.stdout(json({ id, host, written: paths, planned }));
    return;
  }
  printFiles({ written: paths, removed: [] }, planned, terminal);
  if (!planned)
    terminal.stdout(`\nhttps://${host} will answer after you push the commit and Argo CD has synced it.\n`);
}

/** The same message as the service's, with which the tenant's history begins. */
function messageOf(tenant: string, { tier }: AddOptions): string {
  const event = { id: `cli-${randomUUID()}`, actor: 'cli' } as const;
  return commitMessage([{ event, decision: { kind: 'changed', tenant, subject: `add ${tier}` } }]);
}
