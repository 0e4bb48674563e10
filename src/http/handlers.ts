import type { DomainAsked, TenantEvent } from '../events/event.ts';
import type { Unapplied } from '../events/unapplied.ts';
import type { Status, TenantRecord } from '../records/schema.ts';
import type { FleetDetail, FleetDocument } from './fleet-document.ts';

/** A field that is wrong, as a problem's `errors` list it (docs/reference/api.md#problems). */
export interface FieldError {
  readonly field: string;
  readonly message: string;
  readonly found?: string;
  readonly allowed?: string;
}

/** What became of an event. */
export type Outcome =
  | {
      readonly kind: 'changed' | 'unchanged';
      /** The tenant as it stands now; none while an event waits for its checkout. */
      readonly tenant?: TenantView;
      /** The commit that holds the change, or that once made an unchanged tenant. */
      readonly commit?: string;
      /** What a person has to know beside it. */
      readonly warnings?: readonly string[];
      /** Parts of what Stripe told that are not applied. */
      readonly unapplied?: readonly Unapplied[];
    }
  | {
      readonly kind: 'refused';
      readonly rule:
        | 'invalid'
        | 'taken'
        | 'full'
        | 'key-reused'
        | 'unknown-tenant'
        | 'stale'
        | 'not-possible'
        | 'unknown-price';
      readonly detail: string;
      readonly errors?: readonly FieldError[];
      readonly suggestions?: readonly string[];
      readonly unapplied?: readonly Unapplied[];
    }
  /** Git cannot be reached, or too much is waiting: nothing changed that was acknowledged. */
  | {
      readonly kind: 'unavailable';
      /** For the log: it may name places that a caller has no business with. */
      readonly reason: string;
      /** For whoever asked, where there is more to say than that nothing was changed. */
      readonly detail?: string;
      readonly retryAfterSeconds: number;
    };

export interface TenantView {
  readonly record: TenantRecord;
  /** With its quotes. */
  readonly etag: string;
  /** `https://{host}`. */
  readonly url: string;
}

export interface TenantQuery {
  readonly tier?: string;
  readonly status?: Status;
  readonly limit: number;
  /** The id after which the page begins. */
  readonly after?: string;
}

export type FleetLook =
  | {
      readonly kind: 'fleet';
      /** A weak one, with its quotes; says nothing of the time of the look. */
      readonly etag: string;
      readonly document: FleetDocument;
    }
  | Unreadable;

/** There is nothing to show. */
export interface Unreadable {
  readonly kind: 'unavailable';
  /** For an administrator. */
  readonly reason: string;
}

/** What the routes call: everything that is more than reading a request and writing an answer. */
export interface Handlers {
  /** Decides and commits; answers when it is in Git, or was refused. */
  submit(event: TenantEvent, request: RequestFacts): Promise<Outcome>;
  /** In the order of their ids; `next` is the id to go on after. */
  tenants(query: TenantQuery): Promise<{ readonly items: readonly TenantRecord[]; readonly next?: string }>;
  /** The names of all tiers; nothing while `platform.yaml` cannot be read. */
  tiers(): Promise<readonly string[] | undefined>;
  tenant(id: string): Promise<TenantView | undefined>;
  /** When Git was last seen, if what is told may not be its head; nothing while it is. */
  staleSince(): Date | undefined;
  /** Asks DNS for the token of a domain that waits for it, and decides. */
  verifyDomain(ask: DomainProof, request: RequestFacts): Promise<Outcome>;
  /** The fleet as its page shows it. */
  fleet(): Promise<FleetLook>;
  /** What the page shows of one tenant beside its row; nothing when there is none. */
  fleetTenant(id: string): Promise<FleetDetail | Unreadable | undefined>;
  readiness(): { readonly kind: 'ready' } | { readonly kind: 'unready'; readonly because: string };
  /** Prometheus' text format. */
  metrics(): Promise<string>;
  /** Counts what is not applied of an event of Stripe's: acknowledged, and somebody has to look at it. */
  unapplied(what: Unapplied): void;
  /** Counts one answer. `route` is the pattern, never the path. */
  answered(route: string, status: number): void;
}

/** Whose domain is to be proved, and who asks. */
export type DomainProof = Omit<DomainAsked, 'kind' | 'token'>;

/** What a log line of a decision says beside the event. */
export interface RequestFacts {
  readonly requestId: string;
}

/** The secrets and limits that the routes need. */
export interface HttpSettings {
  /** Any one of them is enough; none: the webhook is not configured. */
  readonly stripeWebhookSecrets: readonly string[];
  readonly signupWebhookSecrets: readonly string[];
  /** Whether Stripe's secret key is one of live mode; undefined without a key. */
  readonly stripeLivemode: boolean | undefined;
  /** Name to token. */
  readonly adminTokens: ReadonlyMap<string, string>;
  /** Whoever sits at this machine may see the fleet without a token: the embedded service's setting. */
  readonly development: boolean;
  /** Bytes. */
  readonly bodyLimit: number;
  /** Requests a minute from one address, for `/api/` only. */
  readonly rateLimitMax: number;
  /** Proxies before this service whose word on a request's address is taken. */
  readonly proxyHops: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A fresh random id for a request without an idempotency key. */
  readonly newId: () => string;
  /** A fresh token for the proof of a domain. */
  readonly newToken: () => string;
}
