import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseFile, parseRecord, recordFile } from '../../../src/records/parse.ts';
import { problemLine } from '../../../src/records/problem.ts';
import type { TenantRecord } from '../../../src/records/schema.ts';
import { newRecordText } from '../../../src/records/serialize.ts';
import { ACME, fleetOf, PETE } from '../../fixtures/fleet.ts';

const lines = (text: string, file = 'tenants/acme.yaml') => {
  const result = parseRecord(file, text);
  return result.kind === 'problems' ? result.problems.map(problemLine) : [];
};
const ID_RULE = '3 to 30 of a–z, 0–9 and -, from a letter, not ending with -';
const NAME_RULE =
  '1 to 100 characters on one line that show something, no control characters, no space at an end';

it('reads a record, with what it leaves out', () => {
  const result = parseRecord('tenants/acme.yaml', ACME);
  expect(result.kind === 'parsed' && result.value).toMatchObject({
    id: 'acme',
    status: 'active',
    domains: [],
  });
  expect(result.kind === 'parsed' && [result.file, result.lineOf(['tier'])]).toEqual([
    'tenants/acme.yaml',
    4,
  ]);
});

it('reads a record with every field', () => {
  const text = `${ACME}status: suspended
suspendedBy: billing
version: v1.2.3-rc.1
domains: [workshop.acme.com, xn--mller-kva.example]
billing: {customer: cus_Abc1, subscription: sub_Def2}
cluster: eu-1
resources: {api: {requests: {cpu: 500m, memory: 512Mi}, limits: {cpu: "2", memory: 2Gi}}}
storage: 1Ti
createdAt: 2026-11-23T09:00:00Z
trialEndsAt: 2026-11-30T09:00:00+01:00
endsAt: 2026-12-01T00:00:00.5Z
purgeAfter: "2027-01-01T00:00:00Z"
`;
  expect(lines(text)).toEqual([]);
  expect(lines(`${ACME}status: purging\npurgeStep: unprotected\n`)).toEqual([]);
  for (const fields of [
    '2\nrecoverFrom: tenant-acme-postgresql\n',
    '3\nrecoverFrom: tenant-acme-postgresql-2\n',
  ])
    expect(lines(`${ACME}generation: ${fields}`)).toEqual([]);
});

it('names a record’s file after its id', () => {
  expect(recordFile('acme')).toBe('tenants/acme.yaml');
});

/** What a status may have to have beside it. */
const DATES = 'endsAt: 2026-12-01T00:00:00Z\npurgeAfter: 2026-12-31T00:00:00Z\n';
const RECOVERED = 'generation: 2\nrecoverFrom: ';
const OWN_BACKUP =
  'with generation beside it, tenant-acme-postgresql or tenant-acme-postgresql-N of a smaller number';

