import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { NOT_FOUND } from './errors.ts';
import { matchesTag } from './etag.ts';
import { sendProblem } from './problem.ts';
import { protect } from './protection.ts';

/** Beside this file, as source and compiled. */
const FOLDER = join(import.meta.dirname, 'page');
const SHELL = 'index.html';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

interface PageFile {
  readonly content: Buffer;
  readonly type: string;
  readonly etag: string;
}

/** The fleet page: files that hold no data, so they need no token. `/` is the shell whatever its query says. */
export function pageRoutes(server: FastifyInstance): void {
  const files = readPage();
  const schema = { hide: true };
  server.get('/', { schema }, async (request, reply) => answer(files.get(SHELL), request, reply));
  server.get<{ Params: { file: string } }>('/page/:file', { schema }, async (request, reply) =>
    answer(files.get(request.params.file), request, reply),
  );
}

/** Every file of the page, by name: what is not among them is not served. */
function readPage(): ReadonlyMap<string, PageFile> {
  const names = readdirSync(FOLDER).filter((name) => TYPES[extname(name)] !== undefined);
  return new Map(
    names.map((name) => {
      const content = readFileSync(join(FOLDER, name));
      const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
      return [name, { content, type: TYPES[extname(name)] as string, etag }];
    }),
  );
}

function answer(file: PageFile | undefined, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (file === undefined) return sendProblem(reply, NOT_FOUND);
  // Asked for each time, so that a new version is one version at once; a few bytes if it is the same.
  protect(reply).header('cache-control', 'no-cache').header('etag', file.etag);
  if (matchesTag(request.headers['if-none-match'], file.etag)) return reply.code(304).send();
  return reply.type(file.type).send(file.content);
}
