import type { Unavailable } from './port.ts';

/** A failed request. */
export interface Failure {
  readonly kind: 'failure';
  /** The status of the response. Without a (whole) response there is none, and the server may have acted. */
  readonly status?: number;
  /** For a person. Never contains a secret. */
  readonly reason: string;
  /** Set for a rate limit. */
  readonly retryAfterSeconds?: number;
}

/** What Octokit throws. Its own types say less. */
interface HttpError extends Error {
  readonly status: number;
  readonly response?: { readonly headers: Readonly<Record<string, string | number | undefined>> };
}

/** Seconds to wait for a rate limit without a duration, as GitHub's documentation asks. */
const DEFAULT_WAIT = 60;

/** Turns a thrown error into a value. Throws it again when it is not from a request: that is a defect. */
export function failureOf(error: unknown): Failure {
  if (!isHttpError(error)) throw error;
  const { response, message, status } = error;
  if (response === undefined) return { kind: 'failure', reason: `no answer from GitHub: ${message}` };
  const reason = `GitHub answered ${status}: ${message}`;
  const seconds = secondsToWait(error, response.headers);
  return {
    kind: 'failure',
    status,
    reason,
    ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
  };
}

export const isFailure = (result: unknown): result is Failure =>
  typeof result === 'object' && result !== null && 'kind' in result && result.kind === 'failure';

/** The failure as a result of the port. */
export const unavailable = ({ reason, retryAfterSeconds }: Failure): Unavailable => ({
  kind: 'unavailable',
  reason,
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
});

/** The result of a request, or its failure as a value. */
export const attempt = <Result>(request: Promise<Result>): Promise<Result | Failure> =>
  request.catch(failureOf);

function isHttpError(error: unknown): error is HttpError {
  return error instanceof Error && 'status' in error && typeof error.status === 'number';
}

/** A 403 without any sign of a rate limit is a refusal; waiting would not help. */
function secondsToWait(
  { status, message }: HttpError,
  headers: Readonly<Record<string, string | number | undefined>>,
): number | undefined {
  const told = Number(headers['retry-after']);
  if (told > 0) return told;
  if (status !== 403 && status !== 429) return undefined;
  if (headers['x-ratelimit-remaining'] === '0') {
    const reset = Number(headers['x-ratelimit-reset']);
    return Math.max(1, Math.ceil(reset - Date.now() / 1000) + 1) || DEFAULT_WAIT;
  }
  return status === 429 || /\bsecondary rate\b/i.test(message) ? DEFAULT_WAIT : undefined;
}