describe('refused, each with its message', () => {
  it.each([
    [
      'a field that is not known',
      `${ACME}plan: gold\n`,
      /^tenants\/acme\.yaml:6: plan: no such field \(allowed: archiveStep, archivedBy, billing, cancelledBy, channel, cluster, .*version\)$/,
    ],
    [
      'a field that is missing',
      ACME.replace('mechanics: 4\n', ''),
      'tenants/acme.yaml:1: mechanics: is missing (allowed: a value of type number)',
    ],
    [
      'a number as text',
      ACME.replace('4', '"4"'),
      'tenants/acme.yaml:5: mechanics: is not allowed (found "4"; allowed: a value of type number)',
    ],
    [
      'a half mechanic',
      ACME.replace('4', '2.5'),
      'tenants/acme.yaml:5: mechanics: is not allowed (found 2.5; allowed: a whole number)',
    ],
    [
      'an e-mail address that is none',
      ACME.replace('admin@acme.com', 'admin'),
      'tenants/acme.yaml:3: ownerEmail: is not allowed (found "admin"; allowed: an e-mail address)',
    ],
    [
      'a tier that is no name',
      ACME.replace('professional', 'Gold!'),
      'tenants/acme.yaml:4: tier: is not allowed (found "Gold!"; allowed: a name of a–z, 0–9 and -)',
    ],
    [
      'an unknown status',
      `${ACME}status: asleep\n`,
      'tenants/acme.yaml:6: status: is not allowed (found "asleep"; allowed: active, suspended, cancelled, archived, purging, purged)',
    ],
    [
      'an id that is not the file’s name',
      ACME.replace('id: acme', 'id: other'),
      'tenants/acme.yaml:1: id: is not the file’s name (found "other"; allowed: acme)',
    ],
    [
      'a name that YAML reads as a boolean to others only',
      ACME.replace('ACME Auto Repair', 'true'),
      'tenants/acme.yaml:2: name: is not allowed (found true; allowed: a value of type string)',
    ],
    [
      'a name with a line separator',
      ACME.replace('ACME Auto Repair', '"Acme\\Lkind: Secret"'),
      `tenants/acme.yaml:2: name: is not a readable name (found "Acme\\u2028kind: Secret"; allowed: ${NAME_RULE})`,
    ],
    [
      'a name with a control character',
      ACME.replace('ACME Auto Repair', '"a\\u0007b"'),
      `tenants/acme.yaml:2: name: is not a readable name (found "a\\u0007b"; allowed: ${NAME_RULE})`,
    ],
    [
      'a name with a next-line character',
      ACME.replace('ACME Auto Repair', '"a\\Nb"'),
      `tenants/acme.yaml:2: name: is not a readable name (found "a\\u0085b"; allowed: ${NAME_RULE})`,
    ],
    [
      'a name with half a character',
      ACME.replace('ACME Auto Repair', '"a\\ud83d"'),
      `tenants/acme.yaml:2: name: is not a readable name (found "a\\ud83d"; allowed: ${NAME_RULE})`,
    ],
    [
      'a name with a paragraph separator',
      ACME.replace('ACME Auto Repair', '"a\\Pb"'),
      `tenants/acme.yaml:2: name: is not a readable name (found "a\\u2029b"; allowed: ${NAME_RULE})`,
    ],
    [
      'a name with the character that stands for bytes that are none',
      ACME.replace('ACME Auto Repair', '"M\\ufffdller"'),
      `tenants/acme.yaml:2: name: is not a readable name (found "M\ufffdller"; allowed: ${NAME_RULE})`,
    ],
    [
      'a name with a tab',
      ACME.replace('ACME Auto Repair', '"a\\tb"'),
      `tenants/acme.yaml:2: name: is not a readable name (found "a\\tb"; allowed: ${NAME_RULE})`,
    ],
    [
      'a name of two lines',
      ACME.replace('ACME Auto Repair', '|-\n  a\n  b'),
      `tenants/acme.yaml:2: name: is not a readable name (found "a\\nb"; allowed: ${NAME_RULE})`,
    ],
    [
      'a name that begins with a no-break space',
      ACME.replace('ACME Auto Repair', '"\\_ACME"'),
      `tenants/acme.yaml:2: name: is not a readable name (found "\u00a0ACME"; allowed: ${NAME_RULE})`,
    ],
    [
      'a name of 101 characters, two code units each',
      ACME.replace('ACME Auto Repair', '🔧'.repeat(101)),
      `tenants/acme.yaml:2: name: is not allowed (found "${'🔧'.repeat(38)}…; allowed: ${NAME_RULE})`,
    ],
    [
      'an empty name',
      ACME.replace('ACME Auto Repair', '""'),
      `tenants/acme.yaml:2: name: is not allowed (found ""; allowed: ${NAME_RULE})`,
    ],
    [
      'no name behind the key',
      ACME.replace('ACME Auto Repair', ''),
      'tenants/acme.yaml:2: name: is not allowed (found null; allowed: a value of type string)',
    ],
    [
      'an e-mail address that is too long',
      ACME.replace('admin@acme.com', `${'a'.repeat(60)}@${'b.'.repeat(100)}example`),
      `tenants/acme.yaml:3: ownerEmail: is not allowed (found "${'a'.repeat(60)}@b.b.b.b.b.b.b.b…; allowed: an e-mail address of at most 254 characters)`,
    ],
    [
      'no mechanic',
      ACME.replace('4', '0'),
      'tenants/acme.yaml:5: mechanics: is not allowed (found 0; allowed: at least 1)',
    ],
    [
      'more mechanics than there are',
      ACME.replace('4', '.inf'),
      'tenants/acme.yaml:5: mechanics: is not allowed (found Infinity; allowed: a value of type number)',
    ],
    [
      'a version with a space',
      `${ACME}version: "v1 x"\n`,
      'tenants/acme.yaml:6: version: is not allowed (found "v1 x"; allowed: a version such as v1.2.3)',
    ],
    [
      'a channel in capitals',
      `${ACME}channel: Stable\n`,
      'tenants/acme.yaml:6: channel: is not allowed (found "Stable"; allowed: a name of a–z, 0–9 and -)',
    ],
    [
      'one domain that is no list',
      `${ACME}domains: a.example\n`,
      'tenants/acme.yaml:6: domains: is not allowed (found "a.example"; allowed: a value of type array)',
    ],
    [
      'more than 20 domains',
      `${ACME}domains: [${Array.from({ length: 21 }, (_, i) => `${i}.ex`)}]\n`,
      'tenants/acme.yaml:6: domains: is not allowed (found ["0.ex","1.ex","2.ex","3.ex","4.ex","5.ex","6.ex","7.ex","8.ex","9.ex","10.ex…; allowed: at most 20)',
    ],
    [
      'an unknown sort of suspension',
      `${ACME}status: suspended\nsuspendedBy: nobody\n`,
      'tenants/acme.yaml:7: suspendedBy: is not allowed (found "nobody"; allowed: billing, admin)',
    ],
    [
      'an unknown step of a purge',
      `${ACME}status: purging\npurgeStep: done\n`,
      'tenants/acme.yaml:7: purgeStep: is not allowed (found "done"; allowed: unprotected, emptied)',
    ],
    [
      'an unknown field further in',
      `${ACME}billing:\n  customer: cus_1\n  plan: gold\n`,
      'tenants/acme.yaml:8: billing.plan: no such field (allowed: customer, events, payment, purchases, subscription)',
    ],
    [
      'an unknown part of the resources',
      `${ACME}resources: {cron: {}}\n`,
      'tenants/acme.yaml:6: resources.cron: no such field (allowed: api, database, web)',
    ],
    [
      'requests without limits',
      `${ACME}resources:\n  api:\n    requests: {cpu: 500m, memory: 1Gi}\n`,
      'tenants/acme.yaml:7: resources.api.limits: is missing (allowed: a value of type object)',
    ],
    [
      'a field of JavaScript’s own',
      `${ACME}__proto__: {tier: free}\n`,
      /^tenants\/acme\.yaml:6: __proto__: no such field \(allowed: archiveStep, archivedBy, billing, .*version\)$/,
    ],
    [
      'a field whose name has a line end and a terminal’s command',
      `${ACME}"a\\n\\e[31m": 1\n`,
      /^tenants\/acme\.yaml:6: a\\u000a\\u001b\[31m: no such field \(allowed: archiveStep, archivedBy, billing, .*version\)$/,
    ],
    [
      'YAML 1.1',
      `%YAML 1.1\n---\n${ACME}`,
      'tenants/acme.yaml:1: the file declares another version of YAML (found %YAML 1.1; allowed: %YAML 1.2 or none)',
    ],
    [
      'a name that ends with a space',
      ACME.replace('ACME Auto Repair', '"ACME "'),
      `tenants/acme.yaml:2: name: is not a readable name (found "ACME "; allowed: ${NAME_RULE})`,
    ],
    [
      'a domain twice',
      `${ACME}domains: [a.example, a.example]\n`,
      'tenants/acme.yaml:6: domains[1]: stands twice (found "a.example"; allowed: each domain once)',
    ],
    [
      'a www. domain',
      `${ACME}domains: [www.a.example]\n`,
      'tenants/acme.yaml:6: domains[0]: is a www. domain (found "www.a.example"; allowed: the domain without www.)',
    ],
    [
      'a domain in capitals',
      `${ACME}domains: [A.example]\n`,
      'tenants/acme.yaml:6: domains[0]: is not allowed (found "A.example"; allowed: a host name in lower case, such as workshop.acme.com (internationalized names by their A-label, xn--…))',
    ],
    [
      'a wildcard domain',
      `${ACME}domains: ["*.a.example"]\n`,
      'tenants/acme.yaml:6: domains[0]: is not allowed (found "*.a.example"; allowed: a host name in lower case, such as workshop.acme.com (internationalized names by their A-label, xn--…))',
    ],
    [
      'suspendedBy while active',
      `${ACME}suspendedBy: admin\n`,
      'tenants/acme.yaml:6: suspendedBy: stands beside status active (found "admin"; allowed: only with status suspended)',
    ],
    [
      'cancelledBy while active',
      `${ACME}cancelledBy: admin\n`,
      'tenants/acme.yaml:6: cancelledBy: stands beside status active (found "admin"; allowed: only with status cancelled or suspended or archived)',
    ],
    [
      'a cancellation without its end',
      `${ACME}status: cancelled\n`,
      'tenants/acme.yaml:1: endsAt: is missing beside status cancelled (found nothing; allowed: a time as in 2026-11-23T09:00:00Z)',
    ],
    [
      'a cancellation whose end is no time',
      `${ACME}status: cancelled\nendsAt: soon\n`,
      'tenants/acme.yaml:7: endsAt: is not allowed (found "soon"; allowed: a time as in 2026-11-23T09:00:00Z)',
    ],
    [
      'an archived tenant whose data would be kept for ever',
      `${ACME}status: archived\n`,
      'tenants/acme.yaml:1: purgeAfter: is missing beside status archived (found nothing; allowed: a time as in 2026-11-23T09:00:00Z)',
    ],
    [
      'another tenant’s backup',
      `${ACME}${RECOVERED}tenant-bigshop-postgresql\n`,
      `tenants/acme.yaml:7: recoverFrom: is no earlier database of this tenant (found "tenant-bigshop-postgresql"; allowed: ${OWN_BACKUP})`,
    ],
    [
      'the backup of one whose id only begins so',
      `${ACME}${RECOVERED}tenant-acme-postgresql-postgresql\n`,
      /recoverFrom: is no earlier database of this tenant/,
    ],
    [
      'a backup of its own that is yet to be made',
      `${ACME}${RECOVERED}tenant-acme-postgresql-2\n`,
      /recoverFrom: is no earlier database of this tenant/,
    ],
    [
      'a backup without a database of another generation',
      `${ACME}recoverFrom: tenant-acme-postgresql\n`,
      /recoverFrom: is no earlier database of this tenant/,
    ],
    [
      'a move of a tenant that sleeps',
      `${ACME}importFrom: {database: mechanicbuddy-acme}\nmigration: {from: free, step: importing}\nstatus: suspended\n`,
      'tenants/acme.yaml:7: migration.step: stands beside status suspended (found "importing"; allowed: only with status active)',
    ],
    [
      'purgeStep while active',
      `${ACME}purgeStep: emptied\n`,
      'tenants/acme.yaml:6: purgeStep: stands beside status active (found "emptied"; allowed: only with status purging)',
    ],
    [
      'storage without a unit',
      `${ACME}storage: 100\n`,
      'tenants/acme.yaml:6: storage: is not allowed (found 100; allowed: storage such as 50Gi or 1Ti)',
    ],
    [
      'storage in another unit',
      `${ACME}storage: 100GB\n`,
      'tenants/acme.yaml:6: storage: is not allowed (found "100GB"; allowed: storage such as 50Gi or 1Ti)',
    ],
    [
      'a time that is none',
      `${ACME}createdAt: yesterday\n`,
      'tenants/acme.yaml:6: createdAt: is not allowed (found "yesterday"; allowed: a time as in 2026-11-23T09:00:00Z)',
    ],
    [
      'a customer that is none of Stripe’s',
      `${ACME}billing: {customer: "4711"}\n`,
      'tenants/acme.yaml:6: billing.customer: is not allowed (found "4711"; allowed: a Stripe customer id, cus_…)',
    ],
    [
      'an anchor',
      ACME.replace('mechanics: 4', 'mechanics: &m 4'),
      'tenants/acme.yaml:5: anchors are not supported (found &m; allowed: the value itself)',
    ],
    ['a duplicate key', `${ACME}tier: free\n`, 'tenants/acme.yaml:6: duplicate key (allowed: each key once)'],
    [
      'a tag',
      ACME.replace('mechanics: 4', 'mechanics: !!int 4'),
      'tenants/acme.yaml:5: tags are not supported (found !!int; allowed: a plain or quoted value)',
    ],
    [
      'a file over 64 KiB',
      `${ACME}# ${'x'.repeat(70_000)}\n`,
      'tenants/acme.yaml:1: the file is too large (found 70094 bytes; allowed: at most 65536 bytes)',
    ],
    [
      'an empty file',
      '',
      'tenants/acme.yaml:1: is not allowed (found null; allowed: a value of type object)',
    ],
  ])('%s', (_what, text, line) => {
    const found = lines(text);
    expect(found).toHaveLength(1);
    if (typeof line === 'string') expect(found[0]).toBe(line);
    else expect(found[0]).toMatch(line);
  });

  it.each(['ab', 'a'.repeat(31), '1acme', 'acme-', 'A', 'Acme', 'ac_me', 'acme.x'])('the id %s', (id) => {
    expect(lines(ACME.replace('id: acme', `id: ${id}`), `tenants/${id}.yaml`)).toEqual([
      `tenants/${id}.yaml:1: id: is not allowed (found "${id}"; allowed: ${ID_RULE})`,
    ]);
  });

  it.each([
    ['id', 'a value of type string'],
    ['name', 'a value of type string'],
    ['ownerEmail', 'an e-mail address'],
    ['tier', 'a value of type string'],
    ['mechanics', 'a value of type number'],
  ])('a record without %s', (field, allowed) => {
    expect(lines(ACME.replace(new RegExp(`^${field}: .*\n`, 'm'), ''))).toEqual([
      `tenants/acme.yaml:1: ${field}: is missing (allowed: ${allowed})`,
    ]);
  });

  const CPU = 'CPU such as 500m or "2"';
  const MEMORY = 'memory such as 512Mi or 2Gi';
  it.each([
    ['cpu', '2', '2', CPU],
    ['cpu', '"0"', '"0"', CPU],
    ['cpu', '"0.5"', '"0.5"', CPU],
    ['cpu', '500M', '"500M"', CPU],
    ['cpu', '-500m', '"-500m"', CPU],
    ['cpu', '"500 m"', '"500 m"', CPU],
    ['memory', '1024', '1024', MEMORY],
    ['memory', '1GB', '"1GB"', MEMORY],
    ['memory', '1G', '"1G"', MEMORY],
    ['memory', '0Mi', '"0Mi"', MEMORY],
    ['memory', '1.5Gi', '"1.5Gi"', MEMORY],
    ['memory', '2gi', '"2gi"', MEMORY],
    ['memory', '1Ti', '"1Ti"', MEMORY],
  ])('the quantity %s: %s', (field, written, found, allowed) => {
    const requests = { cpu: '500m', memory: '512Mi', [field]: written };
    const text = `${ACME}resources:\n  web:\n    limits: {cpu: 500m, memory: 1Gi}\n    requests: {cpu: ${requests.cpu}, memory: ${requests.memory}}\n`;
    expect(lines(text)).toEqual([
      `tenants/acme.yaml:9: resources.web.requests.${field}: is not allowed (found ${found}; allowed: ${allowed})`,
    ]);
  });

  it.each(['0Gi', '1.5Gi', '512Mi', '50G', '50gi', '-1Gi'])('the storage %s', (storage) => {
    expect(lines(`${ACME}storage: ${storage}\n`)).toEqual([
      `tenants/acme.yaml:6: storage: is not allowed (found "${storage}"; allowed: storage such as 50Gi or 1Ti)`,
    ]);
  });

  it.each([
    'acme',
    'a_b.example',
    '-a.example',
    'a.example.',
    'a..example',
    'a.example:443',
    'a.1',
    'ü.example',
  ])('the domain %s', (domain) => {
    expect(lines(`${ACME}domains:\n  - "${domain}"\n`)).toEqual([
      `tenants/acme.yaml:7: domains[0]: is not allowed (found "${domain}"; allowed: a host name in lower case, such as workshop.acme.com (internationalized names by their A-label, xn--…))`,
    ]);
  });

  it.each(['2026-11-23', '2026-11-23 09:00:00Z', '2026-11-23T09:00:00', '2026-13-01T09:00:00Z'])(
    'the time %s',
    (time) => {
      for (const field of ['createdAt', 'trialEndsAt', 'endsAt', 'purgeAfter']) {
        expect(lines(`${ACME}${field}: ${time}\n`)).toEqual([
          `tenants/acme.yaml:6: ${field}: is not allowed (found "${time}"; allowed: a time as in 2026-11-23T09:00:00Z)`,
        ]);
      }
    },
  );

  it.each(['active', 'cancelled', 'archived', 'purging', 'purged'])(
    'suspendedBy with status %s',
    (status) => {
      expect(lines(`${ACME}suspendedBy: billing\nstatus: ${status}\n${DATES}`)).toEqual([
        `tenants/acme.yaml:6: suspendedBy: stands beside status ${status} (found "billing"; allowed: only with status suspended)`,
      ]);
    },
  );

  it.each(['active', 'suspended', 'cancelled', 'archived', 'purged'])(
    'purgeStep with status %s',
    (status) => {
      expect(lines(`${ACME}purgeStep: unprotected\nstatus: ${status}\n${DATES}`)).toEqual([
        `tenants/acme.yaml:6: purgeStep: stands beside status ${status} (found "unprotected"; allowed: only with status purging)`,
      ]);
    },
  );

  it.each(['www', 'api', 'app', 'tenancy', 'testt', 'template'])('the reserved id %s', (id) => {
    expect(lines(ACME.replace('id: acme', `id: ${id}`), `tenants/${id}.yaml`)).toEqual([
      `tenants/${id}.yaml:1: id: is reserved for the platform (found "${id}"; allowed: an id other than www, api, app, tenancy, testt, template)`,
    ]);
  });

  it('what a shared tier cannot have, all at once', () => {
    const text = `${PETE}cluster: eu\nversion: v1.0.0\nstorage: 10Gi\ndomains: [pete.org]\n`;
    expect(lines(text, 'tenants/pete.yaml')).toEqual([
      'tenants/pete.yaml:8: storage: is not for the free tier (found "10Gi"; allowed: on a dedicated tier only)',
      'tenants/pete.yaml:6: cluster: is not for the free tier (found "eu"; allowed: on a dedicated tier only)',
      'tenants/pete.yaml:7: version: is not for the free tier (found "v1.0.0"; allowed: on a dedicated tier only)',
      'tenants/pete.yaml:9: domains: is not for the free tier (found ["pete.org"]; allowed: on a dedicated tier only)',
    ]);
  });

  it.each(['active', 'suspended'])('a demo without an end that is %s', (status) => {
    const text = `${PETE.replace('tier: free', 'tier: demo')}status: ${status}\n`;
    expect(lines(text, 'tenants/pete.yaml')).toEqual([
      'tenants/pete.yaml:1: trialEndsAt: is missing beside tier demo (found nothing; allowed: a time as in 2026-11-23T09:00:00Z)',
    ]);
  });

  it('resources and a channel of a demo', () => {
    const text = `${PETE.replace('tier: free', 'tier: demo')}channel: stable\nresources: {}\ntrialEndsAt: 2026-12-01T00:00:00Z\n`;
    expect(lines(text, 'tenants/pete.yaml')).toEqual([
      'tenants/pete.yaml:7: resources: is not for the demo tier (found {}; allowed: on a dedicated tier only)',
      'tenants/pete.yaml:6: channel: is not for the demo tier (found "stable"; allowed: on a dedicated tier only)',
    ]);
  });
});

describe('all at once', () => {
  it('what is wrong with single fields, and what is wrong between the others', () => {
    const text = `id: www
name: "a\\u0000b"
ownerEmail: nobody
tier: professional
mechanics: many
plan: gold
channel: stable
version: v1.0.0
suspendedBy: admin
purgeStep: done
domains: [www.a.example, b.example, b.example]
`;
    expect(lines(text)).toEqual([
      `tenants/acme.yaml:2: name: is not a readable name (found "a\\u0000b"; allowed: ${NAME_RULE})`,
      'tenants/acme.yaml:3: ownerEmail: is not allowed (found "nobody"; allowed: an e-mail address)',
      'tenants/acme.yaml:5: mechanics: is not allowed (found "many"; allowed: a value of type number)',
      'tenants/acme.yaml:10: purgeStep: is not allowed (found "done"; allowed: unprotected, emptied)',
      expect.stringMatching(
        /^tenants\/acme\.yaml:6: plan: no such field \(allowed: archiveStep, archivedBy, billing, .*version\)$/,
      ),
      'tenants/acme.yaml:1: id: is not the file’s name (found "www"; allowed: acme)',
      'tenants/acme.yaml:1: id: is reserved for the platform (found "www"; allowed: an id other than www, api, app, tenancy, testt, template)',
      'tenants/acme.yaml:9: suspendedBy: stands beside status active (found "admin"; allowed: only with status suspended)',
      'tenants/acme.yaml:11: domains[0]: is a www. domain (found "www.a.example"; allowed: the domain without www.)',
      'tenants/acme.yaml:11: domains[2]: stands twice (found "b.example"; allowed: each domain once)',
    ]);
  });

  it('nothing is said between fields that are wrong by themselves', () => {
    const text = `${ACME.replace('professional', 'Gold!').replace('id: acme', 'id: A')}status: asleep\nsuspendedBy: admin\ndomains: [A]\n`;
    expect(lines(text).map((line) => line.split(': ')[1])).toEqual(['id', 'tier', 'status', 'domains[0]']);
  });

  it('every fault of the text', () => {
    expect(lines(`${ACME}tier: &t free\nstatus: !s *t\n`)).toEqual([
      'tenants/acme.yaml:6: duplicate key (allowed: each key once)',
      'tenants/acme.yaml:6: anchors are not supported (found &t; allowed: the value itself)',
      'tenants/acme.yaml:7: invalid YAML: An alias node must not specify any properties',
      'tenants/acme.yaml:7: tags are not supported (found !s; allowed: a plain or quoted value)',
      'tenants/acme.yaml:7: aliases are not supported (found *t; allowed: the value itself)',
    ]);
  });
});

describe('any file', () => {
  const schema = z.strictObject({ a: z.int(), b: z.int().default(2), c: z.int().optional() });

  it('is checked beside its schema: whole, or its sound fields', () => {
    const seen: unknown[] = [];
    const note = (text: string) =>
      parseFile('f.yaml', text, schema, (value, lineOf) => {
        seen.push(value, lineOf(['c']));
        return [];
      }).kind;
    expect(['a: 1\nc: 3\n', 'a: x\nc: 3\n', '- 1\n', 'a: &x 1\n'].map(note)).toEqual([
      'parsed',
      'problems',
      'problems',
      'problems',
    ]);
    expect(seen).toEqual([{ a: 1, b: 2, c: 3 }, 2, { b: 2, c: 3 }, 2, { b: 2 }, 1]);
  });

  it('is refused for what the check finds', () => {
    const problem = { file: 'f.yaml', line: 1, field: 'a', message: 'is odd' };
    expect(parseFile('f.yaml', 'a: 1\n', schema, () => [problem])).toEqual({
      kind: 'problems',
      problems: [problem],
    });
  });
});

it.each([
  'Müller & Söhne',
  '"no"',
  '"\'quoted\' \\"twice\\""',
  '🔧 Werkstatt',
  '"O\'Brien\'s: #1"',
  '修理工場',
  '👩‍🔧 Garage',
  '"1e3"',
  '"2026-11-23"',
  '"~"',
  "'# 1'",
  '"x: y"',
  'a',
  '🔧'.repeat(100),
  '"{{.id}}"',
])('admits the name %s', (name) => {
  expect(lines(ACME.replace('ACME Auto Repair', name))).toEqual([]);
});

it.each(['abc', 'a1-b2', 'a--b', 'a'.repeat(30)])('admits the id %s', (id) => {
  expect(lines(ACME.replace('id: acme', `id: ${id}`), recordFile(id))).toEqual([]);
});

describe('a name', () => {
  const read = (name: string) =>
    parseRecord('tenants/acme.yaml', newRecordText({ ...(fleetOf([ACME]).records[0] as TenantRecord), name }))
      .kind;

  it.each([
    ['zero-width spaces', '\u200b\u200b'],
    ['joiners', '\u200d\u200c\u2060'],
    ['soft hyphens', '\u00ad'],
    ['a byte order mark', '\ufeff'],
    ['Hangul fillers', '\u3164\uffa0\u115f'],
    ['variation selectors', '\ufe0f\u{e0100}'],
    ['the empty Braille cell', '\u2800'],
    ['a mark alone', '\u0301'],
    ['tags', '\u{e0041}\u{e0042}'],
  ])('of %s shows nothing', (_what, name) => {
    expect(read(name)).toBe('problems');
  });

  it.each([
    '\u202a',
    '\u202b',
    '\u202c',
    '\u202d',
    '\u202e',
    '\u2066',
    '\u2067',
    '\u2068',
    '\u2069',
    '\u200e',
    '\u200f',
    '\u061c',
  ])('with %j turns text around', (control) => {
    expect(read(`Garage ${control}elpmaxe`)).toBe('problems');
  });

  it.each(['اوتو سرویس', 'مکانیک\u200cها', 'מוסך חיים', 'ガレージ', '👩\u200d🔧 Garage', '🔧', 'Мир'])(
    '%s is fine',
    (name) => {
      expect(read(name)).toBe('parsed');
    },
  );
});
