import fc from 'fast-check';
import { load, YAML11_SCHEMA } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { parseRecord } from '../../../src/records/parse.ts';
import type { TenantRecord } from '../../../src/records/schema.ts';
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

describe('any name that is allowed', () => {
  const isAllowed = (name: string) => {
    const text = `id: acme\nname: ${JSON.stringify(name)}\nownerEmail: a@b.example\ntier: professional\nmechanics: 2\n`;
    return parseRecord('tenants/acme.yaml', text).kind === 'parsed';
  };
  const name = foreignText.filter(isAllowed);

  it('is read back as it was, from a new record and from an edited one, by YAML 1.1 too', () => {
    fc.assert(
      fc.property(name, (typed) => {
        for (const text of [
          newRecordText({ ...acme, name: typed }),
          editedRecordText(ACME, { ...acme, name: typed }),
        ]) {
          expect(read(text).name).toBe(typed);
          expect((load(text, { schema: YAML11_SCHEMA }) as { name: string }).name).toBe(typed);
        }
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

  it('changes nothing when nothing differs', () => {
    expect(editedRecordText(text, read(text))).toBe(text);
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

  it('quotes what another reader would take for a boolean', () => {
    expect(editedRecordText(ACME, { ...acme, name: 'no' })).toContain('name: "no"\n');
  });
});
