import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isId } from '../records/id.ts';
import { UNKNOWN } from './asked.ts';
import { documented } from './documents.ts';
import { matchesTag } from './etag.ts';
import type { Handlers } from './handlers.ts';
import { type Problem, sendProblem } from './problem.ts';
import { protect } from './protection.ts';

/** Seconds after which the fleet may be readable again. */
const RETRY_AFTER = 10;
const config = { openInDevelopment: true };

/** What the fleet page reads, within the administrators' routes. */
export function fleetRoutes(server: FastifyInstance, handlers: Handlers): void {
  server.get('/api/fleet', { config, schema: documented.fleet }, async (request, reply) => {
    const look = await handlers.fleet();
    if (look.kind === 'unavailable') return sendProblem(reply, unready(look.reason));
    secret(reply).header('etag', look.etag);
    if (matchesTag(request.headers['if-none-match'], look.etag)) return reply.code(304).send();
    return sendPacked(request, reply, look.document);
  });

  server.get<{ Params: { id: string } }>(
    '/api/fleet/:id',
    { config, schema: documented.fleetTenant },
    async (request, reply) => {
      const { id } = request.params;
      const found = isId(id) ? await handlers.fleetTenant(id) : undefined;
      if (found === undefined) return sendProblem(reply, UNKNOWN);
      if ('kind' in found) return sendProblem(reply, unready(found.reason));
      return secret(reply).send(found);
    },
  );
}

/** Data is kept nowhere, and no other site's page may load it. */
const secret = (reply: FastifyReply): FastifyReply => protect(reply).header('cache-control', 'no-store');

/** A thousand tenants are a quarter of a megabyte, and a tenth of it packed. */
async function sendPacked(
  request: FastifyRequest,
  reply: FastifyReply,
  value: object,
): Promise<FastifyReply> {
  reply.header('vary', 'accept-encoding').type('application/json; charset=utf-8');
  const text = JSON.stringify(value);
  if (!/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) return reply.send(text);
  return reply.header('content-encoding', 'gzip').send(await pack(text));
}

const pack = promisify(gzip);

const unready = (detail: string): Problem => ({
  kind: 'unready',
  status: 503,
  detail,
  retryAfterSeconds: RETRY_AFTER,
});
