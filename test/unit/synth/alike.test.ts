import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../../src/platform/fleet.ts';
import { resolve } from '../../../src/platform/resolve.ts';
import type { TenantRecord } from '../../../src/records/schema.ts';
import { alikeText } from '../../../src/synth/alike.ts';
import { streamText } from '../../../src/synth/manifests.ts';
import { partManifests } from '../../../src/synth/parts.ts';
import { renderTenant } from '../../../src/synth/tenant.ts';
import { ACME, BIGSHOP, fleetOf, PLATFORM } from '../../fixtures/fleet.ts';
import { EVERY_RECORD, fitting, platformText } from '../../fixtures/fleet-arbitrary.ts';

/** Rendered for itself, whatever was rendered before. */
const alone = (record: TenantRecord, platform: Fleet['platform']) =>
  renderTenant(record, structuredClone(platform));

/** A fleet that is rendered again and again: everybody is then filled in where that can be. */
function expectAlike({ records, platform }: Fleet): void {
  for (let round = 0; round < 3; round++)
    for (const record of records)
      expect([...renderTenant(record, platform)], record.id).toEqual([...alone(record, platform)]);
}

const SUSPENDED = `${ACME}status: suspended\nsuspendedBy: admin\n`;
const named = (text: string, id: string) => text.replace(/^id: .*$/m, `id: ${id}`);

describe('tenants of one shape', () => {
  it.each([
    ['a professional one', ACME],
    ['an enterprise one', BIGSHOP],
    ['a suspended one', SUSPENDED],
    ['one with domains', `${ACME}domains: [one.example.org, two.example.org]\n`],
    ['one of a later generation', `${ACME}generation: 2\n`],
    ['one with sizes of its own', `${ACME}storage: 300Gi\n`],
  ])('are rendered once: %s is filled in', (_name, text) => {
    const { records, platform } = fleetOf([
      named(text, 'first'),
      named(text, 'second')
        .replaceAll('one.', '1.')
        .replaceAll('two.', '2.')
        .replaceAll('bigshop.com', 'other.com'),
    ]);
    const [first, second] = records as [TenantRecord, TenantRecord];
    expect(alikeText(first, platform)).toBeUndefined();
    const filled = alikeText(second, platform);
    expect(filled).toBe(streamText(partManifests(resolve(second, platform), platform)));
    expect(filled).toContain('name: tenant-second\n');
    expect(alikeText(first, platform)).toContain('name: tenant-first\n');
  });

  it('are not those of another platform, release, state or number of domains', () => {
    const { records, platform } = fleetOf([
      ACME,
      named(SUSPENDED, 'b-sleeps'),
      named(`${ACME}version: v1.1.0\n`, 'c-older'),
      named(`${ACME}domains: [a.example.org]\n`, 'd-domain'),
    ]);
    for (const record of records) expect(alikeText(record, platform), record.id).toBeUndefined();
    for (const record of records) expect(alikeText(record, platform), record.id).toBeDefined();
    const other = structuredClone(platform);
    for (const record of records) expect(alikeText(record, other), record.id).toBeUndefined();
  });

  it('give every record of every life and move just what it renders to by itself', () => {
    fc.assert(
      fc.property(platformText, (platform) => {
        expectAlike(fleetOf(fitting(EVERY_RECORD, platform), platform));
      }),
      { numRuns: 2 },
    );
  });

  it('are called as they like: words of YAML, of the charts, of the stand-ins', () => {
    const hard = [
      'null',
      'yes',
      'off',
      'true',
      'nan',
      'inf',
      'spec',
      'name',
      'tenant',
      'postgresql',
      'api',
      'aqz',
      'b0qz',
      'zw8-x7w',
      'xn--q9-m7',
      'xn--abc',
    ];
    const id = fc.oneof(fc.constantFrom(...hard), fc.stringMatching(/^[a-z][a-z0-9-]{1,28}[a-z0-9]$/));
    const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
    const domain = fc
      .tuple(label, fc.oneof(label, fc.constant('qz')), fc.constantFrom('com', 'cq', 'no'))
      .map((labels) => labels.join('.'));
    const tenants = fc.uniqueArray(fc.tuple(id, fc.uniqueArray(domain, { maxLength: 2 })), {
      minLength: 3,
      maxLength: 12,
      selector: ([id]) => id,
    });
    const { records, platform } = fleetOf([ACME]);
    const [acme] = records as [TenantRecord];
    fc.assert(
      fc.property(tenants, (all) => {
        for (const [id, domains] of all) {
          const record = { ...acme, id, domains };
          expect([...renderTenant(record, platform)]).toEqual([...alone(record, platform)]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are unlike where the platform has a stand-in’s name', () => {
    const { records, platform } = fleetOf(
      [ACME, named(ACME, 'second')],
      PLATFORM.replace(/^domain: .*$/m, 'domain: aqz.example'),
    );
    for (const record of [...records, ...records]) expect(alikeText(record, platform)).toBeUndefined();
    expectAlike({ records, platform });
  });
});
