import { describe, expect, it } from 'vitest';
import { compareRendered } from '../../../src/diff/compare.ts';
import { crowdViolations, gateViolations, violationProblem } from '../../../src/gate/gate.ts';
import { RULES } from '../../../src/gate/rules.ts';
import { problemLine } from '../../../src/records/problem.ts';
import type { TenantRecord } from '../../../src/records/schema.ts';
import { ACME, BIGSHOP, fleetOf, MOVING, PETE, PLATFORM, rendered } from '../../fixtures/fleet.ts';

type Files = ReadonlyMap<string, string>;
const ACME_FILE = 'dist/tenants/acme/manifests.yaml';

/** Judges two fleets, or files somebody wrote by hand. */
function judged(
  was: readonly string[],
  is: readonly string[],
  edit: (files: Map<string, string>) => void = () => undefined,
  platform = PLATFORM,
) {
  const [before, after] = [rendered(was), new Map(rendered(is, platform))];
  edit(after);
  return judgedFiles(before, after, was, is, platform);
}

function judgedFiles(
  before: Files,
  after: Files,
  was: readonly string[],
  is: readonly string[],
  platform = PLATFORM,
) {
  const byId = (records: readonly string[], text: string) =>
    new Map<string, TenantRecord>(fleetOf(records, text).records.map((record) => [record.id, record]));
  const fleet = fleetOf(is, platform);
  const sides = { before: byId(was, PLATFORM), after: byId(is, platform), platform: fleet.platform };
  const compared = compareRendered(before, after);
  const violations = [...gateViolations(compared, sides), ...crowdViolations(compared, sides)];
  return violations.map((violation) => problemLine(violationProblem(violation, fleet.platform)));
}

/** A change by hand in what is rendered of acme. */
const byHand = (from: string | RegExp, to: string) =>
  judged([ACME], [ACME], (files) => {
    const text = files.get(ACME_FILE) ?? '';
    const edited = text.replace(from, to);
    if (edited === text) throw new Error(`${from} is not in ${ACME_FILE}`);
    files.set(ACME_FILE, edited);
  });

/** The documents of acme without those of a kind and name. */
const without = (kind: string, name: string) =>
  judged([ACME], [ACME], (files) => {
    const documents = (files.get(ACME_FILE) ?? '').split(/^---\n/m);
    const kept = documents.filter((text) => !text.includes(`kind: ${kind}\nmetadata:\n  name: ${name}\n`));
    if (kept.length !== documents.length - 1) throw new Error(`no ${kind} ${name}`);
    files.set(ACME_FILE, kept.join('---\n'));
  });

const how = (rule: string) =>
  `allowed: with “Allow: ${rule}” in a commit’s message, or the label “allow/${rule}” on the pull request`;

describe('stateful-removed', () => {
  it.each([
    ['Namespace', 'tenant-acme'],
    ['Cluster', 'tenant-acme-postgresql'],
    ['ObjectStore', 'backups'],
  ])('rejects removing a %s', (kind, name) => {
    expect(without(kind, name)).toEqual([
      `tenants/acme.yaml: ${kind}/${name}: stateful-removed (found no longer rendered; ${how('stateful-removed')})`,
    ]);
  });

  it('allows removing objects without data', () => {
    expect(without('PodDisruptionBudget', 'api')).toEqual([]);
  });

  it('rejects removing a tenant’s folder, for each of its objects', () => {
    expect(judged([ACME], [])).toHaveLength(3);
  });

  it('allows a purge to empty the folder after protection is removed', () => {
    const unprotected = `${ACME}status: purging\npurgeStep: unprotected\n`;
    expect(judged([unprotected], [`${ACME}status: purging\npurgeStep: emptied\n`])).toEqual([]);
    expect(judged([ACME], [`${ACME}status: purging\npurgeStep: emptied\n`])).toHaveLength(3);
  });

  it('rejects removing the platform’s own objects', () => {
    const off = PLATFORM.concat('features: {backups: false}\n');
    const lines = judged([], [], () => undefined, off);
    expect(lines).toEqual([
      `system: ObjectStore/backups: stateful-removed (found no longer rendered; ${how('stateful-removed')})`,
    ]);
  });
});

