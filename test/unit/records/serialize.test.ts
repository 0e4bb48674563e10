import fc from 'fast-check';
import { load, YAML11_SCHEMA } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseRecord } from '../../../src/records/parse.ts';
import { STATUSES, type TenantRecord } from '../../../src/records/schema.ts';
import { editedRecordText, newRecordText } from '../../../src/records/serialize.ts';
import { ACME } from '../../fixtures/fleet.ts';
import { foreignText } from '../../fixtures/foreign-text.ts';

const read = (text: string): TenantRecord => {
  const result = parseRecord('tenants/acme.yaml', text);
  if (result.kind === 'problems') throw new Error(JSON.stringify(result.problems));
  return result.value;
};
const acme = read(ACME);

it('starts a new record with the line that editors look for', () => {
  expect(newRecordText(acme)).toBe(`# yaml-language-server: $schema=../schemas/tenant.schema.json
id: acme
name: ACME Auto Repair
ownerEmail: admin@acme.com
tier: professional
mechanics: 4
status: active
`);
});

it('writes a new record’s fields in the schema’s order, whatever the order in the value', () => {
  const record = {
    purgeAfter: '2027-01-01T00:00:00Z',
    storage: '100Gi',
    resources: { api: { limits: { cpu: '2', memory: '2Gi' }, requests: { cpu: '500m', memory: '1Gi' } } },
    cluster: 'no',
    billing: { subscription: 'sub_1', customer: 'cus_1' },
    version: '1.10',
    ...acme,
    name: 'Yes & No: #1',
    status: 'archived' as const,
    domains: ['workshop.acme.com'],
    createdAt: '2026-11-23T09:00:00Z',
    endsAt: '2026-12-01T00:00:00Z',
  };
  const text = newRecordText(record);
  expect(text).toBe(`# yaml-language-server: $schema=../schemas/tenant.schema.json
id: acme
name: "Yes & No: #1"
ownerEmail: admin@acme.com
tier: professional
mechanics: 4
status: archived
version: "1.10"
domains:
  - workshop.acme.com
billing:
  subscription: sub_1
  customer: cus_1
cluster: "no"
resources:
  api:
    limits:
      cpu: "2"
      memory: 2Gi
    requests:
      cpu: 500m
      memory: 1Gi
storage: 100Gi
createdAt: "2026-11-23T09:00:00Z"
endsAt: "2026-12-01T00:00:00Z"
purgeAfter: "2027-01-01T00:00:00Z"
`);
  expect(read(text)).toEqual(record);
});

/** Readers of YAML 1.1 by two authors. */
const readOld = (text: string) => [
  load(text, { schema: YAML11_SCHEMA }),
  parse(text, { version: '1.1', merge: true }),
];

/** Words that YAML 1.1 takes for something else, among those that names of channels and versions may be. */
const TRAPS = ['no', 'on', 'y', '1e3', '0o17', '007', '2026-11-23', '12', '0x1', '1-0', 'null', 'stable'];

