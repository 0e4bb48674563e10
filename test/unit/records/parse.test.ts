import { describe, expect, it } from 'vitest';
import { parseRecord } from '../../../src/records/parse.ts';
import { problemLine } from '../../../src/records/problem.ts';
import { ACME, PETE } from '../../fixtures/fleet.ts';

const lines = (text: string, file = 'tenants/acme.yaml') => {
  const result = parseRecord(file, text);
  return result.kind === 'problems' ? result.problems.map(problemLine) : [];
};
const ID_RULE = '3 to 30 of a–z, 0–9 and -, from a letter, not ending with -';
const NAME_RULE = '1 to 100 characters on one line, no control characters, no space at an end';

it('reads a record, with what it leaves out', () => {
  const result = parseRecord('tenants/acme.yaml', ACME);
  expect(result.kind === 'parsed' && result.value).toMatchObject({
    id: 'acme',
    status: 'active',
    domains: [],
  });
});

describe('refused, each with its message', () => {
  it.each([
    [
      'a field that is not known',
      `${ACME}plan: gold\n`,
      /^tenants\/acme\.yaml:6: plan: no such field \(allowed: billing, channel, cluster, .*version\)$/,
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
      'an unknown tier',
      ACME.replace('professional', 'gold'),
      'tenants/acme.yaml:4: tier: is not allowed (found "gold"; allowed: free, demo, professional, enterprise)',
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
      'a name that ends with a space',
      ACME.replace('ACME Auto Repair', '"ACME "'),
      `tenants/acme.yaml:2: name: is not a readable name (found "ACME "; allowed: ${NAME_RULE})`,
    ],
    [
      'a version beside a channel',
      `${ACME}channel: stable\nversion: v1.0.0\n`,
      'tenants/acme.yaml:7: version: stands beside channel (found "v1.0.0"; allowed: channel or version, not both)',
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
      'tenants/acme.yaml:5: anchors are not read (found &m; allowed: the value itself)',
    ],
    [
      'a duplicate key',
      `${ACME}tier: free\n`,
      'tenants/acme.yaml:6: the key stands twice (allowed: each key once)',
    ],
    [
      'a tag',
      ACME.replace('mechanics: 4', 'mechanics: !!int 4'),
      'tenants/acme.yaml:5: tags are not read (found !!int; allowed: a plain or quoted value)',
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

  it.each(['ab', 'a'.repeat(31), '1acme', 'acme-', 'Acme', 'ac_me', 'acme.x'])('the id %s', (id) => {
    expect(lines(ACME.replace('id: acme', `id: ${id}`), `tenants/${id}.yaml`)[0]).toBe(
      `tenants/${id}.yaml:1: id: is not allowed (found "${id}"; allowed: ${ID_RULE})`,
    );
  });

  it.each(['www', 'api', 'app', 'tenancy', 'testt'])('the reserved id %s', (id) => {
    expect(lines(ACME.replace('id: acme', `id: ${id}`), `tenants/${id}.yaml`)).toEqual([
      `tenants/${id}.yaml:1: id: is reserved for the platform (found "${id}"; allowed: an id other than www, api, app, tenancy, testt)`,
    ]);
  });

  it('what a shared tier cannot have, all at once', () => {
    const text = `${PETE}cluster: eu\nversion: v1.0.0\nstorage: 10Gi\ndomains: [pete.org]\n`;
    expect(lines(text, 'tenants/pete.yaml')).toEqual([
      'tenants/pete.yaml:8: storage: is not for the free tier (found "10Gi"; allowed: professional and enterprise only)',
      'tenants/pete.yaml:6: cluster: is not for the free tier (found "eu"; allowed: professional and enterprise only)',
      'tenants/pete.yaml:7: version: is not for the free tier (found "v1.0.0"; allowed: professional and enterprise only)',
      'tenants/pete.yaml:9: domains: is not for the free tier (found ["pete.org"]; allowed: professional and enterprise only)',
    ]);
  });
});

it.each([
  'Müller & Söhne',
  '"no"',
  '"\'quoted\' \\"twice\\""',
  '🔧 Werkstatt',
  '"O\'Brien\'s: #1"',
  '修理工場',
  '"{{.id}}"',
])('admits the name %s', (name) => {
  expect(lines(ACME.replace('ACME Auto Repair', name))).toEqual([]);
});
