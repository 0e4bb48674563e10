import { afterEach, describe, expect, it } from 'vitest';
import { ACME, BIGSHOP, PETE, PLATFORM, rendered } from '../../fixtures/fleet.ts';
import { type Edge, startEdge } from './nginx.ts';
import { type EdgeInput, edgeInput } from './nginx-conf.ts';
import { type Answer, ask } from './talk.ts';

const LIMITED = `${PLATFORM}edge: {rateLimit: {tenantRequestsPerSecond: 1, tenantBurst: 3}}\n`;
const inputOf = (platform: string) => edgeInput(rendered([ACME, BIGSHOP, PETE], platform));

let edge: Edge | undefined;
afterEach(async () => {
  await edge?.stop();
  edge = undefined;
});

const withSettings = async (input: EdgeInput) => {
  edge = await startEdge(input);
  const { http } = edge.ports;
  return (host: string, lines: readonly string[] = []): Promise<Answer> =>
    ask(http, 'GET /api/work HTTP/1.1', [`Host: ${host}`, ...lines]);
};

describe('the limit of a tenant', () => {
  const COUNT = 12;
  type Get = Awaited<ReturnType<typeof withSettings>>;
  const statuses = async (get: Get, host: string) => {
    const answers = await Promise.all(Array.from({ length: COUNT }, () => get(host)));
    return answers.map(({ status }) => status);
  };
  const count = (found: readonly number[], status: number) => found.filter((one) => one === status).length;

  it('lets the rate and the burst through, answers 429 beyond, and spares the other tenants', async () => {
    const get = await withSettings(inputOf(LIMITED));
    const pete = await statuses(get, 'pete.example.com');
    // 1 + 3, and another for each second that a slow machine takes.
    expect(count(pete, 200)).toBeGreaterThanOrEqual(4);
    expect(count(pete, 200)).toBeLessThan(COUNT);
    expect(count(pete, 200) + count(pete, 429)).toBe(COUNT);
    expect((await get('acme.example.com')).status).toBe(200);
    expect((await get('other.example.com')).status).toBe(200);
  });

  it('is one for all spellings of a host', async () => {
    const get = await withSettings(inputOf(LIMITED));
    await statuses(get, 'pete.example.com');
    expect((await get('PETE.example.com.:443')).status).toBe(429);
  });

  it('does not count requests without a tenant', async () => {
    const get = await withSettings(inputOf(LIMITED));
    for (const host of ['www.example.com', 'workshop.bigshop.com', 'example.com', 'evil.example']) {
      expect(count(await statuses(get, host), 200), host).toBe(COUNT);
    }
  });
});

describe('settings of a platform', () => {
  it('keep a label that platform.yaml reserves away from the shared instance', async () => {
    const get = await withSettings(inputOf(`${PLATFORM}reservedIds: [status]\n`));
    expect(await get('status.example.com')).toMatchObject({ status: 404, service: undefined });
    expect((await get('status-x.example.com')).values('X-Tenant-ID')).toEqual(['status-x']);
  });
});

/** Each rendered part is what protects: without it, what the other tests expect does not happen. */
describe('without a rendered part', () => {
  const input = inputOf(PLATFORM);
  const SPOOFED = ['X-Tenant-ID: acme'];

  it('a spoofed X-Tenant-ID arrives (no headers)', async () => {
    const get = await withSettings({ ...input, headers: {} });
    expect((await get('pete.example.com', SPOOFED)).values('X-Tenant-ID')).toEqual(['acme']);
    expect((await get('evil.example', SPOOFED)).values('X-Tenant-ID')).toEqual(['acme']);
  });

  it('the template database’s label reaches the shared instance (no location snippet)', async () => {
    const get = await withSettings({ ...input, settings: { ...input.settings, 'location-snippet': '' } });
    const answer = await get('testt.example.com');
    expect(answer.service).toBe('mechanicbuddy-free-tier/free-tier-api');
    expect(answer.values('X-Forwarded-Host')).toEqual(['testt.example.com']);
  });

  it('a foreign host has a tenant (a map that takes any host)', async () => {
    const map = (input.settings['http-snippet'] ?? '').replace('\\.example\\.com$" $label', '\\." $label');
    const get = await withSettings({ ...input, settings: { ...input.settings, 'http-snippet': map } });
    expect((await get('evil.example')).values('X-Tenant-ID')).toEqual(['evil']);
  });
});
