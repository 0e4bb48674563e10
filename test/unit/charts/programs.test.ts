import { describe, expect, it } from 'vitest';
import {
  ACME,
  BIGSHOP,
  containersOf,
  environment,
  objectsIn,
  ofKind,
  only,
  PLATFORM,
  podTemplates,
  rendered,
  type tenantObjects,
} from '../../fixtures/fleet.ts';

type Objects = ReturnType<typeof tenantObjects>;

const everything = (platform = PLATFORM): Objects => {
  const files = rendered([ACME, BIGSHOP], platform);
  return [...files.keys()]
    .filter((path) => path.endsWith('.yaml') && path.startsWith('dist/'))
    .flatMap((path) => objectsIn(files, path));
};
const pod = (objects: Objects, name: string) => only(objects, 'Deployment', name).spec.template.spec;
const program = (objects: Objects, name: string) => pod(objects, name).containers[0];
const acme = (more: string, record = ACME) =>
  objectsIn(rendered([record], PLATFORM + more), 'dist/tenants/acme/manifests.yaml');

/** The fixture’s platform with something said about release v1.1.0. */
const release = (changes: string) => PLATFORM.replace('v1.1.0: {}', `v1.1.0: {programs: {${changes}}}`);
const inRelease = (changes: string, version: string) =>
  objectsIn(rendered([`${ACME}version: ${version}\n`], release(changes)), 'dist/tenants/acme/manifests.yaml');

describe('the API', () => {
  const api = program(acme(''), 'api');

  it('listens where platform.yaml says, by the setting that is stronger than the image’s own', () => {
    expect(api.ports).toEqual([{ name: 'http', containerPort: 15_567 }]);
    const moved = program(acme('images: {api: {port: 5000}}\n'), 'api');
    expect(moved.ports[0].containerPort).toBe(5000);
    expect(environment(moved)['Kestrel__Endpoints__Http__Url']).toBe('http://0.0.0.0:5000');
    expect(environment(moved)['ASPNETCORE_URLS']).toBeUndefined();
  });

  it('is probed at its port: the image answers no health path', () => {
    for (const name of ['startupProbe', 'readinessProbe', 'livenessProbe'])
      expect(api[name].tcpSocket, name).toEqual({ port: 'http' });
  });

  it('has the settings file that it ends without, and nothing in it', () => {
    const objects = acme('');
    expect(only(objects, 'ConfigMap', 'api-settings').data).toEqual({ 'settings.json': '{}' });
    expect(api.volumeMounts).toContainEqual({
      name: 'api-settings',
      mountPath: '/app/appsettings.Secrets.json',
      subPath: 'settings.json',
      readOnly: true,
    });
    expect(ofKind(acme('images: {api: {settingsFile: null}}\n'), 'ConfigMap')).toEqual([]);
  });

  it('downloads a browser into space of its own', () => {
    expect(pod(acme(''), 'api').volumes).toContainEqual({
      name: 'opt-puppeteer',
      emptyDir: { sizeLimit: '2Gi' },
    });
  });

  it('has neither space nor a way out for a browser where PDFs are switched off', () => {
    const off = acme('features: {pdf: false}\n');
    expect(environment(program(off, 'api'))['PuppeteerPath']).toBeUndefined();
    expect(JSON.stringify(pod(off, 'api'))).not.toContain('puppeteer');
    const out = (objects: Objects) =>
      only(objects, 'NetworkPolicy', 'api').spec.egress.flatMap((rule: { ports: { port: number }[] }) =>
        rule.ports.map(({ port }) => port),
      );
    expect(out(off)).not.toContain(443);
    expect(out(acme(''))).toContain(443);
  });

  it.each([
    ['professional', ACME, 'acme'],
    ['enterprise', BIGSHOP, 'bigshop'],
  ])('is told what the application calls the %s tier', (tier, record, id) => {
    const told = (more: string) =>
      environment(
        program(objectsIn(rendered([record], PLATFORM + more), `dist/tenants/${id}/manifests.yaml`), 'api'),
      )['TENANT_TIER'];
    expect(told('')).toBe('team');
    expect(told(`tiers: {${tier}: {application: lifetime}}\n`)).toBe('lifetime');
  });
});

describe('the web', () => {
  it('starts its server directly, so that SIGTERM reaches it', () => {
    expect(program(acme(''), 'web').args).toEqual(['node_modules/.bin/next', 'start']);
  });

  it('asks the API by a name without a dot', () => {
    for (const objects of [acme(''), objectsIn(rendered([]), 'dist/free-tier/manifests.yaml')])
      for (const { spec } of ofKind(objects, 'Deployment'))
        for (const { name, env } of spec.template.spec.containers)
          if (name === 'web')
            expect(env.find((each: { name: string }) => each.name === 'API_URL').value).toMatch(
              /^http:\/\/[a-z-]+$/,
            );
  });
});

