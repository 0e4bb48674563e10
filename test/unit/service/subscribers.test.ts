import { expect, it, vi } from 'vitest';
import { verifySignature } from '../../../src/events/signature.ts';
import { openSubscribers } from '../../../src/service/subscribers.ts';
import { ACME, fleetOf } from '../../fixtures/fleet.ts';
import { listen } from '../../fixtures/listener.ts';

const SECRET = 'a-secret-of-the-subscriber';
const [tenant] = fleetOf([ACME]).records;
if (tenant === undefined) throw new Error('there is no record');
const changed = { tenant, commit: 'c'.repeat(40), at: '2026-11-23T09:00:00Z' };

it('subscribers are told of a changed tenant, signed', async () => {
  const listener = await listen(() => ({ status: 204 }));
  const subscribers = openSubscribers({ secrets: [SECRET], warn: () => undefined });
  subscribers.tell(changed, [`${listener.url}/changed`]);
  await vi.waitFor(() => expect(listener.heard).toHaveLength(1), { timeout: 120_000 });
  const [{ url, headers, body } = { url: '', headers: {}, body: '' }] = listener.heard;
  expect(url).toBe('/changed');
  expect(JSON.parse(body)).toMatchObject({
    type: 'tenant.changed',
    id: 'acme',
    tier: 'professional',
    status: 'active',
    commit: changed.commit,
  });
  const now = Math.floor(Date.now() / 1000);
  const signature = String(headers['mechanicbuddy-signature']);
  expect(verifySignature(Buffer.from(body), signature, [SECRET], now)).toEqual({ kind: 'signed' });
  listener.close();
});

it('they are told again until they answer 2xx, and given up in the end', async () => {
  const warnings: string[] = [];
  const subscribers = openSubscribers({
    secrets: [SECRET],
    warn: ({ reason }) => warnings.push(reason),
    delays: [5, 5],
  });
  const slow = await listen((_heard, count) => ({ status: count < 3 ? 500 : 200 }));
  const gone = await listen(() => ({ status: 410 }));
  subscribers.tell(changed, [slow.url]);
  await vi.waitFor(() => expect(slow.heard).toHaveLength(3), { timeout: 120_000 });
  expect(warnings).toEqual(['status 500', 'status 500']);
  subscribers.tell(changed, [gone.url]);
  await vi.waitFor(() => expect(warnings.at(-1)).toBe('status 410; given up'), { timeout: 120_000 });
  expect(gone.heard).toHaveLength(3);
  slow.close();
  gone.close();
});

it('closing ends the tries', async () => {
  const away = await listen(() => ({ status: 500 }));
  const subscribers = openSubscribers({ secrets: [SECRET], warn: () => undefined, delays: [300, 300] });
  subscribers.tell(changed, [away.url]);
  await vi.waitFor(() => expect(away.heard).toHaveLength(1), { timeout: 120_000 });
  await new Promise((resolve) => setTimeout(resolve, 10));
  subscribers.close();
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(away.heard).toHaveLength(1);
  away.close();
});
