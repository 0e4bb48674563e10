/** Who caused an event, as the trailer `Actor:` of a commit names them. */
export type Actor = 'stripe' | 'portal' | 'cli' | 'sweep' | `admin:${string}`;

interface Told {
  /** What `If-Match` says: the versions of the tenant's record that the change was made from. */
  readonly ifMatch?: string;
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
  /** Hash of what was signed: the same signed request, whatever key came with it. */
  readonly signed?: string;
  readonly name: string;
  readonly ownerEmail: string;
  readonly tier: 'free' | 'demo';
  /** The id that the customer chose; made from the name otherwise. */
  readonly wantedId?: string;
}

/** What all of Stripe's events have. */
interface Billed extends Told {
  readonly actor: 'stripe';
  /** When it happened, by Stripe's clock and never later than this service's: seconds since 1970. */
  readonly created: number;
  readonly customer?: string;
  /** From metadata that the seller sets on the Checkout Session or the Subscription; never from what a buyer can set. */
  readonly tenant?: string;
}

/** What a Checkout Session says of its buyer. */
interface Bought {
  readonly tenant: string;
  readonly name: string;
  /** Nothing where the session has none, or none that mail could be sent to. */
  readonly ownerEmail?: string;
  /** The session's id. */
  readonly session?: string;
  /** When it began, seconds since 1970: a tenant that somebody else made since is not the buyer's. */
  readonly begun?: number;
}

export interface CheckoutCompleted extends Billed, Bought {
  readonly kind: 'checkout';
  readonly tenant: string;
  readonly subscription: string;
  /** The subscription as Stripe has it now, where Stripe was asked. */
  readonly present?: SubscriptionState;
}

/** One line of a subscription or of a purchase. */
export interface Item {
  readonly price: string;
  readonly quantity: number;
}

/** A subscription at one moment. */
export interface SubscriptionState {
  /** The event's. */
  readonly id: string;
  /** Seconds since 1970. */
  readonly created: number;
  /** By which kind of event it was told; or asked for. */
  readonly said: 'created' | 'updated' | 'deleted' | 'asked';
  /** Stripe's own word. */
  readonly status: string;
  readonly items: readonly Item[];
  /** Seconds since 1970. */
  readonly cancelAt?: number;
  readonly periodEnd?: number;
  readonly endedAt?: number;
  /** Why it ended: `payment_failed` for dunning. */
  readonly reason?: string;
  /** Its latest invoice. */
  readonly invoice?: string;
  /** What this event changed, as it was before: `null` where there was nothing. */
  readonly was?: FormerState;
}

export interface FormerState {
  readonly status?: string;
  readonly items?: readonly Item[];
  readonly cancelAt?: number | null;
  readonly invoice?: string | null;
}

export interface SubscriptionChanged extends Billed {
  readonly kind: 'subscription';
  readonly subscription: string;
  readonly name?: string;
  /** When the subscription was made, seconds since 1970. */
  readonly started?: number;
  readonly state: SubscriptionState;
  readonly present?: SubscriptionState;
}

/** An invoice informs: what it leads to, the subscription's status says. */
export interface InvoiceSettled extends Billed {
  readonly kind: 'invoice';
  readonly subscription: string;
  readonly invoice: 'paid' | 'failed' | 'voided' | 'uncollectible';
  readonly started?: number;
  readonly present?: SubscriptionState;
}

/** Something was bought once: there is no subscription, and nothing ends by itself. */
export interface PurchaseCompleted extends Billed, Bought {
  readonly kind: 'purchase';
  readonly tenant: string;
  /** The payment, `pi_…`; or the session, `cs_…`, where nothing was to be paid. */
  readonly payment: string;
  /** False while the payment is under way, and when it failed. */
  readonly isPaid: boolean;
  /** The session's metadata `type`, by which a purchase is known without asking Stripe. */
  readonly type?: string;
  /** What was bought, where Stripe was asked. */
  readonly items?: readonly Item[];
}

/** Money went back, or somebody's bank wants it back. */
export interface MoneyBack extends Billed {
  readonly kind: 'refund';
  readonly payment: string;
  readonly charge: string;
  readonly told:
    | { readonly kind: 'refunded'; readonly amount: number; readonly isAll: boolean }
    /** Stripe's word: `needs_response`, `won`, `lost` and so on. */
    | { readonly kind: 'disputed'; readonly status: string };
}

export type SubscriptionEvent = CheckoutCompleted | SubscriptionChanged | InvoiceSettled;
export type BillingEvent = SubscriptionEvent | PurchaseCompleted | MoneyBack;

export const BILLING_KINDS = ['checkout', 'subscription', 'invoice', 'purchase', 'refund'] as const;

export function isBilling(event: TenantEvent): event is BillingEvent {
  return (BILLING_KINDS as readonly string[]).includes(event.kind);
}

/** What an administrator says about a new tenant. */
export interface TenantAdded extends Told {
  readonly kind: 'add';
  /** 32 hexadecimal digits: the suffix of an id that needs one. */
  readonly hash: string;
  /** Hashes of the idempotency key that came with it, and of what was asked for. */
  readonly once?: { readonly key: string; readonly request: string };
  readonly wantedId?: string;
  readonly name: string;
  readonly ownerEmail: string;
  readonly tier: string;
  readonly mechanics?: number;
  readonly channel?: string;
  readonly version?: string;
}

/** Fields of a record as a merge patch gives them: `null` takes one away (RFC 7396). */
export interface TenantPatched extends Told {
  readonly kind: 'patch';
  readonly tenant: string;
  readonly patch: Readonly<Record<string, unknown>>;
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
  readonly tier?: string;
  readonly mechanics?: number;
  readonly back?: boolean;
}

/** Another generated password for a tenant's administrator. */
export interface RotationAsked extends Told {
  readonly kind: 'rotation';
  readonly tenant: string;
  /** The generation that the password shall have: asked for twice, it is one rotation. */
  readonly generation: number;
}

/** A custom domain is asked for, was found to hold its token in DNS, or is given up. */
export interface DomainAsked extends Told {
  readonly kind: 'domain-add' | 'domain-verify' | 'domain-remove';
  readonly tenant: string;
  readonly domain: string;
  /** 32 hexadecimal digits: of a new domain, or what was found in DNS. */
  readonly token: string;
  /** With domain-remove: who has proved it since; the claim lapses only while that proof is good. */
  readonly provedBy?: string;
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
  | RotationAsked
  | DateReached;
export type AdminEvent = TenantAdded | TenantPatched | StepAsked | TierAsked | DomainAsked;
