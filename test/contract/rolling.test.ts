import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import type { Rendered } from '../fixtures/fleet.ts';
import { ask } from './network.ts';
import { makeWorld } from './world.ts';

const world = makeWorld();
afterAll(world.close);

/** Sends a request through the Service, like the edge, and returns whether it was answered. */
async function isAnswered(socket: string): Promise<boolean> {
  try {
    return (await ask(connect(socket), 'GET', '/slow')).status === 200;
  } catch {
    return false;
  }
}

/** Replaces a pod under traffic, and returns how many requests were answered and lost. */
async function roll(
  namespace: string,
  name: string,
  {
    lag,
    change = () => undefined,
  }: { readonly lag: number; readonly change?: (template: Rendered['spec']) => void },
) {
  const template = world.templateOf('Deployment', namespace, name);
  change(template);
  const service = world.serviceOf(namespace, name);
  const { pod: old } = await world.serve(namespace, name, template);
  const results: boolean[] = [];
  let isOver = false;
  const clients = Array.from({ length: 4 }, async () => {
    while (!isOver) {
      results.push(await isAnswered(service.socket));
      await sleep(20);
    }
  });
  await sleep(300);
  const { pod: young } = await world.serve(namespace, name, template);
  // The Service and the edge learn late that a pod is ending.
  service.endpoints = [old.socket, young.socket];
  const deleted = old.delete();
  await sleep(lag * 1000);
  service.endpoints = [young.socket];
  const code = await deleted;
  await sleep(600);
  isOver = true;
  await Promise.all(clients);
  return { code, answered: results.filter(Boolean).length, lost: results.filter((each) => !each).length };
}

const withoutPause = (template: Rendered['spec']) => {
  template.spec.containers[0].lifecycle = undefined;
};

describe('a rolling update', () => {
  it.concurrent.each([
    ['api', 'tenant-acme', 3],
    ['web', 'tenant-acme', 3],
    ['management-api', 'mechanicbuddy-system', 3],
    ['management-portal', 'mechanicbuddy-system', 8],
  ])('of %s loses no request', async (name, namespace, lag) => {
    const { code, answered, lost } = await roll(namespace, name, { lag });
    expect(answered).toBeGreaterThan(10);
    expect({ code, lost }).toEqual({ code: 0, lost: 0 });
  });

  it('loses some requests without the pause', async () => {
    const { lost } = await roll('mechanicbuddy-free-tier', 'free-tier-api', { lag: 2, change: withoutPause });
    expect(lost).toBeGreaterThan(0);
  });

  it('loses some requests if npm is the first process', async () => {
    const change = (template: Rendered['spec']) => {
      withoutPause(template);
      template.spec.containers[0].args = undefined;
    };
    const { code, lost } = await roll('mechanicbuddy-free-tier', 'free-tier-web', { lag: 0, change });
    expect(code).toBe(143);
    expect(lost).toBeGreaterThan(0);
  });
});
