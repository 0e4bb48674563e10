import { describe, expect, it } from 'vitest';
import { compareRendered } from '../../../src/diff/compare.ts';
import { gateViolations } from '../../../src/gate/gate.ts';
import { ACME, BIGSHOP, fleetOf, PETE, PLATFORM, rendered } from '../../fixtures/fleet.ts';

const IMAGE = 'ghcr.io/cloudnative-pg/postgresql';
const running = (image: string) => `${PLATFORM}images: {postgresql: "${image}"}\n`;

/** What the gate says when the whole fleet's image changes: rule, who, which database, what was found. */
function changed(from: string, to: string, records = [ACME]) {
  const [was, is] = [running(from), running(to)];
  const byId = (text: string) => new Map(fleetOf(records, text).records.map((record) => [record.id, record]));
  const { platform } = fleetOf(records, is);
  const compared = compareRendered(rendered(records, was), rendered(records, is));
  return gateViolations(compared, { before: byId(was), after: byId(is), platform }).map(
    ({ rule, object, field, found, subjects }) => ({
      rule,
      object,
      field,
      found,
      who: subjects.map((subject) => (subject.kind === 'tenant' ? subject.id : subject.name)),
    }),
  );
}

const rules = (from: string, to: string) => [
  ...new Set(changed(`${IMAGE}:${from}`, `${IMAGE}:${to}`).map(({ rule }) => rule)),
];

describe('a change of PostgreSQL’s version', () => {
  it.each([
    ['17.11', '17.12', []],
    ['17.11', '17.11-standard-trixie', []],
    ['17', '17.11', []],
    ['17', '17-bookworm', []],
    ['17.11', '18.6', ['database-major']],
    ['17.11', '18', ['database-major']],
    ['17.11', '16.15', ['database-major', 'database-downgrade']],
    ['17.11', '17.10', ['database-downgrade']],
    ['17.11', '17', ['database-downgrade']],
    ['17.11', 'latest', ['database-major']],
    ['latest', '17.11', ['database-major']],
    ['latest', 'stable', ['database-major']],
  ])('%s → %s breaks %j', (from, to, broken) => {
    expect(rules(from, to)).toEqual(broken);
  });

  it('is judged equally for the shared database and tenants’ own, in one line for all tenants', () => {
    const [system, tenants, ...rest] = changed(`${IMAGE}:17.11`, `${IMAGE}:18.6`, [ACME, BIGSHOP, PETE]);
    expect(rest).toEqual([]);
    const found = `${IMAGE}:17.11 → ${IMAGE}:18.6: CloudNativePG stops the database for pg_upgrade and cannot go back`;
    expect(system).toMatchObject({
      rule: 'database-major',
      object: 'Cluster/mechanicbuddy-system-postgresql',
      field: 'spec.imageName',
      found,
      who: ['system'],
    });
    expect(tenants).toMatchObject({ rule: 'database-major', found, who: ['acme', 'bigshop'] });
  });

  it('is rejected for a digest without a tag, whose version is unknown', () => {
    const digest = `${IMAGE}@sha256:${'a1'.repeat(32)}`;
    const found = `${IMAGE}:17.11 → ${digest}: an image tag without a version can be any major version`;
    expect(changed(`${IMAGE}:17.11`, digest)).toEqual(
      expect.arrayContaining([expect.objectContaining({ rule: 'database-major', found })]),
    );
    expect(changed(`${IMAGE}:17.11`, `${IMAGE}:17.11@sha256:${'a1'.repeat(32)}`)).toEqual([]);
  });

  it('is allowed if nothing changes, or the database is new or removed', () => {
    expect(changed(`${IMAGE}:latest`, `${IMAGE}:latest`)).toEqual([]);
    const files = rendered([ACME], running(`${IMAGE}:latest`));
    const { platform } = fleetOf([ACME], running(`${IMAGE}:latest`));
    const sides = { before: new Map(), after: new Map(), platform };
    expect(gateViolations(compareRendered(new Map(), files), sides)).toEqual([]);
    const gone = gateViolations(compareRendered(files, new Map()), sides).map(({ rule }) => rule);
    expect(gone).not.toContain('database-major');
  });
});

it('treats a missing image as one without a version', () => {
  const files = rendered([ACME]);
  const path = 'dist/tenants/acme/manifests.yaml';
  const edited = new Map(files).set(path, (files.get(path) ?? '').replace(/ {2}imageName: .*\n/, ''));
  const fleet = fleetOf([ACME]);
  const sides = { before: new Map(), after: new Map(), platform: fleet.platform };
  expect(gateViolations(compareRendered(files, edited), sides)).toMatchObject([
    { rule: 'database-major', found: expect.stringMatching(/:17\.11 → nothing: /) },
  ]);
});