describe('every server', () => {
  it('goes on serving for a while after it is told to stop', () => {
    const servers = ofKind(everything(), 'Deployment');
    expect(servers.length).toBeGreaterThan(6);
    for (const { metadata, spec } of servers) {
      const { containers, terminationGracePeriodSeconds } = spec.template.spec;
      const [, seconds] = containers[0].lifecycle.preStop.exec.command;
      expect(Number(seconds), metadata.name).toBeGreaterThanOrEqual(5);
      // What is left is what .NET takes at most for requests under way.
      expect(terminationGracePeriodSeconds - Number(seconds), metadata.name).toBeGreaterThanOrEqual(30);
    }
  });

  it('runs in one time zone', () => {
    const zones = podTemplates(everything(`${PLATFORM}timeZone: Europe/Berlin\n`))
      .flatMap(containersOf)
      .filter(({ image }) => image.includes('/mechanicbuddy-') && image.includes(':1.'))
      .filter(({ command }) => command === undefined)
      .map((container) => environment(container)['TZ']);
    expect(zones.length).toBeGreaterThan(12);
    expect(new Set(zones)).toEqual(new Set(['Europe/Berlin']));
  });

  it('is given nothing that no image reads', () => {
    const unread =
      /^(TENANT_ID|INSTANCE_TYPE|DB_\w+|SUPER_ADMIN_\w+|SmtpOptions__From|POPULATE_DEMO_DATA|NEXT_PUBLIC_(BASE_DOMAIN|STRIPE\w*|MANAGEMENT\w*|SESSION_DIALOG\w*))$/;
    for (const container of podTemplates(everything()).flatMap(containersOf))
      if (container.image.includes('/mechanicbuddy-'))
        expect(
          Object.keys(environment(container)).filter((name) => unread.test(name)),
          container.name,
        ).toEqual([]);
  });
});

describe('where a release differs', () => {
  it('takes further variables: text of others, Secrets, fields of the pod', () => {
    const older = `migration: {extraEnv: {
      DB_HOST: $(DbOptions__Host),
      DB_PASSWORD: {secret: tenant-acme-postgresql-app, key: password},
      TENANT_ID: {field: "metadata.labels['mechanicbuddy.app/tenant']"}}}`;
    const job = (version: string) =>
      environment(
        only(inRelease(older, version), 'Job', 'db-migration').spec.template.spec.initContainers[1],
      );
    expect(job('v1.1.0')).toMatchObject({
      DB_HOST: '$(DbOptions__Host)',
      DB_PASSWORD: { secretKeyRef: { name: 'tenant-acme-postgresql-app', key: 'password' } },
      TENANT_ID: { fieldRef: { fieldPath: "metadata.labels['mechanicbuddy.app/tenant']" } },
    });
    const names = Object.keys(job('v1.1.0'));
    expect(names.indexOf('DbOptions__Host')).toBeLessThan(names.indexOf('DB_HOST'));
    expect(job('v1.0.0')).not.toHaveProperty('DB_HOST');
  });

  it('takes port, probes, arguments, paths and how it is stopped', () => {
    const changes = `api: {port: 8080, healthPath: /health, livePath: /live, writable: [/tmp, {path: /data, size: 3Gi}], args: [--verbose], stopping: {routedSeconds: 7, graceSeconds: 90}}`;
    const objects = inRelease(changes, 'v1.1.0');
    const api = program(objects, 'api');
    expect(api).toMatchObject({
      ports: [{ containerPort: 8080 }],
      readinessProbe: { httpGet: { path: '/health', port: 'http' } },
      livenessProbe: { httpGet: { path: '/live', port: 'http' } },
      args: ['--verbose'],
      lifecycle: { preStop: { exec: { command: ['sleep', '7'] } } },
    });
    expect(pod(objects, 'api').volumes).toContainEqual({ name: 'data', emptyDir: { sizeLimit: '3Gi' } });
    expect(pod(objects, 'api').terminationGracePeriodSeconds).toBe(90);
    expect(environment(api)['Kestrel__Endpoints__Http__Url']).toBe('http://0.0.0.0:8080');
    expect(program(inRelease(changes, 'v1.0.0'), 'api').readinessProbe.tcpSocket).toBeDefined();
  });

  it('lets both ports through while pods of both releases run', () => {
    const ports = (version: string) =>
      only(inRelease('api: {port: 8080}', version), 'NetworkPolicy', 'api').spec.ingress[0].ports.map(
        ({ port }: { port: number }) => port,
      );
    expect(ports('v1.0.0')).toEqual([15_567, 8080]);
    expect(ports('v1.1.0')).toEqual([15_567, 8080]);
  });

  it('adds its variables to those of the platform, and wins', () => {
    const both = release('web: {extraEnv: {A: release, B: release}}').concat(
      'images: {web: {extraEnv: {A: platform, C: platform}}}\n',
    );
    const objects = objectsIn(
      rendered([`${ACME}version: v1.1.0\n`], both),
      'dist/tenants/acme/manifests.yaml',
    );
    expect(environment(program(objects, 'web'))).toMatchObject({ A: 'release', B: 'release', C: 'platform' });
  });
});

describe('images', () => {
  const image = (more: string, url = 'https://github.com/Your-Org/shop.git') =>
    program(
      objectsIn(
        rendered([ACME], PLATFORM.replace('https://git.example.com/platform.git', url) + more),
        'dist/tenants/acme/manifests.yaml',
      ),
      'api',
    ).image;

  it.each([
    ['where the CI of the repository’s owner publishes', '', 'ghcr.io/your-org/mechanicbuddy-api:1.0.0'],
    [
      'from another registry',
      'images: {registry: registry.example.com/shop}\n',
      'registry.example.com/shop/mechanicbuddy-api:1.0.0',
    ],
    ['by the release’s name', 'images: {tags: release}\n', 'ghcr.io/your-org/mechanicbuddy-api:v1.0.0'],
    ['under another name', 'images: {api: {repository: quay.io/me/api}}\n', 'quay.io/me/api:1.0.0'],
  ])('%s', (_what, more, wanted) => {
    expect(image(more)).toBe(wanted);
  });
});
