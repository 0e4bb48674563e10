import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { AdminEvent, TenantAdded } from '../events/event.ts';
import { digestOf } from '../events/signature.ts';
import { isIdempotencyKey } from '../events/signup.ts';
import { isId } from '../records/id.ts';
import { shown } from '../records/problem.ts';
import { toldBy, UNKNOWN } from './asked.ts';
import { addSchema, documented, querySchema } from './documents.ts';
import { domainRoutes } from './domains.ts';
import { matchesTag } from './etag.ts';
import type { FieldError, Handlers, HttpSettings, Outcome, TenantQuery, TenantView } from './handlers.ts';
import { fieldErrors, outcomeProblem, sendProblem } from './problem.ts';
import { stepRoutes } from './steps.ts';
import { invalid, NO_KEY } from './webhooks.ts';

/** What administrators do. Within the administrators' routes. */
export async function tenantRoutes(
  server: FastifyInstance,
  handlers: Handlers,
  settings: HttpSettings,
): Promise<void> {
  server.addContentTypeParser(
    'application/merge-patch+json',
    { parseAs: 'string' },
    server.getDefaultJsonParser('error', 'error'),
  );

  server.get('/api/tenants', { schema: documented.list }, async (request, reply) => {
    const query = querySchema.safeParse(request.query);
    if (!query.success) return sendProblem(reply, invalid(fieldErrors(query.error.issues)));
    const unknown = unknownTier(query.data.tier, await handlers.tiers());
    if (unknown.length > 0) return sendProblem(reply, invalid(unknown));
    const page = await handlers.tenants(tenantQuery(query.data));
    const next = page.next === undefined ? {} : { nextCursor: Buffer.from(page.next).toString('base64url') };
    const stale = markStale(reply, handlers);
    return reply.send({ items: page.items, ...next, ...(stale ? { stale } : {}) });
  });

  server.get<{ Params: { id: string } }>(
    '/api/tenants/:id',
    { schema: documented.show },
    async (request, reply) => {
      const tenant = isId(request.params.id) ? await handlers.tenant(request.params.id) : undefined;
      markStale(reply, handlers);
      if (tenant === undefined) return sendProblem(reply, UNKNOWN);
      if (matchesTag(request.headers['if-none-match'], tenant.etag))
        return reply.code(304).header('etag', tenant.etag).send();
      return sendRecord(reply, 200, tenant);
    },
  );

  server.post('/api/tenants', { schema: documented.add }, async (request, reply) => {
    const body = addSchema.safeParse(request.body);
    if (!body.success) return sendProblem(reply, invalid(fieldErrors(body.error.issues)));
    const { id: wantedId, ...asked } = Object.fromEntries(
      Object.entries(body.data).filter(([, value]) => value !== undefined),
    ) as typeof body.data;
    const key = request.headers['idempotency-key'];
    if (key !== undefined && !isIdempotencyKey(key)) return sendProblem(reply, NO_KEY);
    const told = { kind: 'add' as const, ...toldBy(request, settings) };
    const once = key === undefined ? undefined : onceOf(key, body.data);
    const event = {
      ...told,
      ...asked,
      hash: once?.key ?? digestOf(told.id),
      ...(once === undefined ? {} : { once }),
      ...(wantedId === undefined ? {} : { wantedId }),
    };
    return answerRecord(await submit(event as AdminEvent, request), reply, 201);
  });

  server.patch<{ Params: { id: string } }>(
    '/api/tenants/:id',
    { schema: documented.patch },
    async (request, reply) => {
      const { id: tenant } = request.params;
      if (!isId(tenant)) return sendProblem(reply, UNKNOWN);
      const patch = request.body;
      if (typeof patch !== 'object' || patch === null || Array.isArray(patch))
        return sendProblem(reply, invalid([{ field: '', message: 'a merge patch is an object' }]));
      const event = {
        kind: 'patch' as const,
        ...toldBy(request, settings),
        tenant,
        patch: patch as Record<string, unknown>,
      };
      return answerRecord(await submit(event, request), reply, 200);
    },
  );

  stepRoutes(server, handlers, settings);
  domainRoutes(server, handlers, settings);

  function submit(event: AdminEvent, request: FastifyRequest): Promise<Outcome> {
    return handlers.submit(event, { requestId: request.id });
  }
}

/** The problem of a tier that `platform.yaml` does not have, as far as it can be read. */
function unknownTier(tier: string | undefined, tiers: readonly string[] | undefined): FieldError[] {
  if (tier === undefined || tiers === undefined || tiers.includes(tier)) return [];
  return [{ field: 'tier', message: 'no such tier', found: shown(tier), allowed: tiers.join(', ') }];
}

function tenantQuery({ cursor, tier, status, limit }: z.infer<typeof querySchema>): TenantQuery {
  return {
    limit,
    ...(tier === undefined ? {} : { tier }),
    ...(status === undefined ? {} : { status }),
    ...(cursor === undefined ? {} : { after: Buffer.from(cursor, 'base64url').toString() }),
  };
}

/** Says since when Git has not been seen, where an answer comes from memory alone; whether it does. */
function markStale(reply: FastifyReply, handlers: Handlers): boolean {
  const since = handlers.staleSince();
  if (since !== undefined) reply.header('mechanicbuddy-stale-since', since.toISOString());
  return since !== undefined;
}

/** Hashes of the key and of what was asked for. */
function onceOf(key: string, asked: z.infer<typeof addSchema>): NonNullable<TenantAdded['once']> {
  const fields = Object.entries(asked).filter(([, value]) => value !== undefined);
  const request = JSON.stringify(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
  return { key: digestOf(`add\n${key}`), request: digestOf(request) };
}

function sendRecord(reply: FastifyReply, status: number, { record, etag }: TenantView): FastifyReply {
  return reply.code(status).header('etag', etag).send(record);
}

function answerRecord(outcome: Outcome, reply: FastifyReply, status: 200 | 201): FastifyReply {
  if (outcome.kind === 'refused' || outcome.kind === 'unavailable')
    return sendProblem(reply, outcomeProblem(outcome));
  if (outcome.tenant === undefined) throw new Error('an administrator’s change without its tenant');
  if (status === 201) reply.header('location', `/api/tenants/${outcome.tenant.record.id}`);
  return sendRecord(reply, status, outcome.tenant);
}
