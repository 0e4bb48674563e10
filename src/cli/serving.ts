import type { Environment } from '../service/environment.ts';
import type { LoggedEvent } from '../service/event-log.ts';

/** The embedded service's settings: it listens on this machine only, and its secrets are public. */
export const DEVELOPMENT = {
  HOST: '127.0.0.1',
  LOG_LEVEL: 'silent',
  GIT_ADAPTER: 'local',
  SIGNUP_WEBHOOK_SECRET: 'development-signup-secret',
  STRIPE_WEBHOOK_SECRET: 'whsec_development_stripe_secret',
  ADMIN_TOKENS: 'developer=development-token',
} as const;

/** Returns commands to paste that create and archive a first tenant. */
export function invitation(url: string, environment: Environment): string {
  const token = [...environment.ADMIN_TOKENS.values()][0] ?? '';
  const secret = environment.SIGNUP_WEBHOOK_SECRET?.[0] ?? '';
  return `
serving ${url}, commits go to ${environment.GIT_DIR} (${environment.GIT_BRANCH})

the fleet page: ${url}/

sign up a tenant, with the portal's signature:

  body='{"name":"Hilltop Garage","ownerEmail":"owner@hilltop.example","tier":"free"}' t=$(date +%s)
  curl -i ${url}/webhooks/signup -d "$body" -H 'Content-Type: application/json' -H "Idempotency-Key: $t" \\
    -H "MechanicBuddy-Signature: t=$t,v1=$(printf %s "$t.$body" | openssl dgst -sha256 -hmac ${secret} -r | cut -d' ' -f1)"

list the tenants and archive one, as an administrator:

  curl ${url}/api/tenants -H 'Authorization: Bearer ${token}'
  curl -X DELETE ${url}/api/tenants/hilltop-garage -H 'Authorization: Bearer ${token}'

show the commits:

  git -C ${environment.GIT_DIR} log --stat -3

`;
}

/** Writes an event as lines for people: its kind and tenant, the outcome, the commit and the files. */
export function decidedLine({
  kind,
  tenant,
  outcome,
  commit,
  because,
  paths,
  milliseconds,
}: LoggedEvent): string {
  const what = [kind, tenant].filter(Boolean).join(' ');
  const how = [outcome, because].filter(Boolean).join(': ');
  const where = commit === undefined ? '' : `, commit ${commit.slice(0, 10)}`;
  const files = paths.map((path) => `  ${path}\n`).join('');
  return `${what} → ${how}${where} (${milliseconds} ms)\n${files}`;
}
