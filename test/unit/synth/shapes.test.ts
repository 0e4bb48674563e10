import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TenantProps } from '../../../src/charts/tenant/props.ts';
import { resolveParts } from '../../../src/platform/resolve.ts';
import type { Platform } from '../../../src/platform/schema.ts';
import type { TenantRecord } from '../../../src/records/schema.ts';
import { streamText } from '../../../src/synth/manifests.ts';
import { partManifests } from '../../../src/synth/parts.ts';
import { shapesOf, shapeText } from '../../../src/synth/shapes.ts';
import { ACME, BIGSHOP, fleetOf, MOVING, PETE, PLATFORM } from '../../fixtures/fleet.ts';
import { EVERY_RECORD, fitting, platformText } from '../../fixtures/fleet-arbitrary.ts';
import { ownParts } from '../../fixtures/own-parts.ts';

/** Each side rendered for itself, with its own words where charts otherwise see placeholders. */
const direct = (record: TenantRecord, platform: Platform) =>
  ownParts(record, platform).map((part) => streamText(partManifests(part, platform)));
const filled = (record: TenantRecord, platform: Platform) =>
  shapesOf(record, platform).map((shape) => shapeText(shape, record));

const SCHEMAS = `${PLATFORM}freeTier: {isolation: schema}\n`;
const SUSPENDED = `${ACME}status: suspended\nsuspendedBy: admin\n`;
const RECOVERED = `${ACME}generation: 3\nrecoverFrom: tenant-acme-postgresql-2\n`;
const named = (text: string, id: string) =>
  text
    .replace(/^id: .*$/m, `id: ${id}`)
    .replace('tenant-acme-postgresql', `tenant-${id}-postgresql`)
    .replace('mechanicbuddy-hinterhof', `mechanicbuddy-${id}`)
    .replace('workshop.bigshop.com', `${id}.com`);

describe('tenants that differ only in their words', () => {
  it.each([
    ['professional', ACME],
    ['enterprise, with a domain', BIGSHOP],
    ['suspended', SUSPENDED],
    ['recovered from a backup', RECOVERED],
    ['moving', MOVING],
    ['free', PETE],
  ])('have one shape: %s', (_name, text) => {
    const { records, platform } = fleetOf([named(text, 'first'), named(text, 'se-cond')]);
    const [first, second] = records as [TenantRecord, TenantRecord];
    const shapes = shapesOf(first, platform);
    expect(shapes.length).toBe(text === MOVING ? 2 : 1);
    for (const [i, shape] of shapesOf(second, platform).entries()) expect(shape).toBe(shapes[i]);
    expect(filled(first, platform).join('')).toContain('-first\n');
    expect(filled(second, platform)).toEqual(direct(second, platform));
  });

  it('share no shape with tenants of another platform, release, state, size or number of domains', () => {
    const { records, platform } = fleetOf([
      ACME,
      named(SUSPENDED, 'b-sleeps'),
      named(`${ACME}version: v1.1.0\n`, 'c-older'),
      named(`${ACME}domains: [a.example.org]\n`, 'd-domain'),
      named(`${ACME}storage: 300Gi\n`, 'e-large'),
      named(`${ACME}generation: 2\n`, 'f-again'),
    ]);
    const other = structuredClone(platform);
    const shapes = records.flatMap((record) => [...shapesOf(record, platform), ...shapesOf(record, other)]);
    expect(new Set(shapes).size).toBe(12);
  });

  it('run the release that their own id gives them, not that of a placeholder', () => {
    const rollout = PLATFORM.replace(
      'stable: v1.0.0',
      'stable: {version: v1.0.0, next: {version: v1.1.0, percent: 50}}',
    );
    const ids = Array.from({ length: 20 }, (_, i) => `shop-${i}`);
    const { records, platform } = fleetOf(
      ids.map((id) => named(ACME, id)),
      rollout,
    );
    const versions = records.map((record) => shapesOf(record, platform).map(({ part }) => part.version));
    expect(versions).toEqual(
      records.map((record) => ownParts(record, platform).map(({ version }) => version)),
    );
    expect(new Set(versions.flat())).toEqual(new Set(['v1.0.0', 'v1.1.0']));
  });
});

describe('a filled shape equals a direct rendering', () => {
  it('for records of every kind, in every stage of their lifecycle and move', () => {
    fc.assert(
      fc.property(platformText, (text) => {
        const { records, platform } = fleetOf(fitting(EVERY_RECORD, text), text);
        for (const record of records)
          expect(filled(record, platform), record.id).toEqual(direct(record, platform));
      }),
      { numRuns: 3 },
    );
  });

  /** Words of YAML, of the charts and of placeholders. */
  const hard = [
    'null',
    'yes',
    'off',
    'true',
    'nan',
    'inf',
    'e10',
    'spec',
    'name',
    'tenant',
    'postgresql',
  ].concat(['api', 'zq0', 'zq0-id-zq0', 'zq1-id-zq1', 'zq0-name-zq0', 'xn--abc', 'a--b', 'id', 'domain']);
  const id = fc.oneof(fc.constantFrom(...hard), fc.stringMatching(/^[a-z][a-z0-9-]{1,28}[a-z0-9]$/));
  const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
  const domain = fc
    .tuple(label, fc.oneof(label, fc.constant('zq0-domain0-zq0')), fc.constantFrom('com', 'zq0', 'no'))
    .map((labels) => labels.join('.'));
  const name = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1 }),
    fc.constantFrom('$(HOME)', '- x: "y', "'"),
  );
  const ownerEmail = fc.oneof(fc.emailAddress(), fc.constant('zq0-id-zq0@zq0.zq0'));
  const tenant = fc.record({ id, name, ownerEmail, domains: fc.uniqueArray(domain, { maxLength: 3 }) });

  it.each([
    ['its own instance', ACME, PLATFORM],
    ['a place in the shared instance', PETE, PLATFORM],
    ['a schema of the shared database', PETE, SCHEMAS],
    [
      'a platform that holds placeholders',
      ACME,
      PLATFORM.replace('domain: example.com', 'domain: zq0-id-zq0.zq1'),
    ],
  ])('for whatever a tenant is called: %s', (_name, text, on) => {
    const { records, platform } = fleetOf([text], on);
    const [one] = records as [TenantRecord];
    fc.assert(
      fc.property(tenant, (words) => {
        const record = { ...one, ...words };
        expect(filled(record, platform)).toEqual(direct(record, platform));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a chart', () => {
  it('takes no real tenant', () => {
    const { records, platform } = fleetOf([ACME]);
    const [tenant] = resolveParts(records[0] as TenantRecord, platform, records[0] as TenantRecord);
    if (tenant?.kind !== 'dedicated') throw new Error('acme has an instance of its own');
    // @ts-expect-error its words are not placeholders
    const props: TenantProps = { tenant, platform };
    expect(props.tenant.id).toBe('acme');
  });

  it('sees no word of any tenant', () => {
    const { records, platform } = fleetOf(EVERY_RECORD, `${PLATFORM}clusters: {in-cluster: {}, far: {}}\n`);
    for (const record of records) {
      const words = [record.id, record.name, record.ownerEmail, ...record.domains];
      for (const { part } of shapesOf(record, platform)) {
        const seen = JSON.stringify(part);
        for (const word of words) expect(seen, record.id).not.toContain(word);
        expect(seen).not.toContain(record.id.replaceAll('-', '_'));
      }
    }
  });
});