const name = foreignText.filter(
  (text) =>
    parseRecord(
      'tenants/acme.yaml',
      ACME.replace('ACME Auto Repair', () => JSON.stringify(text)),
    ).kind === 'parsed',
);
const optional = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
const time = fc
  .date({ min: new Date(0), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());

/** Records that are valid on their own. */
const anyRecord: fc.Arbitrary<TenantRecord> = fc
  .record({
    name,
    mechanics: fc.integer({ min: 2, max: 100_000 }),
    status: fc.constantFrom(...STATUSES),
    release: optional(fc.tuple(fc.constantFrom('channel', 'version'), fc.constantFrom(...TRAPS))),
    cluster: optional(fc.constantFrom(...TRAPS)),
    domains: fc.subarray(['a.example', 'no.example', '1.example', 'b.example']),
    billing: optional(
      fc.record(
        { customer: fc.constantFrom('cus_1', 'cus_no'), subscription: fc.constantFrom('sub_1', 'sub_2') },
        { requiredKeys: [] },
      ),
    ),
    createdAt: optional(time),
    storage: optional(fc.constantFrom('1Gi', '50Gi', '1Ti')),
  })
  .map(({ release, ...fields }) => ({
    ...acme,
    endsAt: '2026-12-01T00:00:00Z',
    purgeAfter: '2026-12-31T00:00:00Z',
    ...(defined(fields) as TenantRecord),
    ...(release === undefined ? {} : { [release[0]]: release[1] }),
  }));

function defined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** A record as its text says it: an empty list of domains is left out. */
const written = (record: TenantRecord) =>
  record.domains.length === 0 ? defined({ ...record, domains: undefined }) : record;

describe('any valid record', () => {
  it('is read back from a new file as it was, by YAML 1.1 too', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const text = newRecordText(record);
        expect(read(text)).toEqual(record);
        for (const seen of readOld(text)) expect(seen).toEqual(written(record));
      }),
      { numRuns: 300 },
    );
  });

  it('stays the same text, byte for byte, when nothing differs', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const text = newRecordText(record);
        expect(editedRecordText(text, read(text))).toBe(text);
      }),
    );
  });

  it('becomes any other by an edit, and YAML 1.1 reads that too', () => {
    fc.assert(
      fc.property(anyRecord, anyRecord, (was, is) => {
        const edited = editedRecordText(newRecordText(was), is);
        expect(read(edited)).toEqual(is);
        for (const seen of readOld(edited)) expect(seen).toEqual(written(is));
        expect(edited.split('\n')[0]).toBe('# yaml-language-server: $schema=../schemas/tenant.schema.json');
        expect(editedRecordText(edited, is)).toBe(edited);
      }),
      { numRuns: 300 },
    );
  });

  it('gets any name in a file that a person wrote', () => {
    fc.assert(
      fc.property(name, (typed) => {
        const edited = editedRecordText(`# ours\n${ACME}`, { ...acme, name: typed });
        expect(read(edited).name).toBe(typed);
        for (const seen of readOld(edited)) expect(seen).toMatchObject({ name: typed });
        expect(edited.split('\n').filter((line) => !line.startsWith('name:'))).toEqual(
          `# ours\n${ACME}`.split('\n').filter((line) => !line.startsWith('name:')),
        );
      }),
    );
  });
});

