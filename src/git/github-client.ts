import { createPrivateKey } from 'node:crypto';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/core';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import Bottleneck from 'bottleneck';
import { settingError } from './setting-error.ts';

/** How a GitHub App or a person's token is let in. */
export type GitHubAuth =
  | { readonly token: string }
  | { readonly appId: string; readonly installationId: string; readonly privateKey: string };

/** How long things take; tests make it small. */
export interface Timing {
  /** Milliseconds a request may take; an archive ten times as long. */
  readonly requestTimeout: number;
  /** Milliseconds between two writes: GitHub asks for a second. */
  readonly writeSpacing: number;
  /** Milliseconds of what is counted as a second in waits between attempts. */
  readonly second: number;
  /** Seconds; a limit that lasts longer is told to the caller at once. */
  readonly longestWait: number;
  /** Milliseconds for moving the branch and finding out what became of it. */
  readonly patience: number;
  /** Milliseconds after which the head, a difference, a history or a commit is given up; a snapshot has ten times as long. */
  readonly longestUse: number;
  /** Milliseconds for which GitHub may tell an older head than it told before. */
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

/** 409 and 429 are told or found out elsewhere, never repeated blindly. */
const NEVER_REPEATED = [400, 401, 403, 404, 409, 410, 422, 429, 451];

/** Attempts beyond the first for a request that failed at the server or on the way. */
const REPETITIONS = 2;

const ThrottledOctokit = Octokit.plugin(retry, throttling);

/** An Octokit that spaces its writes, repeats what failed on the way and waits for short limits. */
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
  // Else the HTTP client's own error would quote it.
  if (!/^[\x21-\x7e]+$/.test(token))
    throw settingError('the GitHub token is empty or has characters no token has');
  return { auth: token };
}

/** A PEM file, perhaps with its line ends written as `\n`, as environment variables often hold it. */
function readKey(privateKey: string): string {
  const pem = privateKey.replaceAll('\\n', '\n').trim();
  try {
    return createPrivateKey(pem).export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch {
    // Not the library's words: they may quote the key.
    throw settingError(
      'the private key of the GitHub App cannot be read: give the PEM file that GitHub made',
    );
  }
}

/**
 * A fetch that ends in time and whose answer is whole or an error: Octokit takes JSON that broke off in the middle for
 * an empty answer. Archives are streamed, their reader notices.
 */
function wholeFetch({ requestTimeout }: Timing): typeof fetch {
  return async (url, init) => {
    const isArchive = String(url).includes('/tarball/');
    const timeout = AbortSignal.timeout(isArchive ? requestTimeout * 10 : requestTimeout);
    const signal = init?.signal ? AbortSignal.any([timeout, init.signal]) : timeout;
    const answer = await fetch(url, { ...init, signal });
    if (answer.body === null || (isArchive && answer.ok)) return answer;
    // A page from something between us and GitHub.
    if (answer.ok && !/\bjson\b/.test(answer.headers.get('content-type') ?? '')) throw new Error('no JSON');
    return new Response(await answer.arrayBuffer(), answer);
  };
}
