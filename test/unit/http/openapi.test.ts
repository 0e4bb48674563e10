import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Repository } from '../../../src/git/port.ts';
import { problemSchema } from '../../../src/http/problem.ts';
import { parseFleet } from '../../../src/platform/fleet.ts';
import { contents, makeRepository } from '../../fixtures/committer.ts';
import { ACME, PETE } from '../../fixtures/fleet.ts';
import { foreignText } from '../../fixtures/foreign-text.ts';
import { CHANGED, serverWith } from '../../fixtures/http.ts';
import { PRICES } from '../../fixtures/lifecycle.ts';
import { serviceOn, TOKEN } from '../../fixtures/service.ts';

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

/** Values that a schema describes, and near misses: foreign text for text, some field missing, another type. */
function like(schema: Schema): fc.Arbitrary<unknown> {
  const near = fc.oneof(
    { weight: 8, arbitrary: described(schema) },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
  return near;
}

function described(schema: Schema): fc.Arbitrary<unknown> {
  const { type, properties, items, minimum = -1e6, maximum = 1e6 } = schema;
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return often(fc.constantFrom(...schema.enum), foreignText);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(like));
  if (properties) return objectLike(properties);
  if (items) return fc.array(like(items), { maxLength: 4 });
  if (type === 'integer')
    return often(fc.integer({ min: minimum, max: Math.min(maximum, 1e6) }), fc.double());
  if (type === 'boolean') return fc.boolean();
  return type === 'string' ? textLike(schema) : fc.jsonValue();
}

function textLike({ format, pattern }: Schema): fc.Arbitrary<string> {
  if (format === 'email') return often(fc.constant('owner@example.org'), foreignText);
  const ids = fc.constantFrom('acme', 'pete', 'hilltop');
  if (pattern !== undefined) return often(fc.oneof(ids, fc.stringMatching(new RegExp(pattern))), foreignText);
  return fc.oneof(foreignText, ids);
}

/** All of the fields, some of them, or more than there are. */
function objectLike(properties: Readonly<Record<string, Schema>>): fc.Arbitrary<object> {
  const fields = Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, like(field)]));
  const some = fc.record(fields, { requiredKeys: [] });
  const other = fc.dictionary(foreignText, fc.jsonValue(), { maxKeys: 2 });
  return often(
    fc.record(fields),
    fc.oneof(
      some,
      fc.tuple(some, other).map((parts) => Object.assign({}, ...parts)),
    ),
  );
}

/** The good one mostly. */
function often<A, B>(good: fc.Arbitrary<A>, other: fc.Arbitrary<B>): fc.Arbitrary<A | B> {
  return fc.oneof({ weight: 9, arbitrary: good }, { weight: 1, arbitrary: other });
}

let repository: Repository;
let service: Awaited<ReturnType<typeof serviceOn>>;
beforeAll(async () => {
  ({ repository } = await makeRepository([ACME, PETE], `${PRICES}freeTier: {maxTenants: 5000}\n`));
  // No resolver answers there: what a proof would find is another test’s.
  service = await serviceOn(repository, { DNS_SERVERS: '127.0.0.1:9' });
});
afterAll(() => service.close());

/** What goes into one place of a request: by name, as text. */
function placed(operation: Operation, place: string): fc.Arbitrary<Record<string, string | undefined>> {
  const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in === place);
  const texts = parameters.map(({ name, schema }) => {
    const text = like(schema).map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
    return [name, text.filter((value) => place !== 'header' || /^[\x20-\x7e]*$/.test(value))] as const;
  });
  return fc.record(Object.fromEntries(texts), place === 'path' ? {} : { requiredKeys: [] });
}

/** Requests to an operation, as its document describes them and as it does not. */
function requestsTo({ requestBody, ...operation }: Operation) {
  const [content] = Object.entries(requestBody?.content ?? {});
  return fc.record({
    path: placed(operation, 'path'),
    query: placed(operation, 'query'),
    headers: placed(operation, 'header'),
    token: often(fc.constant(TOKEN), fc.constant('x')),
    body: content === undefined ? fc.constant(undefined) : like(content[1].schema),
    type: fc.constant(content?.[0]),
  });
}
type Asked = ReturnType<typeof requestsTo> extends fc.Arbitrary<infer T> ? T : never;

function send(method: string, path: string, asked: Asked, key: string) {
  if (path === '/webhooks/signup') return service.signup(asked.body, key);
  if (path === '/webhooks/stripe') return service.stripe(asked.body);
  const target = path.replace(/\{(\w+)\}/g, (_all, name) =>
    encodeURIComponent(asked.path[name] ?? '').slice(0, 300),
  );
  const query = new URLSearchParams(withoutGaps(asked.query)).toString();
  const headers = { ...withoutGaps(asked.headers), authorization: `Bearer ${asked.token}` };
  const payload = asked.body === undefined ? undefined : JSON.stringify(asked.body);
  const typed = asked.type === undefined ? headers : { ...headers, 'content-type': asked.type };
  return service.ask(method.toUpperCase(), query === '' ? target : `${target}?${query}`, typed, payload);
}

const withoutGaps = (values: Record<string, string | undefined>) =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

const { server } = serverWith(CHANGED);
const document = (await server.inject('/openapi.json')).json<{
  paths: Record<string, Record<string, Operation>>;
}>();
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    path,
    method,
    operation,
  })),
);

it.each(operations)(
  '$name answers as its document says, whatever it is sent',
  async ({ path, method, operation }) => {
    const all = fc.sample(requestsTo(operation), 60);
    const answers = await Promise.all(all.map((asked, i) => send(method, path, asked, `${path}-${i}`)));
    for (const { status, headers, body } of answers) {
      // What breaks out of a path’s segment is nobody’s route.
      if (status === 404) continue;
      expect(Object.keys(operation.responses), JSON.stringify(body)).toContain(String(status));
      expect(status, JSON.stringify(body)).toBeLessThan(500);
      if (status >= 400) expect(problemSchema.parse(body).status).toBe(status);
      if (status >= 400) expect(headers.get('content-type')).toContain('application/problem+json');
    }
    const { texts } = await contents(repository);
    const sources = new Map([...texts].filter(([file]) => /^(platform|tenants)/.test(file)));
    expect(parseFleet(sources).kind).toBe('fleet');
  },
);
