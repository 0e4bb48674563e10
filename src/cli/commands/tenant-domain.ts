import { randomUUID } from 'node:crypto';
import { openDns, TXT_LABEL } from '../../dns/dns.ts';
import { domainName, domainToken } from '../../events/domain.ts';
import type { DomainAsked } from '../../events/event.ts';
import { lapseOf, pendingDomain } from '../../lifecycle/domains.ts';
import { resolve } from '../../platform/resolve.ts';
import { recordFile } from '../../records/parse.ts';
import type { TenantRecord } from '../../records/schema.ts';
import { type ApplyingOptions, applyOnDisk } from '../apply-events.ts';
import { RESOLVERS } from '../choices.ts';
import { EXIT } from '../exit.ts';
import { type Loaded, loadFleet, noSuchTenant, reportProblems } from '../fleet.ts';
import { json, type Terminal, table } from '../terminal.ts';

export interface DomainOptions extends ApplyingOptions {
  readonly resolver?: readonly string[];
}

const eventOf = (kind: DomainAsked['kind'], tenant: string, domain: string, token: string): DomainAsked => ({
  kind,
  actor: 'cli',
  id: `cli-${randomUUID()}`,
  tenant,
  domain: domainName(domain),
  token,
});

/** `tenant domain add`: writes a pending domain, and prints the DNS records that its owner has to publish. */
export async function domainAdd(
  id: string,
  domain: string,
  options: DomainOptions,
  terminal: Terminal,
): Promise<number> {
  const event = eventOf('domain-add', id, domain, domainToken());
  const code = await applyOnDisk(() => [event], options, terminal);
  if (code !== EXIT.done || options.plan || options.json) return code;
  const loaded = await loadFleet(options, terminal);
  const record = recordOf(loaded, id);
  const pending = record && pendingDomain(record, event.domain, terminal.now());
  if (loaded === undefined || record === undefined || pending === undefined) return code;
  const { host } = resolve(record, loaded.fleet.platform);
  terminal.stdout(
    `\nThe domain’s owner must publish these records before ${pending.expiresAt}:\n\n` +
      `  ${TXT_LABEL}.${event.domain}  TXT    ${pending.token}\n` +
      `  ${event.domain}  CNAME  ${host}\n\n` +
      `An apex domain cannot have a CNAME: use A and AAAA records with the addresses of ${host}, or an ALIAS to it.\n\n` +
      `Then: mechanicbuddy tenant domain verify ${id} ${event.domain}\n`,
  );
  return code;
}

/** `tenant domain remove`: removes a verified or pending domain. */
export function domainRemove(
  id: string,
  domain: string,
  options: DomainOptions,
  terminal: Terminal,
): Promise<number> {
  return applyOnDisk(() => [eventOf('domain-remove', id, domain, '')], options, terminal);
}

/** `tenant domain verify`: looks up the token in DNS. Exit code 1 if it is missing, 3 if too few servers answer. */
export async function domainVerify(
  id: string,
  domain: string,
  options: DomainOptions,
  terminal: Terminal,
): Promise<number> {
  const loaded = await loadFleet(options, terminal);
  if (loaded === undefined) return EXIT.invalid;
  const event = eventOf('domain-verify', id, domain, '');
  const record = recordOf(loaded, id);
  const pending = record && pendingDomain(record, event.domain, terminal.now());
  // The decision says whether it is unknown, already verified, or was never requested.
  if (pending === undefined) return applyOnDisk(() => [event], options, terminal);
  const name = `${TXT_LABEL}.${event.domain}`;
  const answer = await openDns({ servers: options.resolver ?? RESOLVERS }).verify(name, pending.token);
  switch (answer.kind) {
    case 'verified': {
      const verify = { ...event, token: pending.token };
      const owner = loaded.fleet.records.find((other) => other.id !== id && claims(other, event.domain));
      const lapse = owner === undefined ? [] : [lapseOf(verify, owner.id)];
      return applyOnDisk(() => [...lapse, verify], options, terminal);
    }
    case 'absent': {
      const found = answer.found.length === 0 ? 'no TXT record' : answer.found.join(', ');
      const problem = {
        file: recordFile(id),
        field: 'pendingDomains',
        message: `TXT ${name} lacks the token`,
      };
      reportProblems([{ ...problem, found, allowed: pending.token }], options, terminal);
      return EXIT.invalid;
    }
    case 'unreachable':
      terminal.stderr(`DNS: ${answer.reason}\n`);
      return EXIT.outside;
  }
}

/** `tenant domain check`: checks whether verified domains still point at their tenant. Exit code 1 if one does not. */
export async function domainCheck(
  id: string | undefined,
  options: DomainOptions,
  terminal: Terminal,
): Promise<number> {
  const loaded = await loadFleet(options, terminal);
  if (loaded === undefined) return EXIT.invalid;
  const { records, platform } = loaded.fleet;
  if (id !== undefined && recordOf(loaded, id) === undefined) {
    reportProblems([noSuchTenant(id)], options, terminal);
    return EXIT.invalid;
  }
  const dns = openDns({ servers: options.resolver ?? RESOLVERS });
  // A purged tenant keeps its domains for a restore, but does not claim them.
  const all = records.filter(
    (record) => (id === undefined || record.id === id) && record.status !== 'purged',
  );
  const asked = all.flatMap((record) => record.domains.map((domain) => ({ record, domain })));
  const checked = await Promise.all(
    asked.map(async ({ record, domain }) => {
      const answer = await dns.pointsTo(domain, resolve(record, platform).host);
      const detail =
        answer.kind === 'elsewhere' ? answer.found.join(', ') : answer.kind === 'here' ? '' : answer.reason;
      return { tenant: record.id, domain, leads: answer.kind, detail };
    }),
  );
  if (options.json) terminal.stdout(json(checked));
  else
    terminal.stdout(
      table(
        ['TENANT', 'DOMAIN', 'POINTS', ''],
        checked.map(({ tenant, domain, leads, detail }) => [tenant, domain, leads, detail]),
      ),
    );
  if (checked.some(({ leads }) => leads === 'elsewhere')) return EXIT.invalid;
  return checked.some(({ leads }) => leads === 'unreachable') ? EXIT.outside : EXIT.done;
}

const claims = ({ status, domains }: TenantRecord, domain: string): boolean =>
  status !== 'purged' && domains.includes(domain);

function recordOf(loaded: Loaded | undefined, id: string) {
  return loaded?.fleet.records.find((record) => record.id === id);
}
