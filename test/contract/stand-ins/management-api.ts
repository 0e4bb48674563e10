/** Stand-in of the management API; it reads no Secrets file. */
import { configuration, connectionString, end, logIn, read } from './reading.ts';
import { serve } from './serving.ts';

read('TZ');
const { get, needed } = configuration(['appsettings.json']);
const database = connectionString(needed('ConnectionStrings:Management'));
if (get('Jwt:SecretKey') === undefined)
  end('System.InvalidOperationException: Jwt:SecretKey is not configured');
for (const path of [
  'Stripe:SecretKey',
  'Stripe:WebhookSecret',
  'Stripe:PriceIds:Team',
  'Email:ResendApiKey',
  'Email:FromEmail',
])
  needed(path);
get('Stripe:PriceIds:Lifetime');
for (const path of [
  'PostgresHost',
  'PostgresPort',
  'PostgresUser',
  'PostgresPassword',
  'TenantDatabasePrefix',
  'TemplateDatabase',
  'TenancyDatabase',
])
  needed(`Database:${path}`);
for (const path of ['BaseDomain', 'NamespacePrefix', 'ClusterIssuer']) needed(`Provisioning:${path}`);
needed('Cloudflare:BaseDomain');
for (const i of [0, 1]) needed(`Cors:AllowedOrigins:${i}`);
const cronKey = needed('CronJob:ApiKey');
const heartbeatKey = needed('ServiceAuth:HeartbeatKey');
const days = Number(get('InactivityCheck:InactivityDays') ?? 7);
const [, port = '15568'] = /:(\d+)$/.exec(read('ASPNETCORE_URLS') ?? '') ?? [];

serve({ port: Number(port), host: '0.0.0.0' }, 'waits', async ({ method, path, headers }) => {
  switch (`${method} ${path}`) {
    case 'GET /health/live':
      return { status: 200 };
    case 'GET /health':
    case 'GET /health/ready':
      return { status: (await logIn(database)) ? 200 : 503 };
    case 'POST /api/signup':
      return { status: 201 };
    case 'POST /api/billing/process-expired':
      return { status: cronKey !== '' && headers['x-api-key'] === cronKey ? 200 : 401 };
    case 'POST /api/demorequests/cleanup-expired':
      return { status: headers.authorization?.startsWith('Bearer ') === true ? 200 : 401 };
    case 'POST /api/tenants/acme/heartbeat':
      return { status: heartbeatKey === '' || headers['x-service-key'] === heartbeatKey ? 200 : 401 };
    case 'GET /suspended-after':
      return { status: 200, body: days };
    default:
      return { status: 404 };
  }
});
