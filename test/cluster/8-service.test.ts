import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { generatorVersion } from '../../src/cli/version.ts';
import { signatureHeader } from '../../src/events/signature.ts';
import { readEnvironment } from '../../src/service/environment.ts';
import { type Service, startService } from '../../src/service/start.ts';
import { untilApplication, value } from './applications.ts';

const { bare } = inject('place');
const SECRET = 'whsec_of_the_cluster_test';
const now = () => Math.floor(Date.now() / 1000);
let service: Service;

beforeAll(async () => {
  const read = readEnvironment({
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'silent',
    GIT_ADAPTER: 'local',
    GIT_DIR: bare,
    STRIPE_WEBHOOK_SECRET: SECRET,
  });
  if (read.kind === 'problems') throw new Error(read.problems.join('\n'));
  service = await startService(read.environment, { generator: generatorVersion() });
});

afterAll(() => service.close());

/** Posts an event as Stripe does and returns the commit. */
async function tell(type: string, object: object): Promise<string> {
  const event = { id: `evt_${randomUUID().replaceAll('-', '')}`, type, created: now(), data: { object } };
  const body = JSON.stringify(event);
  const answer = await fetch(`${service.url}/webhooks/stripe`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'stripe-signature': signatureHeader(body, SECRET, now()) },
  });
  const result = (await answer.json()) as { readonly outcome: string; readonly commit: string };
  expect([answer.status, result.outcome]).toEqual([200, 'changed']);
  return result.commit;
}

const metadata = { tenant_id: 'lakeside', tenant_name: 'Lakeside Motors' };
const subscription = (status: string) => ({
  id: 'sub_lakeside',
  customer: 'cus_lakeside',
  status,
  metadata,
  items: { data: [{ price: { id: 'price_professional' }, quantity: 3 }] },
});
const seconds = (began: number) => `${((performance.now() - began) / 1000).toFixed(1)} s`;

describe('the webhook service, without any manual step', () => {
  it('turns a signed checkout and subscription into a tenant whose Application is Synced and Healthy', async () => {
    const began = performance.now();
    const session = {
      subscription: 'sub_lakeside',
      customer: 'cus_lakeside',
      customer_details: { email: 'owner@lakeside.example' },
      metadata,
    };
    await tell('checkout.session.completed', session);
    const commit = await tell('customer.subscription.created', subscription('active'));
    console.log(`acknowledged after ${seconds(began)}`);
    await untilApplication('mechanicbuddy-platform-tenant-lakeside', commit);
    console.log(`Synced and Healthy after ${seconds(began)}`);
    expect(await value('deployment', 'tenant-lakeside', 'api', '{.status.readyReplicas}')).toBe('2');
  });

  it('suspends it when it is unpaid, and resumes it when it is paid', async () => {
    // Stripe's times are whole seconds.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const failed = await tell('customer.subscription.updated', subscription('past_due'));
    await untilApplication('mechanicbuddy-platform-tenant-lakeside', failed, 'Synced Suspended');
    expect(await value('deployment', 'tenant-lakeside', 'api', '{.spec.replicas}')).toBe('0');
    const paid = await tell('customer.subscription.updated', subscription('active'));
    await untilApplication('mechanicbuddy-platform-tenant-lakeside', paid, 'Synced Healthy', 180);
  });

  it('keeps it running when its subscription ends, until the date in its record', async () => {
    const began = performance.now();
    const commit = await tell('customer.subscription.deleted', subscription('canceled'));
    await untilApplication('mechanicbuddy-platform-tenant-lakeside', commit);
    console.log(`goes its way after ${seconds(began)}`);
    expect(await value('deployment', 'tenant-lakeside', 'api', '{.status.readyReplicas}')).toBe('2');
  });
});
