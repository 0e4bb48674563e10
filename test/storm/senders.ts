import { setTimeout as sleep } from 'node:timers/promises';
import { signatureHeader } from '../../src/events/signature.ts';
import type { Chance } from './chance.ts';
import type { Sent } from './traffic.ts';

export const SECRETS = { stripe: 'whsec_of_the_storm_test', signup: 'signup-secret-of-the-storm' };

/** A request's acknowledgement. */
export interface Acknowledged {
  readonly sent: Sent;
  readonly status: number;
  readonly body: { readonly id?: string; readonly commit?: string; readonly outcome?: string };
  /** Milliseconds from the first try to the acknowledgement. */
  readonly milliseconds: number;
  /** Milliseconds of the longest try. */
  readonly slowest: number;
  readonly tries: number;
}

const TRIES = 300;

/**
 * Sends all requests, a fixed number at a time.
 * @param progress Called with the share of requests that are done.
 */
export async function sendAll(
  all: readonly Sent[],
  width: number,
  urls: readonly string[],
  random: Chance,
  progress: (done: number) => void,
): Promise<Acknowledged[]> {
  const results: Acknowledged[] = [];
  const left = [...all];
  const sender = async () => {
    for (let sent = left.shift(); sent !== undefined; sent = left.shift()) {
      results.push(await sendUntilAcknowledged(sent, urls, random));
      progress(results.length / all.length);
    }
  };
  await Promise.all(Array.from({ length: width }, sender));
  return results;
}

/** Sends a request to a random service, and again until it is acknowledged, as Stripe and the portal do. */
async function sendUntilAcknowledged(
  sent: Sent,
  urls: readonly string[],
  random: Chance,
): Promise<Acknowledged> {
  const began = performance.now();
  let slowest = 0;
  for (let tries = 1; tries <= TRIES; tries++) {
    const start = performance.now();
    const answer = await send(sent, random.pick(urls)).catch(() => undefined);
    const now = performance.now();
    slowest = Math.max(slowest, now - start);
    if (answer !== undefined && answer.status < 300)
      return { sent, ...answer, milliseconds: now - began, slowest, tries };
    if (answer !== undefined && answer.status < 500 && answer.status !== 429)
      throw new Error(`${JSON.stringify(sent)}: ${JSON.stringify(answer)}`);
    await sleep(20 + random.below(100));
  }
  throw new Error(`not acknowledged after ${TRIES} tries: ${JSON.stringify(sent)}`);
}

/**
 * Sends a request and returns status and body.
 * @throws If the connection ends before both have arrived.
 */
async function send(sent: Sent, url: string): Promise<Pick<Acknowledged, 'status' | 'body'>> {
  const body = JSON.stringify(sent.body);
  const signature = signatureHeader(body, SECRETS[sent.kind], Math.floor(Date.now() / 1000));
  const headers: Record<string, string> =
    sent.kind === 'stripe'
      ? { 'stripe-signature': signature }
      : { 'mechanicbuddy-signature': signature, 'idempotency-key': sent.key };
  const answer = await fetch(`${url}/webhooks/${sent.kind}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
    signal: AbortSignal.timeout(60_000),
  });
  return { status: answer.status, body: (await answer.json()) as Acknowledged['body'] };
}
