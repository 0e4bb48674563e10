/** @import { FleetDetail, FleetDocument } from '../fleet-document.ts' */

/**
 * @typedef {{ readonly kind: 'fleet', readonly document: FleetDocument, readonly etag: string }} Fleet
 * @typedef {{ readonly kind: 'same' }} Same nothing changed
 * @typedef {{ readonly kind: 'token' }} Token a token is needed, or another
 * @typedef {{ readonly kind: 'gone', readonly reason: string }} Gone
 */

/** Milliseconds. */
const PATIENCE = 15_000;

/**
 * The fleet as it is now.
 * @param {string | undefined} token
 * @param {string | undefined} etag of what is known already
 * @returns {Promise<Fleet | Same | Token | Gone>}
 */
export async function readFleet(token, etag) {
  const answer = await ask('/api/fleet', token, etag === undefined ? {} : { 'if-none-match': etag });
  if (answer.kind !== 'answer') return answer;
  if (answer.response.status === 304) return { kind: 'same' };
  const document = /** @type {FleetDocument} */ (answer.body);
  return { kind: 'fleet', document, etag: answer.response.headers.get('etag') ?? '' };
}

/**
 * @param {string} id
 * @param {string | undefined} token
 * @returns {Promise<{ readonly kind: 'detail', readonly detail: FleetDetail } | Token | Gone>}
 */
export async function readTenant(id, token) {
  const answer = await ask(`/api/fleet/${encodeURIComponent(id)}`, token, {});
  if (answer.kind !== 'answer') return answer;
  return { kind: 'detail', detail: /** @type {FleetDetail} */ (answer.body) };
}

/**
 * @param {string} path
 * @param {string | undefined} token
 * @param {Record<string, string>} more headers
 * @returns {Promise<{ readonly kind: 'answer', readonly response: Response, readonly body: unknown } | Token | Gone>}
 */
async function ask(path, token, more) {
  const headers = { accept: 'application/json', ...more, ...(token && { authorization: `Bearer ${token}` }) };
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const response = await fetch(path, { headers, signal, cache: 'no-store' });
    if (response.status === 401) return { kind: 'token' };
    if (response.status === 304) return { kind: 'answer', response, body: undefined };
    const body = await response.json();
    if (response.ok) return { kind: 'answer', response, body };
    return { kind: 'gone', reason: String(body.detail ?? body.title ?? `it answered ${response.status}`) };
  } catch {
    return { kind: 'gone', reason: 'the service does not answer' };
  }
}
