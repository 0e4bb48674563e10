import { expect, it } from 'vitest';
import { makeRepository } from '../../fixtures/committer.ts';
import { serviceOn } from '../../fixtures/service.ts';
import { statusLine, stripeLives } from '../../fixtures/stripe-lives.ts';

const START = Math.floor(Date.now() / 1000) - 90 * 86_400;

it.each(stripeLives(START))('$name', async ({ deliveries }) => {
  const { repository } = await makeRepository();
  const service = await serviceOn(repository, { SWEEP_INTERVAL_SECONDS: '0' });
  for (const { event, then } of deliveries) {
    expect((await service.stripe(event)).status).toBe(200);
    const { status, body } = await service.admin('GET', '/hilltop');
    const line = statusLine(status === 200 ? body : undefined);
    expect([event.type, line]).toEqual([event.type, expect.stringMatching(new RegExp(`^${then}`))]);
  }
  await service.close();
});
