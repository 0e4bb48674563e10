import { randomUUID } from 'node:crypto';
import { Agent, type IncomingMessage, request } from 'node:http';
import { signatureHeader } from '../src/events/signature.ts';
import { SECRET } from './service-process.ts';

export interface Load {
  /** Milliseconds from request to acknowledged commit, shortest first. */
  readonly milliseconds: readonly number[];
  readonly seconds: number;
}

/**
 * Signs up tenants.
 * @param width How many senders work at a time; each waits for its answer before the next signup.
 */
export async function load(port: number, count: number, width: number): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: width });
  const milliseconds: number[] = [];
  let left = count;
  const portal = async () => {
    while (left-- > 0) milliseconds.push(await signUp(port, agent));
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: width }, portal));
  const seconds = (performance.now() - began) / 1000;
  agent.destroy();
  return { milliseconds: milliseconds.sort((a, b) => a - b), seconds };
}

export const percentile = ({ milliseconds }: Load, share: number): number =>
  milliseconds[Math.min(milliseconds.length - 1, Math.floor(milliseconds.length * share))] ?? 0;

async function signUp(port: number, agent: Agent): Promise<number> {
  const key = randomUUID();
  const name = `Garage ${key.slice(0, 12)}`;
  const body = JSON.stringify({ name, ownerEmail: 'owner@example.org', tier: 'free' });
  const headers = {
    'content-type': 'application/json',
    'idempotency-key': key,
    'mechanicbuddy-signature': signatureHeader(body, SECRET, Math.floor(Date.now() / 1000)),
  };
  const began = performance.now();
  const status = await post(port, agent, headers, body);
  if (status !== 201) throw new Error(`a signup got status ${status}`);
  return performance.now() - began;
}

function post(port: number, agent: Agent, headers: Record<string, string>, body: string) {
  return new Promise<number | undefined>((resolve, reject) => {
    const options = { host: '127.0.0.1', port, agent, method: 'POST', path: '/webhooks/signup', headers };
    const sent = request(options, (answer: IncomingMessage) => {
      answer.resume().on('end', () => resolve(answer.statusCode));
    });
    sent.on('error', reject).end(body);
  });
}
