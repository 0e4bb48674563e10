import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseServer } from '../dns/server.ts';

const count = (fallback: number, min = 1) => z.coerce.number().int().min(min).default(fallback);

/** One secret, or two with a comma between them while one replaces the other, the newer first. */
const secrets = z
  .string()
  .transform((text) => text.split(',').map((each) => each.trim()))
  .refine((all) => all.length <= 2 && all.every((each) => each.length >= 16), {
    error: 'at least 16 characters; two secrets at most, with a comma between them',
  });

/** `name=token,…`; tokens have at least 16 characters. */
const adminTokens = z
  .string()
  .default('')
  .transform((text, context) => {
    const pairs = text
      .split(',')
      .map((pair) => pair.trim())
      .filter((pair) => pair !== '');
    const tokens = new Map<string, string>();
    for (const pair of pairs) {
      const match = /^([a-z0-9][a-z0-9._-]{0,62})=(\S{16,})$/i.exec(pair);
      if (match === null)
        context.addIssue({ code: 'custom', message: 'name=token,… with tokens of at least 16 characters' });
      else tokens.set(match[1] as string, match[2] as string);
    }
    return tokens;
  });

/** Several, so that one that lies or fails decides nothing alone. */
const dnsServers = z
  .string()
  .default('1.1.1.1,8.8.8.8,9.9.9.9')
  .transform((text) => text.split(',').map((server) => server.trim()))
  .refine((servers) => servers.every((server) => parseServer(server) !== undefined), {
    error: 'DNS servers with commas between them: host, host:port or [v6]:port',
  });

/** Environment of the service (docs/reference/environment.md). */
export const environmentSchema = z.object({
  HOST: z.string().default('0.0.0.0'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  GIT_ADAPTER: z.enum(['local', 'github']),
  GIT_DIR: z.string().min(1).optional(),
  GIT_BRANCH: z.string().min(1).default('main'),
  GITHUB_REPOSITORY: z
    .string()
    .regex(/^[\w.-]+\/[\w.-]+$/, 'owner/name')
    .optional(),
  GITHUB_API_URL: z.url().default('https://api.github.com'),
  GITHUB_TOKEN: z.string().min(1).optional(),
  GITHUB_APP_ID: z.string().regex(/^\d+$/, 'a number').optional(),
  GITHUB_INSTALLATION_ID: z.string().regex(/^\d+$/, 'a number').optional(),
  GITHUB_APP_PRIVATE_KEY: z.string().includes('PRIVATE KEY', { error: 'a key in PEM' }).optional(),
  STRIPE_WEBHOOK_SECRET: secrets.optional(),
  STRIPE_SECRET_KEY: z.string().min(1).optional(),
  STRIPE_API_BASE: z.url().optional(),
  SIGNUP_WEBHOOK_SECRET: secrets.optional(),
  SUBSCRIBER_SECRET: secrets.optional(),
  ADMIN_TOKENS: adminTokens,
  BODY_LIMIT: count(1_048_576, 1024),
  RATE_LIMIT_MAX: count(300),
  QUEUE_LIMIT: count(1000),
  DNS_SERVERS: dnsServers,
  SWEEP_INTERVAL_SECONDS: count(3600, 0),
  PROXY_HOPS: count(0, 0),
});

export type Environment = z.infer<typeof environmentSchema>;
export type EnvironmentResult =
  | { readonly kind: 'environment'; readonly environment: Environment }
  | { readonly kind: 'problems'; readonly problems: readonly string[] };

/** A secret may come as `NAME_FILE` instead. */
export const SECRET_VARIABLES = [
  'GITHUB_TOKEN',
  'GITHUB_APP_PRIVATE_KEY',
  'STRIPE_WEBHOOK_SECRET',
  'STRIPE_SECRET_KEY',
  'SIGNUP_WEBHOOK_SECRET',
  'SUBSCRIBER_SECRET',
  'ADMIN_TOKENS',
] as const;

type Variables = Readonly<Record<string, string | undefined>>;

/** Reads the variables. Out: all of them, or every problem at once, never with a secret's value. */
export function readEnvironment(variables: Variables): EnvironmentResult {
  const { values, problems: unreadable } = withFiles(variables);
  const read = environmentSchema.safeParse(values);
  const problems = [
    ...unreadable,
    ...(read.success ? combinationProblems(read.data) : read.error.issues.map(issueLine)),
  ];
  if (problems.length > 0 || !read.success) return { kind: 'problems', problems };
  return { kind: 'environment', environment: read.data };
}

function issueLine({ path, message }: z.core.$ZodIssue): string {
  return `${path.join('.')}: ${message}`;
}

/** Empty is as good as not there; a file's last line break does not belong to the secret. */
function withFiles(variables: Variables) {
  const values: Record<string, string> = {};
  const problems: string[] = [];
  for (const [name, value] of Object.entries(variables)) if (value) values[name] = value;
  for (const name of SECRET_VARIABLES) {
    const file = variables[`${name}_FILE`];
    if (!file) continue;
    if (values[name] !== undefined)
      problems.push(`${name}: given as ${name}_FILE too, one of them is enough`);
    try {
      values[name] = readFileSync(file, 'utf8').trim();
    } catch (error) {
      problems.push(`${name}_FILE: ${(error as Error).message}`);
    }
  }
  return { values, problems };
}

/** What one variable asks of the others. */
function combinationProblems(values: Environment): string[] {
  const problems: string[] = [];
  const isApp = values.GITHUB_APP_ID ?? values.GITHUB_INSTALLATION_ID ?? values.GITHUB_APP_PRIVATE_KEY;
  const app = ['GITHUB_APP_ID', 'GITHUB_INSTALLATION_ID', 'GITHUB_APP_PRIVATE_KEY'] as const;
  if (values.GIT_ADAPTER === 'local' && values.GIT_DIR === undefined)
    problems.push('GIT_DIR: the bare repository is needed with GIT_ADAPTER=local');
  if (values.GIT_ADAPTER === 'github') {
    if (values.GITHUB_REPOSITORY === undefined)
      problems.push('GITHUB_REPOSITORY: owner/name is needed with GIT_ADAPTER=github');
    if (values.GITHUB_TOKEN === undefined && isApp === undefined)
      problems.push(`GITHUB_TOKEN: a token is needed with GIT_ADAPTER=github, or ${app.join(', ')}`);
    if (isApp !== undefined)
      problems.push(
        ...app
          .filter((name) => values[name] === undefined)
          .map((name) => `${name}: is needed for a GitHub App`),
      );
  }
  if (
    values.STRIPE_WEBHOOK_SECRET === undefined &&
    values.SIGNUP_WEBHOOK_SECRET === undefined &&
    values.ADMIN_TOKENS.size === 0
  )
    problems.push(
      'STRIPE_WEBHOOK_SECRET, SIGNUP_WEBHOOK_SECRET, ADMIN_TOKENS: without any of them nobody can ask for anything',
    );
  return problems;
}
