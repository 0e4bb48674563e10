/** A file of an image. */
interface ImageFile {
  readonly text: string;
  readonly isProgram?: boolean;
  /** Its owner; by default root. */
  readonly user?: number;
}

/** A stand-in of an image: its configuration and its files. */
export interface Image {
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly files: Readonly<Record<string, ImageFile>>;
  /** Empty folders. */
  readonly folders?: readonly string[];
}

const program = (text: string): ImageFile => ({ text, isProgram: true });
const runs = (standIn: string) => program(`#!/bin/sh\nexec node /image/stand-ins/${standIn}.ts "$@"\n`);
const json = (value: unknown): ImageFile => ({ text: JSON.stringify(value) });

/** Rewrites the built files for each variable that has a value, and stops at the first failure. */
const rewriting = (...names: readonly (readonly [name: string, placeholder: string])[]): ImageFile =>
  program(`#!/bin/sh
set -e
rewrite() {
  echo "contract reads $1"
  eval "wanted=\\\${$1:-}"
  if [ -z "$wanted" ]; then return 0; fi
  find .next -type f -exec sed -i "s|$2|$wanted|g" {} +
}
${names.map(([name, placeholder]) => `rewrite ${name} ${placeholder}`).join('\n')}
exec "$@"
`);

const BIN = { '/image/bin/npm': runs('npm'), '/image/bin/psql': runs('psql') };

const job = (standIn: string): Image => ({
  entrypoint: ['dotnet', 'job.dll'],
  cmd: [],
  env: {},
  folder: '/app',
  files: {
    '/image/bin/dotnet': runs(standIn),
    '/app/appsettings.json': json({ DbOptions: { Name: 'carcare' } }),
  },
});

/** All images of the application by their published names, and the other two that pods run. */
export const IMAGES: Readonly<Record<string, Image>> = {
  'mechanicbuddy-api': {
    entrypoint: ['dotnet', 'api.dll'],
    cmd: [],
    env: { ASPNETCORE_URLS: 'http://+:15567' },
    folder: '/app',
    folders: ['/var/carcare/pdf', '/opt/puppeteer'],
    files: {
      '/image/bin/dotnet': runs('api'),
      '/app/appsettings.json': json({
        Cors: { AppHost: 'localhost' },
        DbOptions: { Port: '5432', Name: 'carcare' },
        SmtpOptions: { Host: 'localhost', Port: '465' },
      }),
      '/app/appsettings.Production.json': json({
        PdfDirectory: '/var/carcare/pdf',
        PuppeteerPath: '/opt/puppeteer',
        Kestrel: { Endpoints: { Http: { Url: 'http://0.0.0.0:15567' } } },
      }),
    },
  },
  'mechanicbuddy-web': {
    entrypoint: ['./docker-entrypoint.sh'],
    cmd: ['npm', 'start'],
    env: { NODE_ENV: 'production' },
    folder: '/app',
    folders: ['/app/.next/cache'],
    files: {
      ...BIN,
      '/app/docker-entrypoint.sh': rewriting(['NEXT_PUBLIC_API_URL', 'https://runtime-api-url.invalid']),
      '/app/.next/required-server-files.json': json({ images: 'https://runtime-api-url.invalid' }),
      '/app/node_modules/.bin/next': runs('web'),
    },
  },
  'mechanicbuddy-dbup': job('dbup'),
  'mechanicbuddy-management-api': {
    ...job('management-api'),
    env: { ASPNETCORE_URLS: 'http://+:15568' },
    files: {
      '/image/bin/dotnet': runs('management-api'),
      '/app/appsettings.json': json({
        ConnectionStrings: { Management: 'Host=localhost;Username=postgres;Password=postgres' },
        InactivityCheck: { InactivityDays: 7 },
        ServiceAuth: { HeartbeatKey: '' },
      }),
    },
  },
  'mechanicbuddy-management-portal': {
    entrypoint: ['./docker-entrypoint.sh'],
    cmd: ['node', '/image/stand-ins/portal.ts'],
    env: { PORT: '3026', NODE_ENV: 'production' },
    folder: '/app',
    files: {
      '/app/docker-entrypoint.sh': rewriting(
        ['NEXT_PUBLIC_MANAGEMENT_API_URL', 'https://runtime-management-api-url.invalid'],
        ['NEXT_PUBLIC_APP_URL', 'https://runtime-app-url.invalid'],
      ),
      '/app/.next/server/billing.js': { text: 'https://runtime-app-url.invalid\n', user: 1001 },
    },
  },
  'mechanicbuddy-management-dbup': job('management-dbup'),
  // The machine's own curl.
  curl: {
    entrypoint: ['/entrypoint.sh'],
    cmd: ['curl'],
    env: {},
    folder: '/',
    files: { '/entrypoint.sh': program('#!/bin/sh\nexec "$@"\n') },
  },
  postgresql: { entrypoint: [], cmd: [], env: {}, folder: '/', files: BIN },
};

/** A release with an older migration. */
export const OLDER: Image = job('older-dbup');
