import { afterAll, describe, expect, it } from 'vitest';
import { ACME, PLATFORM, type Rendered } from '../fixtures/fleet.ts';
import { OLDER } from './images.ts';
import { isProbed } from './pod.ts';
import { lacking, makeWorld, unread } from './world.ts';

const [TENANT, SYSTEM] = ['tenant-acme', 'mechanicbuddy-system'];
const world = makeWorld();
afterAll(world.close);

type Spec = Rendered['spec'];
const put = (container: Spec, name: string, value?: string) => {
  container.env = container.env.filter((each: { name: string }) => each.name !== name);
  if (value !== undefined) container.env.push({ name, value });
};

/** Starts a pod of a changed Deployment and returns its exit. */
async function ends(namespace: string, name: string, change: (spec: Spec) => void): Promise<string> {
  const template = world.templateOf('Deployment', namespace, name);
  change(template.spec);
  const pod = await world.run(template, namespace);
  const code = await pod.container.exited;
  return `${code} ${pod.output()}`;
}

describe('a fault is noticed', () => {
  it('an API without its settings file', async () => {
    const ended = await ends(TENANT, 'api', ({ containers }) => {
      containers[0].volumeMounts = containers[0].volumeMounts.filter(
        ({ mountPath }: Spec) => !mountPath.endsWith('.json'),
      );
    });
    expect(ended).toMatch(/^134 [\s\S]*not optional/);
  });

  it('an API with a wrong database password', async () => {
    const ended = await ends(TENANT, 'api', (spec) => {
      spec.initContainers = [];
      put(spec.containers[0], 'DbOptions__Password', 'carcare');
    });
    expect(ended).toMatch(/^134 [\s\S]*Failed to connect/);
  });

  it.each([
    [
      'a public address',
      ({ containers }: Spec) => put(containers[0], 'NEXT_PUBLIC_API_URL', 'https://acme.example.com'),
    ],
    [
      'one, and a root that can be written',
      ({ containers }: Spec) => {
        put(containers[0], 'NEXT_PUBLIC_API_URL', 'https://acme.example.com');
        containers[0].securityContext.readOnlyRootFilesystem = false;
      },
    ],
  ])('a web with %s', async (_what, change) => {
    expect(await ends(TENANT, 'web', change)).toMatch(/^[^0][\s\S]*sed/);
  });

  it('a portal that cannot rewrite its own files', async () => {
    const ended = await ends(SYSTEM, 'management-portal', ({ containers }) => {
      containers[0].volumeMounts = containers[0].volumeMounts.filter(
        ({ mountPath }: Spec) => mountPath !== '/app',
      );
    });
    expect(ended).toMatch(/^[^0][\s\S]*sed/);
  });

  it('a portal whose copied files belong to another user', async () => {
    const template = world.templateOf('Deployment', SYSTEM, 'management-portal');
    template.spec.securityContext.runAsUser = 1000;
    template.spec.initContainers[0].command = [
      'sh',
      '-c',
      'cp -R /app/. /copy/app && chmod -R a-w /copy/app/.next',
    ];
    const pod = await world.run(template, SYSTEM);
    expect(await pod.container.exited).not.toBe(0);
  });

  it('a port that is set only by ASPNETCORE_URLS', async () => {
    const template = world.templateOf('Deployment', TENANT, 'api');
    const [container] = template.spec.containers;
    put(container, 'Kestrel__Endpoints__Http__Url');
    put(container, 'ASPNETCORE_URLS', 'http://+:5000');
    container.ports[0].containerPort = 5000;
    const pod = await world.run(template, TENANT);
    await expect.poll(pod.output, { timeout: 20_000 }).toContain('listening on 0.0.0.0:15567');
    expect(await isProbed(pod, container.startupProbe)).toBe(false);
    expect(unread(container, pod.output())).toEqual(['ASPNETCORE_URLS']);
  });

  it('a health path that the API does not serve', async () => {
    const { pod } = await world.serve(TENANT, 'api');
    expect(await isProbed(pod, { httpGet: { path: '/health' } })).toBe(false);
  });

  it('a variable that no program reads, and a missing one', async () => {
    const template = world.templateOf('Deployment', TENANT, 'web');
    const [container] = template.spec.containers;
    put(container, 'INSTANCE_TYPE', 'tenant');
    put(container, 'SESSION_SECRET');
    const { pod } = await world.serve(TENANT, 'web', template);
    expect(unread(container, pod.output())).toEqual(['INSTANCE_TYPE']);
    expect(lacking(pod.output())).toEqual(['SESSION_SECRET']);
    expect(await pod.ask('GET', '/auth/login')).toMatchObject({ status: 500 });
  });

  it('a scheduled call without its key', async () => {
    await world.serve(SYSTEM, 'management-api');
    const template = world.templateOf('CronJob', SYSTEM, 'process-expired-billing');
    template.spec.containers[0].args = template.spec.containers[0].args.map((each: string) =>
      each.replace('X-API-Key: ', 'Authorization: Bearer '),
    );
    const pod = await world.run(template, SYSTEM);
    expect(await pod.container.exited).toBe(22);
  });
});

describe('what an operator may change', () => {
  it('changes the ports of programs', async () => {
    const moved = makeWorld({
      more: 'images: {api: {port: 5000}, web: {port: 3500}, managementPortal: {port: 4026}}\n',
    });
    try {
      await moved.serve(TENANT, 'api');
      await moved.serve(TENANT, 'web');
      await moved.serve(SYSTEM, 'management-portal');
    } finally {
      moved.close();
    }
  });

  it('sets the variables that an older release’s migration reads', async () => {
    const older = `{programs: {migration: {extraEnv: {
      DB_HOST: $(DbOptions__Host), DB_PORT: $(DbOptions__Port), DB_NAME: $(DbOptions__Name), DB_USER: $(DbOptions__UserId),
      DB_PASSWORD: $(DbOptions__Password), TENANT_ID: {field: "metadata.labels['mechanicbuddy.app/tenant']"}}}}}`;
    const past = makeWorld({
      platform: PLATFORM.replace('v1.1.0: {}', `v1.1.0: ${older}`),
      acme: `${ACME}version: v1.1.0\n`,
      images: { 'mechanicbuddy-dbup': OLDER },
    });
    try {
      const template = past.templateOf('Job', TENANT, 'db-migration');
      const pod = await past.run(template, TENANT);
      expect(await pod.container.exited, pod.output()).toBe(0);
      expect([lacking(pod.output()), unread(template.spec.containers[0], pod.output())]).toEqual([[], []]);
    } finally {
      past.close();
    }
  });
});
