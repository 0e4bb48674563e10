import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AdminEvent } from '../events/event.ts';
import { digestOf } from '../events/signature.ts';
import { isId } from '../records/id.ts';
import { toldBy, UNKNOWN } from './asked.ts';
import { addSchema, documented, querySchema } from './documents.ts';
import { domainRoutes } from './domains.ts';
import type { Handlers, HttpSettings, Outcome, TenantView } from './handlers.ts';
import { fieldErrors, outcomeProblem, sendProblem } from './problem.ts';
import { stepRoutes } from './steps.ts';
import { invalid } from './webhooks.ts';

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
    const { cursor, tier, status, limit } = query.data;
    const after = cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString();
    const page = await handlers.tenants({
      limit,
      ...(tier === undefined ? {} : { tier }),
      ...(status === undefined ? {} : { status }),
      ...(after === undefined ? {} : { after }),
    });
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
      if (request.headers['if-none-match'] === tenant.etag)
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
    const told = { kind: 'add' as const, ...toldBy(request, settings) };
    const event = {
      ...told,
      ...asked,
      hash: digestOf(told.id),
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
      const ifMatch = request.headers['if-match'];
      const event = {
        kind: 'patch' as const,
        ...toldBy(request, settings),
        tenant,
        patch: patch as Record<string, unknown>,
      };
      return answerRecord(
        await submit(ifMatch === undefined ? event : { ...event, ifMatch }, request),
        reply,
        200,
      );
    },
  );

  stepRoutes(server, handlers, settings);
  domainRoutes(server, handlers, settings);

  function submit(event: AdminEvent, request: FastifyRequest): Promise<Outcome> {
    return handlers.submit(event, { requestId: request.id });
  }
}

/** Says since when Git has not been seen, where an answer comes from memory alone; whether it does. */
function markStale(reply: FastifyReply, handlers: Handlers): boolean {
  const since = handlers.staleSince();
  if (since !== undefined) reply.header('mechanicbuddy-stale-since', since.toISOString());
  return since !== undefined;
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
