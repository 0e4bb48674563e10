import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { Stripe } from 'stripe';
import { makeRepository } from '../fixtures/committer.ts';
import { STRIPE_SECRET, serviceOn } from '../fixtures/service.ts';
import { statusLine, stripeLives } from '../fixtures/stripe-lives.ts';

/** Ninety days ago: Stripe's events are never dated ahead of the service's clock. */
const START = Math.floor(Date.now() / 1000) - 90 * 86_400;

/** Runs the service on a repository of its own for each life, and prints what each event makes of the record. */
for (const { name, deliveries } of stripeLives(START)) {
  const { dir, repository } = await makeRepository();
  const service = await serviceOn(repository, { SWEEP_INTERVAL_SECONDS: '0' });
  console.log(`\n${name}`);
  for (const { event } of deliveries) {
    const payload = JSON.stringify(event);
    const header = Stripe.webhooks.generateTestHeaderString({ payload, secret: STRIPE_SECRET });
    const answer = await service.ask(
      'POST',
      '/webhooks/stripe',
      { 'content-type': 'application/json', 'stripe-signature': header },
      payload,
    );
    const { status, body } = await service.admin('GET', '/hilltop');
    const day = Math.round((event.created - START) / 86_400);
    const unapplied = (answer.body.unapplied ?? []).map(({ reason }: { reason: string }) => reason);
    const note = unapplied.length === 0 ? '' : `  (not applied: ${unapplied.join(', ')})`;
    const what = `day ${day}`.padEnd(7) + event.type.padEnd(40);
    console.log(
      `  ${what} ${answer.status} ${String(answer.body.outcome).padEnd(10)} ${statusLine(status === 200 ? body : undefined)}${note}`,
    );
  }
  await service.close();
  rmSync(dirname(dir), { recursive: true, force: true });
}
