import { describe, expect, it } from 'vitest';
import { jobConnections, podPools } from '../../../src/capacity/connections.ts';

const pod = (env: Record<string, string>) => ({
  containers: [{ env: Object.entries(env).map(([name, value]) => ({ name, value })) }],
});

describe('a pod opens at most', () => {
  it('none without a database', () => {
    expect(podPools({ containers: [{}] })).toEqual({ fixed: 0, perDatabase: 0 });
    expect(podPools(pod({ API_URL: 'http://api' }))).toEqual({ fixed: 0, perDatabase: 0 });
  });

  it('the driver’s pool', () => {
    expect(podPools(pod({ DbOptions__Host: 'db' }))).toEqual({ fixed: 100, perDatabase: 0 });
    expect(podPools(pod({ ConnectionStrings__Management: 'Host=db;Database=x' })).fixed).toBe(100);
  });

  it.each(['Maximum Pool Size=20', 'Max Pool Size = 20', 'MaxPoolSize=20', 'maximum pool size=20'])(
    'the pool that its connection string names: %s',
    (setting) => {
      expect(podPools(pod({ ConnectionStrings__Management: `Host=db;${setting};Username=x` })).fixed).toBe(
        20,
      );
    },
  );

  it('a pool for each database where it serves many tenants', () => {
    const env = { DbOptions__Host: 'db', DbOptions__MultiTenancy__Enabled: 'true' };
    expect(podPools(pod(env))).toEqual({ fixed: 0, perDatabase: 100 });
    expect(podPools(pod({ ...env, DbOptions__MultiTenancy__Enabled: 'false' })).fixed).toBe(100);
  });
});

it('a Job opens one connection, whichever of its containers does', () => {
  expect(jobConnections(pod({ PGHOST: 'db' }))).toBe(1);
  expect(jobConnections({ containers: [{}], initContainers: pod({ PGHOST: 'db' }).containers })).toBe(1);
  expect(jobConnections({ containers: [{}] })).toBe(0);
});