describe('an edit', () => {
  const text = `# Our first customer.
tier: professional # since 2024
id: acme

name: ACME Auto Repair
mechanics: 4   # asked for 6 in spring
ownerEmail: admin@acme.com
domains:
  # their web shop
  - shop.acme.com
`;

  it.each([
    ['comments, empty lines and keys in any order', text],
    ['spelled out defaults', `${ACME}status: active\ndomains: []\n`],
    [
      'flow style, quotes and numbers in another way',
      `{id: 'acme', "name": A, mechanics: 0x4, tier: free, ownerEmail: a@b.example}`,
    ],
    ['carriage returns and no end', ACME.replaceAll('\n', '\r\n').trimEnd()],
    ['a mark and a document’s start and end', `\ufeff%YAML 1.2\n---\n${ACME}...\n`],
    ['a text of several lines', ACME.replace('ACME Auto Repair', '>-\n    ACME\n    Auto')],
  ])('changes nothing when nothing differs: %s', (_what, any) => {
    expect(editedRecordText(any, read(any))).toBe(any);
  });

  it('keeps comments and the order of keys', () => {
    const edited = editedRecordText(text, {
      ...read(text),
      mechanics: 6,
      status: 'suspended',
      suspendedBy: 'billing',
    });
    expect(edited).toBe(`# Our first customer.
tier: professional # since 2024
id: acme

name: ACME Auto Repair
mechanics: 6 # asked for 6 in spring
ownerEmail: admin@acme.com
domains:
  # their web shop
  - shop.acme.com
status: suspended
suspendedBy: billing
`);
  });

  it('removes a field that is no longer there', () => {
    const suspended = `${ACME}status: suspended\nsuspendedBy: admin # abuse\n`;
    const { suspendedBy, ...rest } = read(suspended);
    expect(suspendedBy).toBe('admin');
    expect(editedRecordText(suspended, { ...rest, status: 'active' })).toBe(`${ACME}status: active\n`);
  });

  it('breaks no long line', () => {
    const long = ACME.replace('ACME Auto Repair', 'word '.repeat(20).trim());
    expect(editedRecordText(long, { ...read(long), mechanics: 5 })).toBe(long.replace('4', '5'));
  });

  it('keeps the comments of a list’s items that stay', () => {
    const domains = `${ACME}domains:
  # the first
  - a.example # since 2024

  # the shop
  - b.example # old
  - c.example

# the end
`;
    const edit = (wanted: string[]) => editedRecordText(domains, { ...read(domains), domains: wanted });
    expect(edit(['a.example', 'b.example', 'c.example', 'd.example'])).toBe(
      domains.replace('\n# the end', '  - d.example\n\n# the end'),
    );
    expect(edit(['a.example', 'c.example'])).toBe(
      domains.replace('\n  # the shop\n  - b.example # old\n', ''),
    );
    expect(edit(['b.example', 'x.example'])).toBe(`${ACME}domains:
  # the first
  # the shop
  - b.example # old
  - x.example

# the end
`);
  });

  it('takes out the list of domains with the last of them', () => {
    const domains = `${ACME}domains: [a.example]\nstorage: 1Ti # big\n`;
    expect(editedRecordText(domains, { ...read(domains), domains: [] })).toBe(`${ACME}storage: 1Ti # big\n`);
  });

  it('changes, adds and removes fields further in', () => {
    const billing = `${ACME}billing:\n  # Stripe\n  customer: cus_1 # theirs\n  subscription: sub_1\n`;
    const edit = (wanted: TenantRecord['billing']) =>
      editedRecordText(billing, { ...read(billing), ...(wanted === undefined ? {} : { billing: wanted }) });
    expect(edit({ customer: 'cus_2', subscription: 'sub_1' })).toBe(billing.replace('cus_1', 'cus_2'));
    expect(edit({ customer: 'cus_1' })).toBe(billing.replace('  subscription: sub_1\n', ''));
    expect(editedRecordText(ACME, { ...acme, billing: { customer: 'cus_1' } })).toBe(
      `${ACME}billing:\n  customer: cus_1\n`,
    );
  });

  it.each(['0x4', '0o4', '4e0', '4.0', '+4', '04'])('of mechanics written as %s is decimal', (number) => {
    const text = ACME.replace('mechanics: 4', `mechanics: ${number} # four`);
    expect(editedRecordText(text, { ...read(text), mechanics: 12 })).toBe(
      ACME.replace('mechanics: 4', 'mechanics: 12 # four'),
    );
  });

  it.each([
    ['no', '"no"'],
    ['Yes', '"Yes"'],
    ['1e3', '"1e3"'],
    ['0o17', '"0o17"'],
    ['1_000', '"1_000"'],
    ['12:30:45', '"12:30:45"'],
    ['2026-11-23', '"2026-11-23"'],
    ['~', '"~"'],
    ['<<', '"<<"'],
    ['=', '"="'],
    ['.inf', '".inf"'],
    ['# 1', '"# 1"'],
    ['a: b', '"a: b"'],
    ['- a', '"- a"'],
    ['"O\'Brien\'s"', '"\\"O\'Brien\'s\\""'],
    ['back\\slash', '"back\\\\slash"'],
    ['Plain Name', 'Plain Name'],
  ])('writes the name %s as %s', (typed, shown) => {
    for (const present of ['ACME Auto Repair', '"quoted"', "'single'", '>-\n  folded\n  text']) {
      const text = ACME.replace('ACME Auto Repair', present);
      expect(editedRecordText(text, { ...acme, name: typed })).toBe(
        ACME.replace('ACME Auto Repair', () => shown),
      );
    }
  });

  it('quotes in what it adds, and makes no alias of what stands there twice', () => {
    const cpu = { cpu: '2', memory: '1Gi' };
    const edited = editedRecordText(ACME, {
      ...acme,
      version: '1e3',
      domains: ['1.example'],
      resources: { web: { requests: cpu, limits: cpu } },
      createdAt: '2026-11-23T09:00:00Z',
    });
    expect(edited.slice(ACME.length)).toBe(`version: "1e3"
domains:
  - "1.example"
resources:
  web:
    requests:
      cpu: "2"
      memory: 1Gi
    limits:
      cpu: "2"
      memory: 1Gi
createdAt: "2026-11-23T09:00:00Z"
`);
  });
});
