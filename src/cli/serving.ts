import type { Decided } from '../service/decided.ts';
import type { Environment } from '../service/environment.ts';

/** The embedded service's settings: on this machine only, with secrets that are none. */
export const DEVELOPMENT = {
  HOST: '127.0.0.1',
  LOG_LEVEL: 'silent',
  GIT_ADAPTER: 'local',
  SIGNUP_WEBHOOK_SECRET: 'development-signup-secret',
  STRIPE_WEBHOOK_SECRET: 'whsec_development_stripe_secret',
  ADMIN_TOKENS: 'developer=development-token',
} as const;

/** What a person can paste, and see the first tenant made. */
export function invitation(url: string, environment: Environment): string {
  const token = [...environment.ADMIN_TOKENS.values()][0] ?? '';
  const secret = environment.SIGNUP_WEBHOOK_SECRET?.[0] ?? '';
  return `
serving ${url}, commits go to ${environment.GIT_DIR} (${environment.GIT_BRANCH})

the fleet, in a browser: ${url}/

a signup, signed as the portal signs:

  body='{"name":"Hilltop Garage","ownerEmail":"owner@hilltop.example","tier":"free"}' t=$(date +%s)
  curl -i ${url}/webhooks/signup -d "$body" -H 'Content-Type: application/json' -H "Idempotency-Key: $t" \\
    -H "MechanicBuddy-Signature: t=$t,v1=$(printf %s "$t.$body" | openssl dgst -sha256 -hmac ${secret} -r | cut -d' ' -f1)"

an administrator's view, and a tenant archived:

  curl ${url}/api/tenants -H 'Authorization: Bearer ${token}'
  curl -X DELETE ${url}/api/tenants/hilltop-garage -H 'Authorization: Bearer ${token}'

what was committed:

  git -C ${environment.GIT_DIR} log --stat -3

`;
}

/** One event as a person reads it: what it was, whose, the files and the commit, or why not. */
export function decidedLine({
  kind,
  tenant,
  outcome,
  commit,
  because,
  paths,
  milliseconds,
}: Decided): string {
  const what = [kind, tenant].filter(Boolean).join(' ');
  const how = [outcome, because].filter(Boolean).join(': ');
  const where = commit === undefined ? '' : `, commit ${commit.slice(0, 10)}`;
  const files = paths.map((path) => `  ${path}\n`).join('');
  return `${what} → ${how}${where} (${milliseconds} ms)\n${files}`;
}
