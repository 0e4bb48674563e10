import { describe, expect, it } from 'vitest';
import { postgresqlRisk, postgresqlVersion } from '../../../src/platform/postgresql.ts';
import { warnings } from '../../../src/platform/warnings.ts';
import { fleetOf } from '../../fixtures/fleet.ts';

const IMAGE = 'ghcr.io/cloudnative-pg/postgresql';
const DIGEST = `sha256:${'a1'.repeat(32)}`;

it.each<[string, ReturnType<typeof postgresqlVersion>]>([
  [`${IMAGE}:17.11`, { major: 17, minor: 11 }],
  [`${IMAGE}:17.0`, { major: 17, minor: 0 }],
  [`${IMAGE}:17.11-standard-trixie`, { major: 17, minor: 11 }],
  [`${IMAGE}:17.11-202608310816-system-bookworm@${DIGEST}`, { major: 17, minor: 11 }],
  [`${IMAGE}:17`, { major: 17 }],
  [`${IMAGE}:17-bookworm`, { major: 17 }],
  ['postgres:9', { major: 9 }],
  ['registry.example.com:5000/postgresql:16.15', { major: 16, minor: 15 }],
  ['registry.example.com:17/postgresql', undefined],
  ['registry.example.com:17.1/postgresql:latest', undefined],
  [`${IMAGE}@${DIGEST}`, undefined],
  [`${IMAGE}:latest`, undefined],
  [`${IMAGE}:18beta3`, undefined],
  [`${IMAGE}:v17.11`, undefined],
  [`${IMAGE}:202608310816`, undefined],
  [`${IMAGE}:17.11x`, undefined],
  ['', undefined],
])('%s is %o', (image, version) => {
  expect(postgresqlVersion(image)).toEqual(version);
});

describe('the risk of an image', () => {
  it.each(['15.19', '16.15', '17.11', '17.12', '18.6', '18.10-standard-trixie'])('%s has none', (tag) => {
    expect(postgresqlRisk(`${IMAGE}:${tag}`)).toBeUndefined();
  });

  it.each([
    ['17.6', 'has known vulnerabilities; use 17.11 or later (https://www.postgresql.org/'],
    ['17.10', 'has known vulnerabilities; use 17.11 or later'],
    ['15.18', 'use 15.19 or later'],
    ['16.14', 'use 16.15 or later'],
    ['18.5', 'use 18.6 or later'],
    ['17', 'names no minor version, so a node may run an old one; use 17.11 or later'],
    ['14.24', 'is PostgreSQL 14, which gets no security fixes anymore; upgrade to 15, 16, 17, 18'],
    ['19.0', 'is PostgreSQL 19, for which no lowest safe version is known here; see https://'],
    ['latest', 'names no version of PostgreSQL; use a tag such as 17.11'],
  ])('%s %s', (tag, risk) => {
    expect(postgresqlRisk(`${IMAGE}:${tag}`)).toContain(risk);
  });
});

describe('validate', () => {
  const told = (more: string) =>
    warnings(
      fleetOf([], `domain: example.com\nrepository: {url: https://git.example.com/x.git}\n${more}`).platform,
    ).filter((warning) => warning.includes('images.postgresql'));

  it('warns about an image below its floor, and names it', () => {
    expect(told(`images: {postgresql: "${IMAGE}:17.6"}\n`)).toEqual([
      expect.stringMatching(
        /^platform\.yaml: images\.postgresql: ghcr\.io\/cloudnative-pg\/postgresql:17\.6 has known vulnerabilities; use 17\.11 or later/,
      ),
    ]);
  });

  it('has nothing to say about the default', () => {
    expect(told('')).toEqual([]);
  });
});
