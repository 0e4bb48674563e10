import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { StepAsked, TierAsked } from '../events/event.ts';
import { isId } from '../records/id.ts';
import { toldBy, UNKNOWN } from './asked.ts';
import { documented, restoreBody } from './documents.ts';
import type { Handlers, HttpSettings, Outcome } from './handlers.ts';
import { fieldErrors, outcomeProblem, sendProblem } from './problem.ts';
import { invalid } from './webhooks.ts';

const STEPS = ['suspend', 'resume', 'cancel', 'purge', 'confirm'] as const;

interface Named {
  readonly Params: { readonly id: string };
}

type Request = FastifyRequest<Named>;

/** Steps of a tenant's life, one route each, within the administrators' routes. */
export function stepRoutes(server: FastifyInstance, handlers: Handlers, settings: HttpSettings): void {
  const path = '/api/tenants/:id';

  server.delete<Named>(path, { schema: documented.archive }, (request, reply) =>
    answer(stepOf('archive', request), request, reply, 202),
  );

  for (const kind of STEPS) {
    const schema = { ...documented.step, summary: `${kind} a tenant` };
    server.post<Named>(`${path}/${kind}`, { schema }, (request, reply) =>
      answer(stepOf(kind, request), request, reply),
    );
  }

  server.post<Named>(`${path}/restore`, { schema: documented.restore }, async (request, reply) => {
    const body = restoreBody.safeParse(request.body ?? {});
    if (!body.success) return sendProblem(reply, invalid(fieldErrors(body.error.issues)));
    const more = body.data.fromBackup ? { fromBackup: true } : {};
    return answer({ ...stepOf('restore', request), ...more }, request, reply);
  });

  const summary = 'take a move that is not confirmed back';
  server.post<Named>(`${path}/back`, { schema: { ...documented.step, summary } }, (request, reply) =>
    answer(
      { kind: 'tier', ...toldBy(request, settings), tenant: request.params.id, back: true },
      request,
      reply,
    ),
  );

  function stepOf(kind: StepAsked['kind'], request: Request): StepAsked {
    return { kind, ...toldBy(request, settings), tenant: request.params.id };
  }

  async function answer(
    event: StepAsked | TierAsked,
    request: Request,
    reply: FastifyReply,
    status: 200 | 202 = 200,
  ): Promise<FastifyReply> {
    if (!isId(request.params.id)) return sendProblem(reply, UNKNOWN);
    return sendStep(await handlers.submit(event, { requestId: request.id }), reply, status);
  }
}

function sendStep(outcome: Outcome, reply: FastifyReply, code: 200 | 202): FastifyReply {
  if (outcome.kind === 'refused' || outcome.kind === 'unavailable')
    return sendProblem(reply, outcomeProblem(outcome));
  if (outcome.tenant === undefined) throw new Error('an administrator’s step without its tenant');
  const { id, status } = outcome.tenant.record;
  const commit = outcome.commit === undefined ? {} : { commit: outcome.commit };
  const warnings = outcome.warnings === undefined ? {} : { warnings: outcome.warnings };
  return reply.code(code).send({ id, status, ...commit, ...warnings });
}
