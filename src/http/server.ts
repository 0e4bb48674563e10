import { randomUUID } from 'node:crypto';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { onlyAdmins } from './admins.ts';
import { addErrorAnswers, NOT_FOUND } from './errors.ts';
import { fleetRoutes } from './fleet.ts';
import type { Handlers, HttpSettings } from './handlers.ts';
import { pageRoutes } from './page.ts';
import { sendProblem } from './problem.ts';
import { tenantRoutes } from './tenants.ts';
import { webhooks } from './webhooks.ts';

export interface ServerOptions {
  readonly logger?: FastifyBaseLogger;
  /** As `/openapi.json` names it. */
  readonly version?: string;
}

/** Milliseconds for a request to arrive whole, and for the work that answers it. */
const REQUEST_TIMEOUT = 30_000;

/**
 * The service's routes (docs/reference/api.md), not listening yet. While the server closes, requests under way are answered
 * and new ones get 503.
 *
 * @param handlers - what the routes call
 * @param settings - secrets and limits
 */
export function buildServer(
  handlers: Handlers,
  settings: HttpSettings,
  options: ServerOptions = {},
): FastifyInstance {
  const server: FastifyInstance = fastify({
    ...(options.logger === undefined ? {} : { loggerInstance: options.logger }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: settings.bodyLimit,
    trustProxy: (_address: string, hop: number) => hop < settings.proxyHops,
    requestTimeout: REQUEST_TIMEOUT,
    // An id of a client's would let it write into the logs.
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 200 },
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    frameworkErrors: (_error, _request, reply) => sendProblem(reply, NOT_FOUND),
  });
  // Routes check what they take themselves, to tell of every field at once.
  server.setValidatorCompiler(() => (value) => ({ value }));
  server.setSerializerCompiler(() => JSON.stringify);
  addErrorAnswers(server);
  endConnectionsWhileClosing(server);
  server.addHook('onResponse', async ({ routeOptions }, { statusCode }) => {
    handlers.answered(routeOptions.url ?? 'none', statusCode);
  });
  server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'MechanicBuddy tenants', version: options.version ?? '0' },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    },
    transform: jsonSchemaTransform,
  });
  server.register(async (part) => webhooks(part, handlers, settings));
  server.register(async (part) => {
    await part.register(rateLimit, { max: settings.rateLimitMax, timeWindow: '1 minute', hook: 'onRequest' });
    onlyAdmins(part, settings);
    await tenantRoutes(part, handlers, settings);
    fleetRoutes(part, handlers);
  });
  server.register(async (part) => operations(part, handlers));
  server.register(async (part) => pageRoutes(part));
  return server;
}

/** A connection that is kept alive after its answer would hold up the end by more than a minute. */
function endConnectionsWhileClosing(server: FastifyInstance): void {
  let isClosing = false;
  server.addHook('preClose', async () => {
    isClosing = true;
  });
  server.addHook('onSend', async (_request, reply) => {
    if (isClosing) reply.header('connection', 'close');
  });
}

async function operations(server: FastifyInstance, handlers: Handlers): Promise<void> {
  const schema = { hide: true };
  server.get('/health/live', { schema }, async () => ({ status: 'live' }));
  server.get('/health/ready', { schema }, async (request, reply) => {
    const readiness = handlers.readiness();
    if (readiness.kind === 'ready') return reply.send({ status: 'ready' });
    request.log.warn({ because: readiness.because }, 'not ready');
    return sendProblem(reply, {
      kind: 'unready',
      status: 503,
      detail: 'Git is out of reach',
      retryAfterSeconds: 5,
    });
  });
  server.get('/metrics', { schema }, async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(await handlers.metrics()),
  );
  server.get('/openapi.json', { schema }, async (_request, reply) =>
    reply.send(withProblems(server.swagger())),
  );
}

/** Answers from 400 on are problems, whatever the generator calls their content. */
function withProblems(document: object): object {
  return JSON.parse(JSON.stringify(document), (key, value) => {
    if (!/^[45]\d\d$/.test(key) || value?.content === undefined) return value;
    return { ...value, content: { 'application/problem+json': value.content['application/json'] } };
  });
}
