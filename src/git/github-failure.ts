import type { Unavailable } from './port.ts';

/** A request that brought no good answer. */
export interface Failure {
  readonly kind: 'failure';
  /** The status of the server's answer; none when there was no (whole) answer: it may or may not have acted. */
  readonly status?: number;
  /** For a person, without secrets. */
  readonly reason: string;
  /** When the server limits us. */
  readonly retryAfterSeconds?: number;
}

/** What Octokit throws, read with care: its types promise less than there is. */
interface HttpError extends Error {
  readonly status: number;
  readonly response?: { readonly headers: Readonly<Record<string, string | number | undefined>> };
}

/** Seconds that GitHub asks for when it limits without saying how long. */
const UNTOLD_LIMIT = 60;

/** Turns what a request threw into a value; what is no failed request is a defect and thrown on. */
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

/** What the caller of the port is told. */
export const unavailable = ({ reason, retryAfterSeconds }: Failure): Unavailable => ({
  kind: 'unavailable',
  reason,
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
});

/** The request's answer or its failure, as a value. */
export const attempt = <Result>(request: Promise<Result>): Promise<Result | Failure> =>
  request.catch(failureOf);

function isHttpError(error: unknown): error is HttpError {
  return error instanceof Error && 'status' in error && typeof error.status === 'number';
}

/** A 403 without any sign of a limit is a refusal: waiting would not help. */
function secondsToWait(
  { status, message }: HttpError,
  headers: Readonly<Record<string, string | number | undefined>>,
): number | undefined {
  const told = Number(headers['retry-after']);
  if (told > 0) return told;
  if (status !== 403 && status !== 429) return undefined;
  if (headers['x-ratelimit-remaining'] === '0') {
    const reset = Number(headers['x-ratelimit-reset']);
    return Math.max(1, Math.ceil(reset - Date.now() / 1000) + 1) || UNTOLD_LIMIT;
  }
  return status === 429 || /\bsecondary rate\b/i.test(message) ? UNTOLD_LIMIT : undefined;
}
