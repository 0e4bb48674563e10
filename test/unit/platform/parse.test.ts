import { describe, expect, it } from 'vitest';
import { parsePlatform } from '../../../src/platform/parse.ts';
import { problemLine } from '../../../src/records/problem.ts';
import { PLATFORM } from '../../fixtures/fleet.ts';

const lines = (text: string) => {
  const result = parsePlatform(text);
  return result.kind === 'problems' ? result.problems.map(problemLine) : [];
};
const value = (text: string) => {
  const result = parsePlatform(text);
  if (result.kind === 'problems') throw new Error(result.problems.map(problemLine).join('\n'));
  return result.value;
};

it('needs domain and repository.url, and nothing else', () => {
  expect(lines('{}\n')).toEqual([
    'platform.yaml:1: domain: is missing (allowed: a value of type string)',
    'platform.yaml:1: repository: is missing (allowed: a value of type object)',
  ]);
  expect(value('domain: a.example\nrepository: {url: https://x/y}\n').repository.branch).toBe('main');
});

describe('defaults are those of the Helm charts', () => {
  const platform = value('domain: a.example\nrepository: {url: https://x/y}\n');
  it.each([
    ['edge.ingressClassName', platform.edge.ingressClassName, 'nginx'],
    ['edge.certIssuer', platform.edge.certIssuer, 'letsencrypt-prod'],
    ['edge.certificates', platform.edge.certificates, 'perTenant'],
    ['storage.storageClass', platform.storage.storageClass, 'local-path'],
    ['system.database.storage', platform.system.database.storage, '100Gi'],
    ['freeTier.maxTenants', platform.freeTier.maxTenants, 100],
    ['freeTier.isolation', platform.freeTier.isolation, 'database'],
    ['freeTier.database.port', platform.freeTier.database.port, 5432],
    ['freeTier.api.autoscaling.maxReplicas', platform.freeTier.api.autoscaling.maxReplicas, 10],
    ['tiers.professional.mechanics', platform.tiers.professional.mechanics, { min: 2, max: 10 }],
    ['tiers.enterprise.mechanics', platform.tiers.enterprise.mechanics, { min: 11, max: null }],
    ['retention.trialDays', platform.retention.trialDays, 7],
    ['images.api.port', platform.images.api.port, 15_567],
    ['images.managementPortal.user', platform.images.managementPortal.user, 1001],
  ])('%s', (_field, found, wanted) => {
    expect(found).toEqual(wanted);
  });
});

describe('refused, each with its message', () => {
  it.each([
    [
      'a key that is not known, with those that are',
      'edge:\n  ingressClass: nginx\n',
      'platform.yaml:11: edge.ingressClass: no such field (allowed: bodySize, certIssuer, certificates, controller, ingressClassName, rateLimit, solver, timeoutSeconds, wildcardIssuer)',
    ],
    [
      'a free tier that follows no channel',
      'freeTier: {channel: beta}\n',
      'platform.yaml:10: freeTier.channel: no such channel (found "beta"; allowed: stable, canary)',
    ],
    [
      'a system pinned to no release',
      'system: {version: v3}\n',
      'platform.yaml:10: system.version: no such release (found "v3"; allowed: v1.0.0, v1.1.0)',
    ],
    [
      'a default cluster that is not there',
      'defaultCluster: eu\n',
      'platform.yaml:10: defaultCluster: no such cluster (found "eu"; allowed: in-cluster)',
    ],
    [
      'limits below requests',
      'tiers:\n  professional:\n    api:\n      resources:\n        requests: {cpu: "2", memory: 2Gi}\n        limits: {cpu: "1", memory: 4Gi}\n',
      'platform.yaml:15: tiers.professional.api.resources.limits.cpu: is below the request (found "1"; allowed: at least 2)',
    ],
    [
      'an empty range of mechanics',
      'tiers: {professional: {mechanics: {min: 5, max: 3}}}\n',
      'platform.yaml:10: tiers.professional.mechanics.max: is below min (found 3; allowed: at least 5)',
    ],
    [
      'a maximum of replicas below the minimum',
      'freeTier: {web: {autoscaling: {minReplicas: 4, maxReplicas: 3}}}\n',
      'platform.yaml:10: freeTier.web.autoscaling.maxReplicas: is below minReplicas (found 3; allowed: at least 4)',
    ],
    [
      'a reserved id that no id could be',
      'reservedIds: [status, "Not One"]\n',
      'platform.yaml:10: reservedIds[1]: is no label an id could have (found "Not One"; allowed: a–z, 0–9 and -, from a letter)',
    ],
  ])('%s', (_what, more, line) => {
    expect(lines(PLATFORM + more)).toEqual([line]);
  });
});

describe('a subscriber', () => {
  const told = (url: string) => parsePlatform(`${PLATFORM}subscribers: [{url: "${url}"}]\n`).kind;

  it.each([
    ...[
      'https://portal.example/changed',
      'https://billing.tools.svc:8443/x',
      'https://10.1.2.3/',
      'https://[2001:db8::1]/',
    ],
  ])('may be %s', (url) => {
    expect(told(url)).toBe('parsed');
  });

  it.each([
    ...[
      'http://portal.example/',
      'ftp://portal.example/',
      'portal.example',
      'https://',
      'https://a:b@portal.example/',
    ],
    ...['https://127.0.0.1/', 'https://127.1/', 'https://2130706433/', 'https://0x7f.1/', 'https://0.0.0.0/'],
    ...[
      'https://169.254.169.254/latest',
      'https://169.254.170.2/',
      'https://[fe80::1]/',
      'https://[::1]/',
      'https://[::]/',
    ],
    ...['https://[::ffff:169.254.169.254]/', 'https://[64:ff9b::a9fe:a9fe]/', 'https://[fd00:ec2::254]/'],
    ...['https://localhost/', 'https://LOCALHOST:8443/', 'https://x.localhost/', 'https://localhost./'],
    ...[
      'https://metadata.google.internal/',
      'https://metadata/',
      'https://100.100.100.200/',
      'https://168.63.129.16/',
    ],
    'https://224.0.0.1/',
  ])('may not be %s', (url) => {
    expect(told(url)).toBe('problems');
  });
});
