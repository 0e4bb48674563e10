import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trailers } from '../../../src/fleet/commit-message.ts';
import type { Repository } from '../../../src/git/port.ts';
import { parseFleet } from '../../../src/platform/fleet.ts';
import { renderFleet } from '../../../src/synth/render.ts';
import { contents, GENERATOR, makeRepository } from '../../fixtures/committer.ts';
import { ACME } from '../../fixtures/fleet.ts';
import { foreignText } from '../../fixtures/foreign-text.ts';
import { PRICES } from '../../fixtures/lifecycle.ts';
import { type Answer, serviceOn } from '../../fixtures/service.ts';

/** What somebody would try to get out of a file's place, a YAML value, a commit's message or a shell with. */
const ATTACKS = [
  '../system',
  '../../.git/config',
  'tenants/acme',
  'acme.yaml',
  'acme%2f..%2fsystem',
  '..%2f..%2fplatform.yaml',
  '.git',
  'acme\u0000',
  'acme\nActor: admin:eve',
  'Garage\n\nTenant: acme\nEvent-Id: evt_forged\nActor: admin:eve',
  'Garage\r\nActor: cli',
  'Garage\u2028kind: Secret',
  'Garage\u0085---\napiVersion: v1',
  '$(touch /tmp/hostile)',
  '`touch /tmp/hostile`',
  '; rm -rf /',
  "' OR 1=1 --",
  '{{ .Values.secret }}',
  '$SIGNUP_WEBHOOK_SECRET',
  '<script>alert(1)</script>',
  '__proto__',
  'constructor',
];
const hostile = fc.oneof(fc.constantFrom(...ATTACKS), foreignText);
const email = fc.oneof(
  hostile,
  hostile.map((text) => `${text}@example.org`),
  hostile.map((text) => `owner@${text}.example`),
);

/** Where the service may have written anything. */
const ALLOWED =
  /^tenants\/[a-z0-9-]{3,30}\.yaml$|^dist\/(free-tier\/)?tenants\/[a-z0-9-]{3,30}\/(manifests\.yaml|application\.json)$|^signups\/sub_\w+\.yaml$/;

let repository: Repository;
let service: Awaited<ReturnType<typeof serviceOn>>;
let before: Awaited<ReturnType<typeof contents>>;

beforeAll(async () => {
  ({ repository } = await makeRepository([ACME], `${PRICES}freeTier: {maxTenants: 5000}\n`));
  before = await contents(repository);
  service = await serviceOn(repository);
});
afterAll(() => service.close());

/** Whatever was answered, the repository is a sound fleet, and what was there is as it was. */
async function expectHarmless(): Promise<void> {
  const { entries, texts } = await contents(repository);
  for (const path of entries.keys()) if (!before.entries.has(path)) expect(path).toMatch(ALLOWED);
  for (const [path, text] of before.texts) expect(texts.get(path)).toBe(text);
  const fleet = parseFleet(new Map([...texts].filter(([path]) => /^(platform|tenants)/.test(path))));
  if (fleet.kind === 'problems') throw new Error(JSON.stringify(fleet.problems));
  const rendered = renderFleet(fleet, { generator: GENERATOR });
  for (const [path, text] of rendered) expect(texts.get(path)).toBe(text);
}

/** The trailers name only what the service itself gave: no text from outside becomes one. */
async function expectHonestTrailers(): Promise<void> {
  const found = await repository.history('tenants', 1000);
  if (found.kind === 'unavailable') throw new Error(found.reason);
  for (const { message } of found.commits) {
    for (const id of trailers(message, 'Event-Id'))
      expect(id).toMatch(/^(signup-[0-9a-f]{32}|admin-\S+|evt_\w+)$/);
    for (const actor of trailers(message, 'Actor')) expect(actor).toMatch(/^(portal|stripe|admin:eve)$/);
    for (const tenant of trailers(message, 'Tenant')) expect(tenant).toMatch(/^[a-z0-9-]{3,30}$/);
    const told = ['Event-Id', 'Actor'].map((name) => trailers(message, name).length);
    expect(told[0]).toBe(told[1]);
  }
}

const statuses = (answers: readonly Answer[]) => [...new Set(answers.map(({ status }) => status))].sort();

