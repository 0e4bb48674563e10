import { signatureHeader } from '../events/signature.ts';
import type { TenantRecord } from '../records/schema.ts';

/** What subscribers receive after a commit (docs/reference/api.md#subscribers). */
export interface TenantChanged {
  readonly tenant: TenantRecord;
  readonly commit: string;
  /** RFC 3339. */
  readonly at: string;
}

export interface Subscribers {
  tell(changed: TenantChanged, urls: readonly string[]): void;
  /** Ends what waits for its next try. */
  close(): void;
}

export interface SubscriberOptions {
  /** Each signs, the newer first: a subscriber that knows one of them can verify. */
  readonly secrets: readonly string[];
  readonly warn: (facts: { readonly url: string; readonly tenant: string; readonly reason: string }) => void;
  /** Milliseconds before each further try. */
  readonly delays?: readonly number[];
}

/** Within a bit more than an hour; then a subscriber has to read what it missed. */
const DELAYS = [1000, 5000, 30_000, 120_000, 600_000, 1_800_000, 1_800_000];
const TIMEOUT = 10_000;
/** Messages that may wait for one more try; a subscriber that is gone must not fill the memory. */
const MOST_WAITING = 1000;

/** Posts a signed `tenant.changed` to each subscriber, again until it answers 2xx: at least once, in any order. */
export function openSubscribers({ secrets, warn, delays = DELAYS }: SubscriberOptions): Subscribers {
  const waiting = new Set<NodeJS.Timeout>();
  let isClosed = false;

  async function post(url: string, changed: TenantChanged, tries: number): Promise<void> {
    const reason = await send(url, changed, secrets);
    if (reason === undefined) return;
    const delay = delays[tries];
    const isLost = delay === undefined || waiting.size >= MOST_WAITING;
    warn({ url, tenant: changed.tenant.id, reason: isLost ? `${reason}; given up` : reason });
    if (isLost || isClosed) return;
    const timer = setTimeout(() => {
      waiting.delete(timer);
      void post(url, changed, tries + 1);
    }, delay);
    waiting.add(timer.unref());
  }

  return {
    tell(changed, urls) {
      for (const url of urls) void post(url, changed, 0);
    },
    close() {
      isClosed = true;
      for (const timer of waiting) clearTimeout(timer);
      waiting.clear();
    },
  };
}

/** Nothing when it arrived; otherwise why not. */
async function send(
  url: string,
  changed: TenantChanged,
  secrets: readonly string[],
): Promise<string | undefined> {
  const { id, tier, status } = changed.tenant;
  const body = JSON.stringify({ type: 'tenant.changed', id, tier, status, ...changed });
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
      headers: {
        'content-type': 'application/json',
        'mechanicbuddy-signature': signatureHeader(body, secrets, Math.floor(Date.now() / 1000)),
      },
    });
    await answer.body?.cancel();
    return answer.ok ? undefined : `status ${answer.status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
