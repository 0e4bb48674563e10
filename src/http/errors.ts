import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Problem, sendProblem } from './problem.ts';

/** Also for what is no path: an escape that is none, a segment that is too long. */
export const NOT_FOUND: Problem = { kind: 'not-found', status: 404, detail: 'there is nothing here' };

/** What Fastify itself refuses, by its error's code. */
const KINDS: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media-type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed',
};

interface Failure {
  readonly statusCode?: number;
  readonly code?: string;
  readonly message?: string;
}

/** Every error is a problem, also Fastify's own; an unexpected one says nothing of the inside. */
export function addErrorAnswers(server: FastifyInstance): void {
  server.setErrorHandler((error: Failure, request, reply) => sendProblem(reply, problemOf(error, request)));
  server.setNotFoundHandler((_request: FastifyRequest, reply: FastifyReply) => sendProblem(reply, NOT_FOUND));
}

function problemOf(error: Failure, request: FastifyRequest): Problem {
  const status = error.statusCode ?? 500;
  if (status >= 500) {
    request.log.error({ err: error }, 'a request failed');
    return { kind: 'internal', status: 500 };
  }
  const detail = status === 429 ? 'too many requests from this address' : (error.message ?? '');
  return { kind: status === 429 ? 'rate' : (KINDS[error.code ?? ''] ?? 'malformed'), status, detail };
}
