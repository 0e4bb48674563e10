import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { parseFleet } from '../../../src/platform/fleet.ts';
import { parsePlatform } from '../../../src/platform/parse.ts';
import { allTiers, dedicatedTiers, tierValues } from '../../../src/platform/tiers.ts';
import { warnings } from '../../../src/platform/warnings.ts';
import { problemLine } from '../../../src/records/problem.ts';
import { ACME, filesOf, fleetOf, PLATFORM } from '../../fixtures/fleet.ts';

const platformWith = (text: string) => parsePlatform(PLATFORM + text);
const valid = (text: string) => fleetOf([], PLATFORM + text).platform;
const problems = (text: string) => {
  const result = platformWith(text);
  return result.kind === 'problems' ? result.problems.map(problemLine) : [];
};

const SIZES = '{requests: {cpu: 100m, memory: 256Mi}, limits: {cpu: 200m, memory: 512Mi}}';
const WHOLE = `{mechanics: {min: 1, max: 3}, application: solo, api: {replicas: 1, resources: ${SIZES}}, web: {replicas: 1, resources: ${SIZES}}, database: {instances: 1, storage: 10Gi, resources: ${SIZES}}}`;

describe('a tier of platform.yaml', () => {
  it('has the values that it gives', () => {
    const platform = valid(`tiers: {starter: ${WHOLE}}\n`);
    expect(tierValues('starter', platform)).toMatchObject({
      mechanics: { min: 1, max: 3 },
      application: 'solo',
      api: { replicas: 1, resources: { requests: { cpu: '100m' } } },
      database: { instances: 1, storage: '10Gi' },
    });
  });

  it('has those of the tier that it is like where it gives none', () => {
    const platform = valid(
      'tiers: {small: {like: starter, application: free}, starter: {like: professional, mechanics: {min: 1}, database: {storage: 10Gi}}}\n',
    );
    const { professional } = platform.tiers;
    const starter = {
      ...professional,
      mechanics: { ...professional.mechanics, min: 1 },
      database: { ...professional.database, storage: '10Gi' },
    };
    expect(tierValues('starter', platform)).toEqual(starter);
    expect(tierValues('small', platform)).toEqual({ ...starter, application: 'free' });
  });

  it('misses every value that nobody gives', () => {
    const found = problems('tiers: {starter: {mechanics: {min: 1}, database: {instances: 1}}}\n');
    const missing = ['mechanics.max', 'application', 'api', 'web', 'database.storage', 'database.resources'];
    for (const field of missing)
      expect(found).toContainEqual(expect.stringContaining(`tiers.starter.${field}: is missing`));
    expect(found).toHaveLength(missing.length);
    expect(found[0]).toContain('like: professional');
  });

  it.each([
    [
      'like nothing that there is',
      '{starter: {like: pro}}',
      'tiers.starter.like: does not lead to a tier with values (found "pro"; allowed: professional, enterprise)',
    ],
    ['like a shared one', '{starter: {like: free}}', 'tiers.starter.like: does not lead'],
    ['like itself', '{starter: {like: starter}}', 'tiers.starter.like: does not lead'],
    ['like one that is like it', '{a: {like: b}, b: {like: a}}', 'tiers.a.like'],
    ['named like a part of the platform', `{system: ${WHOLE}}`, 'tiers.system: is a reserved name'],
    ['named like nothing', `{"Big One": ${WHOLE}}`, 'tiers.Big One: is not a tier’s name'],
    [
      'for fewer mechanics than its least',
      '{starter: {like: professional, mechanics: {min: 11}}}',
      'tiers.starter.mechanics.max: is below min',
    ],
    [
      'with a limit below its request',
      `{starter: {like: professional, api: {resources: {requests: {cpu: 2, memory: 1Gi}, limits: {cpu: 1, memory: 1Gi}}}}}`,
      'tiers.starter.api',
    ],
    [
      'with a field that there is none',
      '{starter: {like: professional, size: 3}}',
      'tiers.starter.size: no such field',
    ],
  ])('is not %s', (_what, tiers, message) => {
    expect(problems(`tiers: ${tiers}\n`).join('\n')).toContain(message);
  });

  it('is known wherever a tier is named', () => {
    const own = `tiers: {starter: {like: professional}}\n`;
    const named = (tier: string) => [
      `stripe: {prices: {price_1: ${tier}}}\n`,
      `prices: {perMechanic: {${tier}: 9}}\n`,
      `nodePools: {${tier}: {nodeSelector: {pool: small}}}\n`,
    ];
    for (const text of named('starter')) expect(problems(own + text)).toEqual([]);
    for (const text of named('startr'))
      expect(problems(own + text).join()).toMatch(
        /no such tier \(found "startr"; .*did you mean starter\?.*add a tier/,
      );
    expect(problems('stripe: {prices: {price_1: free}}\n').join()).toContain('is a shared tier');
  });

  it('is larger or smaller by its values, never by its name', () => {
    const platform = valid(
      'tiers: {zero: {like: professional, mechanics: {min: 1}}, huge: {like: enterprise, database: {storage: 1Ti}}}\n',
    );
    expect(dedicatedTiers(platform)).toEqual(['zero', 'professional', 'enterprise', 'huge']);
    expect(allTiers(platform).slice(0, 2)).toEqual(['free', 'demo']);
  });

  it('without a price is warned about', () => {
    const own = 'tiers: {starter: {like: professional}}\n';
    expect(warnings(valid(own)).join('\n')).toContain('prices.perMechanic.starter');
    expect(warnings(valid(`${own}prices: {perMechanic: {starter: 0}}\n`)).join('\n')).not.toContain(
      'perMechanic',
    );
  });
});

const record = (tier: string) => ACME.replace('tier: professional', `tier: ${tier}`);

it('a record’s tier is one of platform.yaml, or the message says which there are and how to add one', () => {
  const result = parseFleet(filesOf([record('profesional')]));
  expect(result.kind === 'problems' && result.problems.map(problemLine)).toEqual([
    'tenants/acme.yaml:4: tier: no such tier (found "profesional"; allowed: free, demo, professional, enterprise; did you mean professional?; to add a tier, give it a block under tiers in platform.yaml)',
  ]);
});

const NAMES = fc
  .stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/)
  .filter((name) => !['free', 'demo', 'shared', 'system', 'constructor'].includes(name));

it('a tier may have any name', () => {
  fc.assert(
    fc.property(fc.uniqueArray(NAMES, { minLength: 1, maxLength: 4 }), (names) => {
      const own = names.filter((name) => name !== 'professional' && name !== 'enterprise');
      const tiers = Object.fromEntries(own.map((name) => [name, { like: 'professional' }]));
      const [name = 'professional'] = names;
      const text = stringify({ tiers, stripe: { prices: { price_1: name } } });
      const tenant = ACME.replace('tier: professional', stringify({ tier: name }).trim());
      const mechanics = name === 'enterprise' ? tenant.replace('mechanics: 4', 'mechanics: 14') : tenant;
      const { platform, records } = fleetOf([mechanics], PLATFORM + text);
      expect(records[0]?.tier).toBe(name);
      expect(platform.stripe.prices['price_1']?.tier).toBe(name);
      expect(new Set(allTiers(platform))).toEqual(
        new Set(['free', 'demo', 'professional', 'enterprise', ...own]),
      );
    }),
  );
});