describe('protection-lifted', () => {
  it('rejects a database that Argo CD may delete', () => {
    const lines = byHand(/(kind: Cluster\n[\s\S]*?)Prune=false,Delete=false/, '$1Delete=false');
    expect(lines).toEqual([
      `tenants/acme.yaml: Cluster/tenant-acme-postgresql sync-options: protection-lifted (found Prune=false,Delete=false → Delete=false; ${how('protection-lifted')})`,
    ]);
  });

  it.each([
    ['a purge', ACME, `${ACME}status: purging\npurgeStep: unprotected\n`],
    [
      'a move that is taken back',
      MOVING,
      `${PETE.replaceAll('pete', 'hinterhof')}importFrom: {database: mechanicbuddy-hinterhof}\nmigration: {from: free, to: professional, step: detached}\n`,
    ],
    ['the end of a move', MOVING.replace('importing', 'confirmed'), MOVING.replace('importing', 'releasing')],
  ])('lets %s lift it', (_, was, is) => {
    expect(judged([was], [is])).toEqual([]);
  });
});

describe('protection-lifted, for operators that delete', () => {
  const edited = (from: string, to: string) =>
    judged([PETE], [PETE], (files) => {
      const path = 'dist/free-tier/tenants/pete/manifests.yaml';
      files.set(path, (files.get(path) ?? '').replace(from, to));
    });

  it('rejects a database that is deleted with its object, outside a purge', () => {
    expect(edited('databaseReclaimPolicy: retain', 'databaseReclaimPolicy: delete')).toEqual([
      `tenants/pete.yaml: Database/mechanicbuddy-pete spec.databaseReclaimPolicy: protection-lifted (found retain → delete; ${how('protection-lifted')})`,
    ]);
    const purging = `${PETE}status: purging\npurgeStep: unprotected\n`;
    expect(judged([PETE], [purging])).toEqual([]);
  });

  it.each([
    ['name: mechanicbuddy-pete\n', 'name: other\n', 'spec.name'],
    ['template: ', 'template: other-', 'spec.template'],
  ])('refuses another %s of it, as its CRD does', (from, to, field) => {
    const path = 'dist/free-tier/tenants/pete/manifests.yaml';
    const lines = judged([PETE], [PETE], (files) => {
      const [head, spec] = (files.get(path) ?? '').split(/(?<=\nspec:\n)(?=[\s\S]*databaseReclaimPolicy)/);
      files.set(path, `${head}${spec?.replace(from, to)}`);
    });
    expect(lines.map((line) => line.replace(/ \(found.*/, ''))).toEqual([
      `tenants/pete.yaml: Database/mechanicbuddy-pete ${field}: immutable-field`,
    ]);
  });
});

describe('storage-shrinks', () => {
  it('rejects a smaller volume, in one line for all tenants', () => {
    const small = PLATFORM.concat('tiers: {professional: {database: {storage: 40Gi}}}\n');
    const two = ACME.replaceAll('acme', 'other');
    expect(judged([ACME, two], [ACME, two], () => undefined, small)).toEqual([
      `tenants/: Cluster/tenant-{id}-postgresql spec.storage.size: storage-shrinks for acme, other (found 50Gi → 40Gi; ${how('storage-shrinks')})`,
    ]);
  });

  it('allows a larger volume', () => {
    expect(judged([ACME], [`${ACME}storage: 60Gi\n`])).toEqual([]);
  });

  it('rejects a size that is missing or not a size', () => {
    const shrunk = (to: string) =>
      byHand(/(kind: Cluster\n[\s\S]*?\n {4}size: )50Gi/, to)
        .map((line) => /storage-shrinks \(found (.*?);/.exec(line)?.[1])
        .filter((found) => found !== undefined);
    expect(shrunk('$1null')).toEqual(['50Gi → null']);
    expect(shrunk('$1{}')).toEqual(['50Gi → {}']);
    expect(shrunk('$1plenty')).toEqual(['50Gi → plenty']);
    const gone = byHand(/(kind: Cluster\n[\s\S]*?)\n {4}size: 50Gi/, '$1');
    expect(gone.filter((line) => line.includes('storage-shrinks (found 50Gi → nothing'))).toHaveLength(1);
  });

  it('ignores other sizes', () => {
    const lines = byHand(
      /(kind: Deployment\nmetadata:\n {2}name: api\n[\s\S]*?\nspec:\n)/,
      '$1  storage: {size: 5Gi}\n',
    );
    expect(lines).toEqual([]);
  });

  it('compares units', () => {
    const text = /(kind: Cluster\n[\s\S]*?size: )50Gi/;
    const shrinks = (size: string) =>
      byHand(text, `$1${size}`).filter((line) => line.includes('storage-shrinks'));
    expect(shrinks('1Ti')).toEqual([]);
    expect(shrinks('51199Mi')).toHaveLength(1);
  });
});

describe('immutable-field', () => {
  it.each<[string, RegExp, string, string]>([
    [
      'a Deployment’s selector',
      /(kind: Deployment\nmetadata:\n {2}name: api\n[\s\S]*?matchLabels:\n)/,
      '$1      extra: label\n',
      'Deployment/api spec.selector',
    ],
    [
      'a ScheduledBackup’s cluster',
      /(kind: ScheduledBackup\n[\s\S]*?cluster:\n +name: )[\w-]+/,
      '$1other',
      'ScheduledBackup/tenant-acme-postgresql spec.cluster',
    ],
    [
      'a database’s storage class',
      /(kind: Cluster\n[\s\S]*?storageClass: )[\w-]+/,
      '$1fast',
      'Cluster/tenant-acme-postgresql spec.storage.storageClass',
    ],
  ])('refuses that %s changes', (_, from, to, field) => {
    const [line, ...rest] = byHand(from, to);
    expect(rest).toEqual([]);
    expect(line).toContain(`tenants/acme.yaml: ${field}: immutable-field (found `);
  });

  it('allows changing a Job that is replaced', () => {
    expect(judged([ACME], [`${ACME}version: v1.1.0\n`])).toEqual([]);
    const lines = judged([ACME], [`${ACME}version: v1.1.0\n`], (files) => {
      files.set(ACME_FILE, (files.get(ACME_FILE) ?? '').replace('"Force=true,Replace=true"', '"Force=true"'));
    });
    expect(lines[0]).toContain('Job/db-migration spec.template: immutable-field');
  });
});

describe('network-opened', () => {
  const opened = (lines: readonly string[]) => lines.map((line) => /\(found (.*?); allowed/.exec(line)?.[1]);

  it.each<[string, string | RegExp, string, string]>([
    [
      'another port',
      /(name: web\n[\s\S]*?ports:\n +- port: )3000/,
      '$13001',
      'allows namespaces kubernetes.io/metadata.name=ingress-nginx, pods app.kubernetes.io/component=controller,app.kubernetes.io/name=ingress-nginx on TCP 3001',
    ],
    [
      'fewer labels of who may come',
      /( +app\.kubernetes\.io\/component: controller\n)( +app\.kubernetes\.io\/name: ingress-nginx\n)/,
      '$1',
      'allows namespaces kubernetes.io/metadata.name=ingress-nginx, pods app.kubernetes.io/component=controller on TCP 15567',
    ],
    [
      'a hole that is closed no more',
      / +- "?169\.254\.0\.0\/16"?\n/,
      '',
      'allows 0.0.0.0/0 except 10.0.0.0/8, 100.64.0.0/10, 172.16.0.0/12, 192.168.0.0/16 on TCP 443',
    ],
  ])('refuses %s', (_, from, to, found) => {
    expect(opened(byHand(from, to))).toContain(found);
  });

  it.each<[string, string | RegExp, string]>([
    ['one more hole', /( +)(- "?169\.254\.0\.0\/16"?\n)/, '$1$2$1- 198.51.100.0/24\n'],
    ['a smaller range', /(cidr: "?172\.16\.)0\.0\/12/, '$11.0/24'],
    [
      'one more label of who may come',
      /( +)(app\.kubernetes\.io\/component: controller\n)/,
      '$1$2$1more: labels\n',
    ],
  ])('lets %s close more', (_, from, to) => {
    expect(byHand(from, to)).toEqual([]);
  });

  it('reads a policy without types as Kubernetes does', () => {
    const extra = (spec: string) =>
      judged([ACME], [ACME], (files) => {
        const policy = `---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: extra, namespace: tenant-acme}\nspec: ${spec}\n`;
        files.set(ACME_FILE, `${files.get(ACME_FILE)}${policy}`);
      });
    expect(opened(extra('{podSelector: {}, ingress: [{}]}'))).toEqual(['allows any peer on any port']);
    expect(opened(extra('{podSelector: {}, egress: [{}]}'))).toEqual(['allows any peer on any port']);
    expect(extra('{podSelector: {}}')).toEqual([]);
    expect(extra('{podSelector: {}, policyTypes: [Egress], ingress: [{}]}')).toEqual([]);
    const unread = ['unreadable: it may allow any traffic'];
    expect(opened(extra('{podSelector: {}, policyTypes: [ingress]}'))).toEqual(unread);
    expect(opened(extra('{podSelector: [], ingress: [{from: [{ipBlock: {cidr: anywhere}}]}]}'))).toEqual(
      unread,
    );
  });

  it('rejects removing policy types: traffic that they denied is allowed', () => {
    const lines = byHand(/(name: default-deny\n[\s\S]*?policyTypes:\n) +- Ingress\n/, '$1');
    expect(opened(lines)).toEqual(['no longer isolates its pods']);
  });

  it('rejects pods that are no longer isolated', () => {
    expect(opened(without('NetworkPolicy', 'default-deny'))).toEqual(['no longer isolates its pods']);
  });

  it('allows access to the shared data when a move begins, and only then', () => {
    const free = PETE.replaceAll('pete', 'hinterhof');
    expect(judged([free], [MOVING])).toEqual([]);
    const more = judged([free], [MOVING], (files) => {
      const path = 'dist/free-tier/tenants/hinterhof/manifests.yaml';
      const text = files.get(path) ?? '';
      files.set(
        path,
        text.replace(
          'kubernetes.io/metadata.name: tenant-hinterhof',
          'kubernetes.io/metadata.name: tenant-acme',
        ),
      );
    });
    expect(more.map((line) => /network-opened \(found (.*?) on/.exec(line)?.[1])).toEqual([
      expect.stringContaining('tenant-acme'),
    ]);
    const confirmed = MOVING.replace('importing', 'confirmed');
    expect(judged([MOVING], [confirmed])).toEqual([]);
    const lines = judgedFiles(rendered([confirmed]), rendered([MOVING]), [MOVING], [MOVING]);
    expect(lines.some((line) => line.includes('network-opened'))).toBe(true);
  });

  it('rejects access to a database if no move begins', () => {
    const free = PETE.replaceAll('pete', 'hinterhof');
    const way = (records: readonly string[]) =>
      judgedFiles(rendered([free]), rendered([MOVING]), records, records).filter((line) =>
        line.includes('network-opened'),
      );
    // For the Job that imports, and for the database that it fills.
    const opened = /allows namespaces kubernetes\.io\/metadata\.name=tenant-hinterhof, pods .* on TCP 5432/;
    for (const records of [[free], [MOVING]])
      expect(way(records)).toEqual([expect.stringMatching(opened), expect.stringMatching(opened)]);
  });

  it('ignores a new tenant', () => {
    expect(judged([], [ACME, BIGSHOP, PETE])).toEqual([]);
  });
});

describe('quota-exceeded', () => {
  const hard = (name: string, to: string) =>
    byHand(new RegExp(`("?${name.replace('.', '\\.')}"?: ).*`), `$1${to}`);

  it.each([
    ['requests.cpu', '3900m', '3900m, but 4200m needed'],
    ['limits.memory', '16Gi', '16Gi, but 17408Mi needed'],
    ['pods', '"5"', '5, but 6 needed'],
    ['persistentvolumeclaims', '"1"', '1, but 2 needed'],
    ['requests.storage', '99Gi', '99Gi, but 102400Mi needed'],
  ])('refuses %s of %s', (name, to, found) => {
    expect(hard(name, to)).toEqual([
      `tenants/acme.yaml: ResourceQuota/quota spec.hard[${name}]: quota-exceeded (found ${found}; ${how('quota-exceeded')})`,
    ]);
  });

  it('allows a quota that equals what runs', () => {
    expect(hard('pods', '"6"')).toEqual([]);
    expect(hard('limits.memory', '17Gi')).toEqual([]);
  });

  it('rejects a quota below what runs', () => {
    const lines = byHand(/(kind: Deployment\nmetadata:\n {2}name: web\n[\s\S]*?replicas: )2/, '$130');
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.every((line) => line.includes('quota-exceeded'))).toBe(true);
  });

  it('reports a quantity that cannot be compared', () => {
    expect(hard('requests.cpu', 'plenty')[0]).toMatch(/ResourceQuota\/quota( spec.*)?: quota-exceeded/);
    expect(hard('limits.memory', '17e9')[0]).toContain(
      'cannot be compared: not a quantity in Mi, Gi or Ti: 17000000000',
    );
  });

  it('allows every tenant as it is rendered', () => {
    expect(judged([], [ACME, BIGSHOP, PETE, MOVING])).toEqual([]);
  });
});

describe('image-without-release', () => {
  it('rejects an image that is in no release, in any field', () => {
    const lines = byHand(
      'ghcr.io/mechanicbuddy/mechanicbuddy-api:1.0.0',
      'ghcr.io/mechanicbuddy/mechanicbuddy-api:latest',
    );
    expect(lines).toEqual([
      `tenants/acme.yaml: Deployment/api spec.template.spec.containers[api].image: image-without-release (found ghcr.io/mechanicbuddy/mechanicbuddy-api:latest; ${how('image-without-release')})`,
    ]);
    expect(byHand(/(imageName: ).*/, '$1evil.example/postgresql:17.11')).toHaveLength(1);
  });

  it('rejects invalid YAML', () => {
    const lines = byHand(/(name: api\n[\s\S]*?)( {2}replicas: 2\n)/, '$1$2$2');
    expect(lines).toContain(
      `tenants/acme.yaml: Deployment/api: image-without-release (found invalid YAML; ${how('image-without-release')})`,
    );
  });

  it('reports an object that lacks required fields', () => {
    const lines = byHand(
      /(kind: Deployment\nmetadata:\n {2}name: web\n[\s\S]*?\nspec:\n)[\s\S]*?(?=---)/,
      '$1  replicas: 1\n',
    );
    expect(lines.join()).toContain(
      'cannot be compared: not the form in which mechanicbuddy renders objects: Deployment/web',
    );
  });

  it('requires the digest if the release has one', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const pinned = PLATFORM.replace('v1.1.0: {}', `v1.1.0: {digests: {api: "${digest}"}}`);
    const next = `${ACME}version: v1.1.0\n`;
    expect(judged([ACME], [next], () => undefined, pinned)).toEqual([]);
    const lines = judged(
      [ACME],
      [next],
      (files) => {
        files.set(ACME_FILE, (files.get(ACME_FILE) ?? '').replaceAll(`@${digest}`, ''));
      },
      pinned,
    );
    expect(lines[0]).toContain('found ghcr.io/mechanicbuddy/mechanicbuddy-api:1.1.0;');
  });
});

describe('too-many-tenants', () => {
  const ids = ['one', 'two', 'three', 'four'];
  const shops = (more = '') => ids.map((id) => ACME.replace('id: acme', `id: ${id}`) + more);
  const limited = (gate: string) =>
    judged(shops(), shops('storage: 60Gi\n'), () => undefined, `${PLATFORM}gate: {${gate}}\n`);

  it('rejects more tenants than the number or share allows', () => {
    expect(limited('maxTenants: 4')).toEqual([]);
    expect(limited('maxTenants: 3')).toEqual([
      `tenants/: too-many-tenants for four, one, three, two (found 4 of 4, at most 3 at once; ${how('too-many-tenants')})`,
    ]);
    expect(limited('maxPercent: 50')[0]).toContain('4 of 4, at most 2 at once');
    expect(limited('maxPercent: 100')).toEqual([]);
    expect(limited('maxPercent: 1')[0]).toContain('4 of 4, at most 1 at once');
  });

  it('does not count new tenants', () => {
    expect(judged([], shops(), () => undefined, `${PLATFORM}gate: {maxTenants: 1}\n`)).toEqual([]);
  });
});

it('says how to allow a rule, by the names in platform.yaml', () => {
  const own = PLATFORM.concat(
    'gate: {trailer: Approved, labelPrefix: "gate:"}\n',
    'features: {backups: false}\n',
  );
  expect(judged([], [], () => undefined, own)[0]).toContain(
    'allowed: with “Approved: stateful-removed” in a commit’s message, or the label “gate:stateful-removed” on the pull request',
  );
});

it('describes each rule', () => {
  for (const about of Object.values(RULES)) expect(about.length).toBeGreaterThan(20);
});
