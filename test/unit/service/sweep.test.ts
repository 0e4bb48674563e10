import { afterEach, expect, it, vi } from 'vitest';
import { trailers } from '../../../src/fleet/commit-message.ts';
import { contents, makeRepository } from '../../fixtures/committer.ts';
import { ACME } from '../../fixtures/fleet.ts';
import { PRICES } from '../../fixtures/lifecycle.ts';
import { serviceOn } from '../../fixtures/service.ts';

const ended = (id: string) =>
  ACME.replace('id: acme', `id: ${id}`).concat('status: cancelled\nendsAt: 2026-01-01T00:00:00Z\n');
/** A machine may be busy. */
const WAIT = { timeout: 120_000 };
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function statuses(repository: Awaited<ReturnType<typeof makeRepository>>['repository']) {
  const { texts } = await contents(repository);
  return [...texts].flatMap(([path, text]) =>
    path.startsWith('tenants/') ? [`${path} ${/^status: (.*)$/m.exec(text)?.[1]}`] : [],
  );
}

it('two services sweep one fleet at their start: each tenant is moved once', async () => {
  const { repository } = await makeRepository(['one', 'two', 'three'].map(ended));
  const services = await Promise.all([serviceOn(repository), serviceOn(repository)]);
  ends.push(...services.map(({ close }) => close));
  await vi.waitFor(async () => {
    expect(await statuses(repository)).toEqual([
      'tenants/one.yaml archived',
      'tenants/three.yaml archived',
      'tenants/two.yaml archived',
    ]);
  }, WAIT);
  const found = await repository.history('tenants', 100);
  const told = found.kind === 'unavailable' ? [] : found.commits.map(({ message }) => message);
  const events = told.flatMap((message) => trailers(message, 'Event-Id'));
  expect(events.sort()).toEqual([...new Set(events)].sort());
  expect(events).toHaveLength(3);
  expect(told.flatMap((message) => trailers(message, 'Actor'))).toEqual(['sweep', 'sweep', 'sweep']);
});

it('moves no more at once than platform.yaml says, and nothing where it is switched off', async () => {
  const platform = `${PRICES}retention: {movesPerSweep: 1}\n`;
  const { repository } = await makeRepository(['one', 'two'].map(ended), platform);
  const off = await serviceOn(repository, { SWEEP_INTERVAL_SECONDS: '0' });
  ends.push(off.close);
  await off.admin('GET', '');
  expect((await statuses(repository)).join()).not.toContain('archived');
  const service = await serviceOn(repository);
  ends.push(service.close);
  await vi.waitFor(async () => expect((await statuses(repository)).join()).toContain('archived'), WAIT);
  expect(await statuses(repository)).toEqual(['tenants/one.yaml archived', 'tenants/two.yaml cancelled']);
});
