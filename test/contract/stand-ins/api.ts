/** Stand-in of the tenant API: settings, port, database, mail, PDFs and tiers as the image has them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { configuration, end, logIn, need, read } from './reading.ts';
import { type Asked, serve } from './serving.ts';

read('TZ');
const environment = process.env['ASPNETCORE_ENVIRONMENT'] ?? 'Production';
const { get, needed } = configuration(
  ['appsettings.json', `appsettings.${environment}.json`],
  'appsettings.Secrets.json',
);
const isShared = get('DbOptions:MultiTenancy:Enabled') === 'true';
const suffix = isShared ? needed('DbOptions:MultiTenancy:Suffix:Tenancy') : '';
if (isShared) needed('DbOptions:MultiTenancy:Suffix:Template');
const name = needed('DbOptions:Name');
const database = {
  host: needed('DbOptions:Host'),
  port: needed('DbOptions:Port'),
  database: isShared ? `${name}-${suffix}` : name,
  user: needed('DbOptions:UserId'),
  password: needed('DbOptions:Password'),
};
if (needed('JwtOptions:Secret').length < 32) end('IDX10653: the key has too few bits');
const consumerSecret = needed('JwtOptions:ConsumerSecret');
if (get('Cors:Mode') === 'restricted') needed('Cors:AppHost');
for (const setting of ['Host', 'Port', 'User', 'Password']) needed(`SmtpOptions:${setting}`);
const pdfs = needed('PdfDirectory');
const browser = get('PuppeteerPath');
const tier = need('TENANT_TIER') || 'solo';
const url = new URL(needed('Kestrel:Endpoints:Http:Url'));

if (!(await logIn(database))) end('Npgsql.NpgsqlException: Failed to connect');

/** The first PDF of a pod downloads a browser. */
function print(): number {
  try {
    mkdirSync(`${browser}/chrome`, { recursive: true });
    writeFileSync(`${browser}/chrome/chrome`, 'browser');
    writeFileSync('/tmp/profile', 'profile');
    writeFileSync(`${pdfs}/1.pdf`, 'pdf');
    return 200;
  } catch {
    return 500;
  }
}

/** Returns the tenant of a request without a header on the shared instance: the first label of a longer name. */
function tenantOf({ headers }: Asked): string | undefined {
  const labels = (headers.host ?? '').split('.');
  const own = headers['x-tenant-id'];
  return typeof own === 'string' ? own : labels.length > 1 ? labels[0] : undefined;
}

serve({ port: Number(url.port), host: url.hostname }, 'waits', (asked) => {
  switch (`${asked.method} ${asked.path}`) {
    case 'GET /print.css':
      return { status: 200 };
    case 'POST /api/users/authenticate':
      return { status: JSON.parse(asked.body).serverSecret === consumerSecret ? 200 : 401 };
    case 'GET /api/usermanagement/canmanage':
      return { status: 200, body: tier === 'team' || tier === 'lifetime' };
    case 'GET /api/publiclanding':
      return { status: 200, body: isShared ? (tenantOf(asked) ?? null) : null };
    case 'POST /api/pdf':
      return { status: print() };
    default:
      return { status: 404 };
  }
});
