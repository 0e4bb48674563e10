import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { domainName } from '../events/domain.ts';
import type { DomainAsked } from '../events/event.ts';
import { isId } from '../records/id.ts';
import { toldBy, UNKNOWN } from './asked.ts';
import { documented, domainBody } from './documents.ts';
import type { Handlers, HttpSettings, Outcome } from './handlers.ts';
import { fieldErrors, outcomeProblem, sendProblem } from './problem.ts';
import { invalid } from './webhooks.ts';

interface Named {
  readonly Params: { readonly id: string; readonly domain: string };
}

/** Custom domains of a tenant: asked for, proved by DNS, given up. Within the administrators' routes. */
export function domainRoutes(server: FastifyInstance, handlers: Handlers, settings: HttpSettings): void {
  const path = '/api/tenants/:id/domains';

  server.post<{ Params: { id: string } }>(path, { schema: documented.addDomain }, async (request, reply) => {
    if (!isId(request.params.id)) return sendProblem(reply, UNKNOWN);
    const body = domainBody.safeParse(request.body);
    if (!body.success) return sendProblem(reply, invalid(fieldErrors(body.error.issues)));
    const domain = domainName(body.data.domain);
    const event = eventOf('domain-add', request, settings, domain);
    return answerPending(await handlers.submit(event, { requestId: request.id }), domain, reply);
  });

  server.post<Named>(
    `${path}/:domain/verify`,
    { schema: documented.verifyDomain },
    async (request, reply) => {
      if (!isId(request.params.id)) return sendProblem(reply, UNKNOWN);
      const { kind: _, token: __, ...ask } = eventOf('domain-verify', request, settings, domainOf(request));
      return answerDomains(await handlers.verifyDomain(ask, { requestId: request.id }), reply);
    },
  );

  server.delete<Named>(`${path}/:domain`, { schema: documented.removeDomain }, async (request, reply) => {
    if (!isId(request.params.id)) return sendProblem(reply, UNKNOWN);
    const event = eventOf('domain-remove', request, settings, domainOf(request));
    return answerDomains(await handlers.submit(event, { requestId: request.id }), reply);
  });
}

const domainOf = (request: FastifyRequest<Named>): string => domainName(request.params.domain);

function eventOf(
  kind: DomainAsked['kind'],
  request: FastifyRequest,
  settings: HttpSettings,
  domain: string,
): DomainAsked {
  const { id: tenant } = request.params as { id: string };
  return { kind, ...toldBy(request, settings), tenant, domain, token: settings.newToken() };
}

/** What the owner has to publish, and where the domain has to lead. */
function answerPending(outcome: Outcome, domain: string, reply: FastifyReply): FastifyReply {
  if (outcome.kind === 'refused' || outcome.kind === 'unavailable')
    return sendProblem(reply, outcomeProblem(outcome));
  const { tenant, commit } = outcome;
  if (tenant === undefined) throw new Error('a domain without its tenant');
  const pending = tenant.record.pendingDomains?.find((each) => each.domain === domain);
  const target = new URL(tenant.url).host;
  if (pending === undefined) {
    const detail = `${domain} is verified already`;
    return sendProblem(reply, { kind: 'not-possible', status: 409, detail });
  }
  const { token, expiresAt } = pending;
  const { warnings } = outcome;
  return reply.code(201).send({
    domain,
    txtName: `_mechanicbuddy-verify.${domain}`,
    token,
    expiresAt,
    target,
    ...(commit === undefined ? {} : { commit }),
    ...(warnings === undefined ? {} : { warnings }),
  });
}

function answerDomains(outcome: Outcome, reply: FastifyReply): FastifyReply {
  if (outcome.kind === 'refused' || outcome.kind === 'unavailable')
    return sendProblem(reply, outcomeProblem(outcome));
  if (outcome.tenant === undefined) throw new Error('a domain without its tenant');
  const { id, domains } = outcome.tenant.record;
  const { commit, warnings } = outcome;
  return reply.send({
    id,
    domains,
    ...(commit === undefined ? {} : { commit }),
    ...(warnings === undefined ? {} : { warnings }),
  });
}
