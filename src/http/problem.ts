import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { FieldError, Outcome } from './handlers.ts';

/** What is wrong with a request, as RFC 9457 says it (docs/reference/api.md#problems). */
export const problemSchema = z
  .object({
    type: z
      .string()
      .describe('urn:mechanicbuddy:problem:… names the kind; about:blank says no more than the status'),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    errors: z
      .array(
        z.object({
          field: z.string(),
          message: z.string(),
          found: z.string().optional(),
          allowed: z.string().optional(),
        }),
      )
      .optional(),
    suggestions: z.array(z.string()).optional(),
  })
  .describe('A problem');

export interface Problem {
  readonly kind: string;
  readonly status: number;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly suggestions?: readonly string[];
  readonly retryAfterSeconds?: number;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** Answers with a problem. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const { kind, status, detail, errors, suggestions, retryAfterSeconds } = problem;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(Math.ceil(retryAfterSeconds)));
  const body = {
    type: `urn:mechanicbuddy:problem:${kind}`,
    title: TITLES[status] ?? 'Error',
    status,
    detail,
    errors,
    suggestions,
  };
  return reply
    .code(status)
    .type('application/problem+json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(body);
}

const STATUS: { readonly [rule in Extract<Outcome, { kind: 'refused' }>['rule']]: number } = {
  invalid: 422,
  taken: 409,
  full: 409,
  'key-reused': 422,
  'unknown-tenant': 404,
  stale: 412,
  'not-possible': 409,
  'unknown-price': 422,
};

/** A refusal, or Git out of reach, as a problem. */
export function outcomeProblem(outcome: Exclude<Outcome, { kind: 'changed' | 'unchanged' }>): Problem {
  if (outcome.kind === 'unavailable') {
    // Git's own words are for the log: they name places that a caller has no business with.
    const { detail = 'nothing was changed that was not told; ask again' } = outcome;
    return { kind: 'unavailable', status: 503, detail, retryAfterSeconds: outcome.retryAfterSeconds };
  }
  const { rule, detail, errors, suggestions } = outcome;
  return {
    kind: rule,
    status: STATUS[rule],
    detail,
    ...(errors === undefined ? {} : { errors }),
    ...(suggestions === undefined ? {} : { suggestions }),
  };
}

/** zod's issues, every one of them, as a problem lists them. */
export function fieldErrors(issues: readonly z.core.$ZodIssue[]): FieldError[] {
  return issues.flatMap((issue): FieldError[] => {
    const path = issue.path.map(String);
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ field: [...path, key].join('.'), message: 'no such field' }));
    return [{ field: path.join('.'), message: issue.message }];
  });
}
