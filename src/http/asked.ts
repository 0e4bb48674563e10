import type { FastifyRequest } from 'fastify';
import type { HttpSettings } from './handlers.ts';
import type { Problem } from './problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The name of the administrator's token. */
    admin: string;
  }
}

export const UNKNOWN: Problem = { kind: 'unknown-tenant', status: 404, detail: 'there is no such tenant' };

/** Who asks, as an event tells it, an id of its own, and from which version of the record. */
export function toldBy(request: FastifyRequest, { newId }: HttpSettings) {
  const ifMatch = request.headers['if-match'];
  const told = { id: `admin-${newId()}`, actor: `admin:${request.admin}` as const };
  return ifMatch === undefined ? told : { ...told, ifMatch };
}
