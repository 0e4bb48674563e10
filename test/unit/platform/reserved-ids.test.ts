import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeProblems } from '../../../src/platform/changes.ts';
import { deriveId } from '../../../src/platform/new-tenant.ts';
import { reservationOf } from '../../../src/platform/reserved-ids.ts';
import { fleetOf, PETE, PLATFORM, problemLines } from '../../fixtures/fleet.ts';

const { platform } = fleetOf([]);
const why = (id: string, of = platform) => reservationOf(id, of)?.message;

describe('an id that a new tenant may not have', () => {
  it.each([
    ...[
      'admin',
      'administrator',
      'root',
      'login',
      'signin',
      'sign-in',
      'sso',
      'auth',
      'oauth2',
      'id',
      'account',
    ],
    ...[
      'support',
      'help-desk',
      'billing',
      'status',
      'checkout',
      'mail',
      'webmail',
      'smtp',
      'mx',
      'autodiscover',
    ],
    ...[
      'auto-discover',
      'autoconfig',
      'mta-sts',
      'postmaster',
      'hostmaster',
      'abuse',
      'wpad',
      'isatap',
      'localhost',
    ],
    ...[
      'argocd',
      'argo-cd',
      'grafana',
      'prometheus',
      'vault',
      'kubernetes',
      'staging',
      'cdn',
      'static',
      'ftp',
    ],
  ])('%s', (id) => {
    expect(why(id)).toMatch(/^is reserved: its host would pass for /);
  });

  it.each(['ns1', 'ns-2', 'mx10', 'mail3', 'smtp-1', 'api2', 'www2', 'web1', 'node7'])(
    '%s: one of several',
    (id) => {
      expect(why(id)).toMatch(/^is reserved/);
    },
  );

  it.each([
    ...['paypal-login', 'login-paypal', 'paypallogin', 'sparkasse-sso', 'acme-verify', 'my-password-reset'],
    ...['bank-log-in', 'dhl-billing', 'amazon-support', 'bmw-account', 'adm1n', 'l0gin', 'paypa1', 'supp0rt'],
  ])('%s: a page that asks for a password', (id) => {
    expect(why(id)).toMatch(/^is reserved/);
  });

  it.each(['www', 'api', 'app', 'tenancy', 'testt', 'template', 'free-tier'])(
    '%s, whatever platform.yaml allows',
    (id) => {
      expect(why(id, { ...platform, allowedIds: [id] })).toBe('is reserved for the platform');
    },
  );

  it.each([
    'mechanicbuddy',
    'mechanicbuddy-system',
    'kube-system',
    'ingress-nginx',
    'cnpg-system',
    'management-api',
  ])('%s: the platform’s own', (id) => {
    expect(why(id)).toMatch(/^is reserved/);
  });

  it('a namespace that the settings name, and the first label of the domain', () => {
    const named = fleetOf(
      [],
      `${PLATFORM.replace('example.com', 'fixit.example')}argocd: {namespace: delivery}\n`,
    ).platform;
    expect(why('delivery', named)).toMatch(/the platform itself/);
    expect(why('fixit', named)).toMatch(/the platform itself/);
    expect(why('delivery')).toBeUndefined();
  });

  it.each(['xn--bcher-kva', 'ab--cd', 'aa--'.concat('bb')])('%s: what looks like an A-label', (id) => {
    expect(why(id, { ...platform, allowedIds: [id] })).toBe('looks like an encoded name');
  });

  it('more than 23 characters', () => {
    expect(why('a'.repeat(23))).toBeUndefined();
    expect(why('a'.repeat(24), { ...platform, allowedIds: ['a'.repeat(24)] })).toBe(
      'is longer than 23 characters',
    );
  });
});

it.each([
  ...['acme', 'petes-garage', 'auto-mail-express', 'admiral-motors', 'statuscar', 'a--b', 'abc--d'],
  ...[
    'support-vehicles',
    'bank-street-garage',
    'team-motors',
    'ns-automobile',
    'kfz-service-nord',
    'garage-24',
  ],
])('%s is a workshop’s as ever', (id) => {
  expect(why(id)).toBeUndefined();
});

it('a surname with such a word needs the operator’s word', () => {
  expect(why('loginov')).toMatch(/a sign-in page/);
  expect(why('loginov', { ...platform, allowedIds: ['loginov'] })).toBeUndefined();
});

describe('platform.yaml', () => {
  it('adds to the built-in names, and takes single ones from them', () => {
    const { platform: own } = fleetOf(
      [],
      `${PLATFORM}reservedIds: [acme]\nallowedIds: [status, mail-login]\n`,
    );
    expect([why('acme', own), why('status', own), why('mail-login', own)]).toEqual([
      'is reserved by platform.yaml',
      undefined,
      undefined,
    ]);
    expect(why('status2', own)).toMatch(/^is reserved/);
  });

  it('cannot allow what is the platform’s', () => {
    expect(
      problemLines([], `${PLATFORM}reservedIds: [acme]\nallowedIds: [template, www, acme, "No No"]\n`),
    ).toEqual([
      expect.stringContaining('allowedIds[3]: is no label an id could have'),
      expect.stringContaining('allowedIds[0]: is reserved for the platform or by reservedIds'),
      expect.stringContaining('allowedIds[1]: is reserved for the platform or by reservedIds'),
      expect.stringContaining('allowedIds[2]: is reserved for the platform or by reservedIds'),
    ]);
  });
});

it('records that exist keep their ids; a new one is told why not and how', () => {
  const names = ['status', 'xn--a', 'a'.repeat(30)];
  const after = fleetOf(names.map((id) => PETE.replace('id: pete', `id: ${id}`)));
  expect(changeProblems({ ...after, unreadable: [] }, after)).toEqual([]);
  const before = { ...fleetOf([]), unreadable: [] };
  expect(changeProblems(before, after)).toMatchObject([
    { rule: 'new-id', file: `tenants/${'a'.repeat(30)}.yaml`, message: 'is longer than 23 characters' },
    {
      rule: 'new-id',
      file: 'tenants/status.yaml',
      allowed: 'another id, or status in allowedIds of platform.yaml',
    },
    { rule: 'new-id', file: 'tenants/xn--a.yaml', message: 'looks like an encoded name' },
  ]);
});

it('no derived id is ever reserved', () => {
  const word = fc.oneof(
    fc.constantFrom('Admin', 'Login', 'PayPal', 'Mail', '1', 'ns', 'api', 'Große', '--'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 5 }), (parts) => {
      const id = deriveId(parts.join(' '), (each) => reservationOf(each, platform) !== undefined, 'abc123');
      expect([id, why(id)]).toEqual([id, undefined]);
    }),
  );
});
