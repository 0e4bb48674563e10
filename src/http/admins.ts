import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isId } from '../records/id.ts';
import type { HttpSettings } from './handlers.ts';
import { isLocal } from './loopback.ts';
import { sendProblem } from './problem.ts';
import { isHarmless } from './raw-json.ts';
import { bearerName } from './tokens.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Reads only, and is open in development (`HttpSettings.development`). */
    readonly openInDevelopment?: boolean;
  }
}

/** Routes below are for administrators. Each call is logged with the token's name, the refused ones too. */
export function onlyAdmins(server: FastifyInstance, settings: HttpSettings): void {
  server.decorateRequest('admin', '');
  server.addHook('onRequest', async (request, reply) => {
    const name = adminOf(request, settings);
    if (name !== undefined) request.admin = name;
    else {
      reply.header('www-authenticate', 'Bearer');
      return sendProblem(reply, { kind: 'token', status: 401, detail: 'a bearer token is needed' });
    }
  });
  server.addHook('preValidation', async (request, reply) => {
    if (isHarmless(request.body)) return;
    return sendProblem(reply, { kind: 'malformed', status: 400, detail: 'invalid JSON, or nested too deep' });
  });
  // Records hold addresses of owners: neither a browser nor a proxy keeps them, unless a route says how.
  server.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
  server.addHook('onResponse', async ({ admin, method, routeOptions, params, id, log }, { statusCode }) => {
    const tenant = (params as { id?: string }).id;
    const known = tenant !== undefined && isId(tenant) ? { tenant } : {};
    const by = { admin: admin || 'nobody', method, route: routeOptions.url };
    log.info({ requestId: id, ...by, ...known, status: statusCode }, 'an administrator’s call');
  });
}

/** Whose token it is. Without one: who develops on this machine may read what is open to that. */
function adminOf(request: FastifyRequest, settings: HttpSettings): string | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) return bearerName(authorization, settings.adminTokens);
  const { openInDevelopment } = request.routeOptions.config;
  return openInDevelopment && settings.development && isLocal(request) ? 'development' : undefined;
}