describe('text from outside', () => {
  it('in a signup makes a sound tenant or a problem', async () => {
    const body = fc.record(
      { name: hostile, ownerEmail: email, tier: fc.constantFrom('free', 'demo'), id: hostile },
      { requiredKeys: ['name', 'tier', 'ownerEmail'] },
    );
    const harmless = { ownerEmail: 'owner@example.org', tier: 'free' };
    const bodies = [
      ...fc.sample(body, 150),
      ...fc.sample(hostile, 100).map((name) => ({ ...harmless, name })),
      ...ATTACKS.map((name) => ({ ...harmless, name })),
      ...ATTACKS.map((id) => ({ ...harmless, name: 'Garage', id })),
    ];
    const answers = await Promise.all(bodies.map((each, i) => service.signup(each, `hostile-${i}`)));
    expect(service.decided.filter(({ outcome }) => outcome === 'unavailable')).toEqual([]);
    expect(statuses(answers)).toEqual([201, 409, 422]);
    await expectHarmless();
    await expectHonestTrailers();
  });

  it('in an event of Stripe’s makes a sound tenant or a refusal', async () => {
    const metadata = fc.record({ tenant_id: hostile, tenant_name: hostile }, { requiredKeys: [] });
    const session = fc.record({
      subscription: fc.oneof(
        fc.nat().map((n) => `sub_${n}`),
        hostile.map((text) => `sub_${text}`),
      ),
      customer: fc.oneof(fc.constant('cus_1'), hostile),
      customer_email: email,
      metadata,
    });
    const good = { subscription: 'sub_good', customer: 'cus_1', customer_email: 'owner@example.org' };
    const sessions = [
      ...fc.sample(session, 150),
      ...ATTACKS.map((tenant_id, i) => ({ ...good, subscription: `sub_a${i}`, metadata: { tenant_id } })),
      ...ATTACKS.map((tenant_name, i) => ({
        ...good,
        subscription: `sub_b${i}`,
        metadata: { tenant_id: `paid-${i}`, tenant_name },
      })),
    ];
    const events = sessions.flatMap((object, i) => [
      { id: `evt_c${i}`, type: 'checkout.session.completed', created: 1_795_424_400, data: { object } },
      {
        id: `evt_s${i}`,
        type: 'customer.subscription.created',
        created: 1_795_424_401,
        data: {
          object: {
            ...object,
            id: object.subscription,
            status: 'active',
            items: { data: [{ price: { id: 'price_pro' }, quantity: 4 }] },
          },
        },
      },
    ]);
    const answers = await Promise.all(events.map((event) => service.stripe(event)));
    expect(statuses(answers)).toEqual([200]);
    const outcomes = new Set(answers.map(({ body }) => body.outcome));
    expect([...outcomes].sort()).toEqual(['changed', 'refused', 'unchanged']);
    await expectHarmless();
    await expectHonestTrailers();
  });

  it('in an administrator’s call is a problem, never an error of the service', async () => {
    // Some are good ids, and their tenants exist by now.
    const texts = [...ATTACKS, ...fc.sample(hostile, 60)].filter((text) => !/^[a-z0-9-]{3,30}$/.test(text));
    const paths = texts.map((text) => `/${encodeURIComponent(text)}`);
    const { head } = (await repository.head()) as { head: string };
    const answers = await Promise.all(
      paths.flatMap((path) => [
        service.admin('GET', path),
        service.admin('DELETE', path),
        service.admin('PATCH', path, { name: 'x' }),
        service.admin('POST', `${path}/suspend`),
      ]),
    );
    for (const { status, body } of answers) expect([status, body.status]).toEqual([status, status]);
    expect(statuses(answers).filter((status) => ![400, 404].includes(status))).toEqual([]);
    const patch = fc.dictionary(
      fc.oneof(
        fc.constantFrom('name', 'ownerEmail', 'channel', 'version', 'domains', 'status', 'id', 'x'),
        hostile,
      ),
      fc.oneof(hostile, fc.jsonValue()),
      { maxKeys: 3 },
    );
    const patches = fc.sample(patch, 100).map((each) => ({ ...each, tier: 'nonsense' }));
    const refused = await Promise.all(patches.map((each) => service.admin('PATCH', '/acme', each)));
    for (const { status } of refused) expect([400, 409, 422]).toContain(status);
    expect(await repository.head()).toEqual({ kind: 'head', head });
    await expectHarmless();
  });
});
