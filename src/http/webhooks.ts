import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { signedDigest, verifySignature } from '../events/signature.ts';
import { isIdempotencyKey, signupEvent, signupSchema } from '../events/signup.ts';
import { readStripeEvent, type StripeResult } from '../events/stripe.ts';
import { documented } from './documents.ts';
import type { Handlers, HttpSettings, Outcome } from './handlers.ts';
import { fieldErrors, outcomeProblem, type Problem, sendProblem } from './problem.ts';
import { keepRawBodies, parseRawJson } from './raw-json.ts';

type Read =
  | {
      readonly kind: 'body';
      readonly value: unknown;
      /** Stands for what was signed. */
      readonly signed: string;
    }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** Signed requests: Stripe's, and the portal's. Never limited by address, for both come from few. */
export async function webhooks(
  server: FastifyInstance,
  handlers: Handlers,
  settings: HttpSettings,
): Promise<void> {
  keepRawBodies(server);

  server.post('/webhooks/stripe', { schema: documented.stripe }, async (request, reply) => {
    const read = signedBody(
      request,
      request.headers['stripe-signature'],
      settings.stripeWebhookSecrets,
      settings.now,
    );
    if (read.kind === 'refused') return sendProblem(reply, read.problem);
    const reading = { now: Math.floor(settings.now() / 1000), livemode: settings.stripeLivemode };
    return answerStripe(readStripeEvent(read.value, reading), request, reply, handlers);
  });

  server.post('/webhooks/signup', { schema: documented.signup }, async (request, reply) => {
    const header = request.headers['mechanicbuddy-signature'];
    const read = signedBody(request, header, settings.signupWebhookSecrets, settings.now);
    if (read.kind === 'refused') return sendProblem(reply, read.problem);
    const key = request.headers['idempotency-key'];
    if (!isIdempotencyKey(key)) return sendProblem(reply, NO_KEY);
    const body = signupSchema.safeParse(read.value);
    if (!body.success) return sendProblem(reply, invalid(fieldErrors(body.error.issues)));
    const event = signupEvent(body.data, key, read.signed);
    const outcome = await handlers.submit(event, { requestId: request.id });
    return answerSignup(outcome, reply);
  });
}

export const NO_KEY: Problem = {
  kind: 'no-key',
  status: 400,
  detail: 'Idempotency-Key: 1 to 255 visible ASCII characters are needed; a retry sends the same',
};

export function invalid(errors: Problem['errors'] & object): Problem {
  return { kind: 'invalid', status: 422, detail: 'some fields are wrong', errors };
}

/** The body, once its signature was verified: an unsigned request learns nothing more. */
function signedBody(
  request: FastifyRequest,
  header: string | string[] | undefined,
  secrets: readonly string[],
  now: () => number,
): Read {
  if (secrets.length === 0)
    return {
      kind: 'refused',
      problem: {
        kind: 'not-configured',
        status: 503,
        detail: 'this webhook has no secret here',
        retryAfterSeconds: 3600,
      },
    };
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const signature = typeof header === 'string' ? header : undefined;
  const verdict = verifySignature(bytes, signature, secrets, Math.floor(now() / 1000));
  if (verdict.kind === 'forged') {
    request.log.warn({ requestId: request.id, because: verdict.because }, 'a signature was refused');
    return { kind: 'refused', problem: { kind: 'forged', status: 401, detail: verdict.because } };
  }
  const parsed = parseRawJson(bytes);
  if (parsed.kind === 'malformed')
    return {
      kind: 'refused',
      problem: { kind: 'malformed', status: 400, detail: 'invalid JSON, or nested too deep' },
    };
  return { kind: 'body', value: parsed.value, signed: signedDigest(signature ?? '', bytes) };
}

async function answerStripe(
  read: StripeResult,
  request: FastifyRequest,
  reply: FastifyReply,
  handlers: Handlers,
) {
  switch (read.kind) {
    case 'malformed': {
      const detail = `the body is not an event: ${read.because}`;
      return sendProblem(reply, { kind: 'malformed', status: 400, detail });
    }
    case 'ignored':
      request.log.info({ requestId: request.id, event: read.id, because: read.because }, 'ignored');
      return reply.send({ received: true, outcome: 'unchanged' });
    case 'unusable':
      return answerUnusable(read, request, reply, handlers);
    case 'event':
      return answerEvent(read, request, reply, handlers);
  }
}

/** Acknowledged, for sending it again would not make it better; told to a person. */
function answerUnusable(
  { id, unapplied }: Extract<StripeResult, { kind: 'unusable' }>,
  request: FastifyRequest,
  reply: FastifyReply,
  handlers: Handlers,
) {
  handlers.unapplied(unapplied);
  request.log.warn({ requestId: request.id, event: id, ...unapplied }, 'not applied');
  return reply.send({ received: true, outcome: 'refused', unapplied: [unapplied] });
}

async function answerEvent(
  { event, unapplied: ofDelivery }: Extract<StripeResult, { kind: 'event' }>,
  request: FastifyRequest,
  reply: FastifyReply,
  handlers: Handlers,
) {
  const outcome = await handlers.submit(event, { requestId: request.id });
  if (outcome.kind === 'unavailable') return sendProblem(reply, outcomeProblem(outcome));
  for (const each of ofDelivery) handlers.unapplied(each);
  const commit = outcome.kind === 'refused' ? undefined : outcome.commit;
  const unapplied = [...ofDelivery, ...(outcome.unapplied ?? [])];
  return reply.send({
    received: true,
    outcome: outcome.kind,
    ...(commit === undefined ? {} : { commit }),
    ...(unapplied.length === 0 ? {} : { unapplied }),
  });
}

/** The same answer for the first request and for each repetition. */
function answerSignup(outcome: Outcome, reply: FastifyReply): FastifyReply {
  if (outcome.kind === 'refused' || outcome.kind === 'unavailable')
    return sendProblem(reply, outcomeProblem(outcome));
  if (outcome.tenant === undefined) throw new Error('a signup without its tenant');
  const { record, url } = outcome.tenant;
  const { id, trialEndsAt } = record;
  const body = {
    id,
    url,
    status: 'active',
    commit: outcome.commit,
    ...(trialEndsAt === undefined ? {} : { trialEndsAt }),
  };
  return reply.code(201).header('location', `/api/tenants/${id}`).send(body);
}
