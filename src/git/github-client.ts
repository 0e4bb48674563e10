import { createPrivateKey } from 'node:crypto';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/core';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import Bottleneck from 'bottleneck';
import { settingError } from './setting-error.ts';

/** Credentials: a person's token or a GitHub App. */
export type GitHubAuth =
  | { readonly token: string }
  | { readonly appId: string; readonly installationId: string; readonly privateKey: string };

/** Time limits; tests shorten them. */
export interface Timing {
  /** Milliseconds for a request; an archive may take ten times as long. */
  readonly requestTimeout: number;
  /** Milliseconds between two writes: GitHub asks for a second. */
  readonly writeSpacing: number;
  /** Milliseconds of a “second” in waits between attempts. */
  readonly second: number;
  /** Seconds. A rate limit that lasts longer is returned to the caller at once. */
  readonly longestWait: number;
  /** Milliseconds for moving the branch and checking the outcome. */
  readonly patience: number;
  /** Milliseconds for reading the head, a difference or a history, or for a commit; a snapshot may take ten times as long. */
  readonly longestUse: number;
  /** Milliseconds for which GitHub may return an older head than before. */
  readonly staleFor: number;
}

export const USUAL_TIMING: Timing = {
  requestTimeout: 8_000,
  writeSpacing: 1000,
  second: 1000,
  longestWait: 5,
  patience: 12_000,
  longestUse: 15_000,
  staleFor: 60_000,
};

export interface ClientOptions {
  /** `owner/name` */
  readonly repository: string;
  readonly apiUrl: string;
  readonly auth: GitHubAuth;
  readonly log: (line: string) => void;
  readonly timing: Timing;
}

/** 409 and 429 are handled by the caller. */
const NEVER_REPEATED = [400, 401, 403, 404, 409, 410, 422, 429, 451];

/** Further attempts for a request that failed at the server or in the network. */
const REPETITIONS = 2;

const ThrottledOctokit = Octokit.plugin(retry, throttling);

/** An Octokit that spaces its writes, retries failed requests and waits for short rate limits (docs/decisions/octokit.md). */
export function createClient({ repository, apiUrl, auth, log, timing }: ClientOptions): Octokit {
  const isShort = (seconds: number, _options: object, _client: object, repeated: number): boolean =>
    seconds <= timing.longestWait && repeated < REPETITIONS;
  const warn = (words: string) => log(`github: ${String(words)}`);
  return new ThrottledOctokit({
    ...authOptions(auth),
    baseUrl: apiUrl.replace(/\/+$/, ''),
    userAgent: 'mechanicbuddy-platform',
    log: { debug: () => {}, info: () => {}, warn, error: warn },
    request: { fetch: wholeFetch(timing) },
    retry: { doNotRetry: NEVER_REPEATED, retries: REPETITIONS, retryAfterBaseValue: timing.second },
    throttle: {
      id: repository,
      write: new Bottleneck.Group({ maxConcurrent: 1, minTime: timing.writeSpacing }),
      retryAfterBaseValue: timing.second,
      onRateLimit: isShort,
      onSecondaryRateLimit: isShort,
    },
  });
}

function authOptions(auth: GitHubAuth) {
  if (!('token' in auth))
    return { authStrategy: createAppAuth, auth: { ...auth, privateKey: readKey(auth.privateKey) } };
  const token = auth.token.trim();
  // The HTTP client's own error would quote the token.
  if (!/^[\x21-\x7e]+$/.test(token))
    throw settingError('the GitHub token is empty or contains characters that no token has');
  return { auth: token };
}

/** @param privateKey PEM, perhaps with `\n` for its line ends, as in many environment variables */
function readKey(privateKey: string): string {
  const pem = privateKey.replaceAll('\\n', '\n').trim();
  try {
    return createPrivateKey(pem).export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch {
    // The library's message may quote the key.
    throw settingError(
      'the private key of the GitHub App is invalid: use the PEM file that GitHub generated',
    );
  }
}

/**
 * A fetch with a time limit, whose response is whole or an error: Octokit takes truncated JSON for an empty response.
 * Archives are streamed; their reader notices when they are truncated.
 */
function wholeFetch({ requestTimeout }: Timing): typeof fetch {
  return async (url, init) => {
    const isArchive = String(url).includes('/tarball/');
    const timeout = AbortSignal.timeout(isArchive ? requestTimeout * 10 : requestTimeout);
    const signal = init?.signal ? AbortSignal.any([timeout, init.signal]) : timeout;
    const answer = await fetch(url, { ...init, signal });
    if (answer.body === null || (isArchive && answer.ok)) return answer;
    // A page from a proxy.
    if (answer.ok && !/\bjson\b/.test(answer.headers.get('content-type') ?? '')) throw new Error('no JSON');
    return new Response(await answer.arrayBuffer(), answer);
  };
}
