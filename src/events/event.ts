import type { Tier } from '../records/schema.ts';

/** Who caused an event, as the trailer `Actor:` of a commit names them. */
export type Actor = 'stripe' | 'portal' | 'cli' | 'sweep' | `admin:${string}`;

interface Told {
  /** What the trailer `Event-Id:` says: the same thing told twice has the same id. */
  readonly id: string;
  readonly actor: Actor;
}

/** The portal asks for a place on the shared instance. */
export interface SignupAsked extends Told {
  readonly kind: 'signup';
  /** Hash of the idempotency key, and of what was asked for. */
  readonly key: string;
  readonly request: string;
  readonly name: string;
  readonly ownerEmail: string;
  readonly tier: 'free' | 'demo';
  /** The id that the customer chose; made from the name otherwise. */
  readonly wantedId?: string;
}

/** What all of Stripe's events have. */
interface Billed extends Told {
  readonly actor: 'stripe';
  /** When it happened, by Stripe's clock: seconds since 1970. */
  readonly created: number;
  readonly subscription: string;
  readonly customer?: string;
  /** From the metadata of the Checkout Session or of the Subscription. */
  readonly tenant?: string;
}

export interface CheckoutCompleted extends Billed {
  readonly kind: 'checkout';
  readonly tenant: string;
  readonly name: string;
  readonly ownerEmail: string;
}

export interface SubscriptionChanged extends Billed {
  readonly kind: 'subscription';
  readonly name?: string;
  readonly state: 'running' | 'unpaid' | 'deleted';
  readonly price: string;
  /** Mechanics: the quantity of the first item. */
  readonly quantity: number;
}

export interface InvoiceSettled extends Billed {
  readonly kind: 'invoice';
  readonly paid: boolean;
}

export type BillingEvent = CheckoutCompleted | SubscriptionChanged | InvoiceSettled;

/** What an administrator says about a new tenant. */
export interface TenantAdded extends Told {
  readonly kind: 'add';
  /** 32 hexadecimal digits: the suffix of an id that needs one. */
  readonly hash: string;
  readonly wantedId?: string;
  readonly name: string;
  readonly ownerEmail: string;
  readonly tier: Tier;
  readonly mechanics?: number;
  readonly channel?: string;
  readonly version?: string;
}

/** Fields of a record as a merge patch gives them: `null` takes one away (RFC 7396). */
export interface TenantPatched extends Told {
  readonly kind: 'patch';
  readonly tenant: string;
  readonly patch: Readonly<Record<string, unknown>>;
  /** The version that the change was made from: the record's ETag. */
  readonly ifMatch?: string;
}

/** One step that a person asks for. */
export interface StepAsked extends Told {
  readonly kind: 'suspend' | 'resume' | 'cancel' | 'archive' | 'purge' | 'restore' | 'confirm';
  readonly tenant: string;
  /** With restore: of a tenant that is purged, from its last backup. */
  readonly fromBackup?: boolean;
}

/** Another tier or another number of mechanics; or a move that is not confirmed is taken back. */
export interface TierAsked extends Told {
  readonly kind: 'tier';
  readonly tenant: string;
  readonly tier?: Tier;
  readonly mechanics?: number;
  readonly back?: boolean;
}

/** A custom domain is asked for, was found to hold its token in DNS, or is given up. */
export interface DomainAsked extends Told {
  readonly kind: 'domain-add' | 'domain-verify' | 'domain-remove';
  readonly tenant: string;
  readonly domain: string;
  /** 32 hexadecimal digits: of a new domain, or what was found in DNS. */
  readonly token: string;
}

/** A date in a record may have come: whatever is due is done, one step of it. */
export interface DateReached extends Told {
  readonly kind: 'date';
  readonly tenant: string;
}

/** Everything that can happen to a tenant. */
export type TenantEvent =
  | SignupAsked
  | BillingEvent
  | TenantAdded
  | TenantPatched
  | StepAsked
  | TierAsked
  | DomainAsked
  | DateReached;
export type AdminEvent = TenantAdded | TenantPatched | StepAsked | TierAsked | DomainAsked;
