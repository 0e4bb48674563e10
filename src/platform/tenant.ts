import type { Resources } from '../records/fields.ts';
import type { SharedTier } from '../records/tiers.ts';
import type { NodePool } from './schema.ts';

declare const placeholder: unique symbol;

/** Stands for one of a tenant's words while its shape is rendered; `placeholdersOf` makes them. */
export type Placeholder = string & { readonly [placeholder]: true };

/** What a tenant is called: it is written into what is rendered, and decides nothing there. */
export interface Words<Word extends string = string> {
  readonly id: Word;
  /** What a person typed, in any script. */
  readonly name: Word;
  readonly ownerEmail: Word;
  readonly domains: readonly Word[];
}

/**
 * What a status means for what is rendered (docs/reference/files.md#what-a-status-renders).
 *
 * - serving: everything
 * - leaving: no pods, a last backup of the database, which is still awake
 * - stopped: no pods, the database hibernates, data is kept
 * - detached: a move taken back, without hosts and pods; Argo CD may delete the data
 * - unprotected: stopped, and Argo CD may delete the data
 * - emptied: nothing but the index, so that Argo CD prunes
 * - gone: not even the index
 */
export type Phase = 'serving' | 'leaving' | 'stopped' | 'detached' | 'unprotected' | 'emptied' | 'gone';

/** Where a decided value comes from, for `tenant show`. */
export interface Decision {
  readonly field: string;
  readonly value: string;
  readonly from: string;
}

interface Decided<Word extends string> extends Omit<Words<Word>, 'domains'> {
  readonly phase: Phase;
  /** `{id}.{domain}`. */
  readonly host: string;
  readonly version: string;
  /** Number of its administrator's generated password, after the first. */
  readonly passwordGeneration: number | undefined;
}

export interface Replicated {
  readonly replicas: number;
  readonly resources: Resources;
}

/** A tenant of a dedicated tier with every value decided; it owns the namespace `tenant-{id}`. */
export interface DedicatedTenant<Word extends string = string> extends Decided<Word> {
  readonly kind: 'dedicated';
  readonly tier: string;
  readonly namespace: string;
  readonly cluster: string;
  readonly domains: readonly Word[];
  readonly api: Replicated;
  readonly web: Replicated;
  readonly database: {
    readonly instances: number;
    readonly storage: string;
    readonly storageClass: string;
    readonly resources: Resources;
  };
  readonly nodePool: NodePool | undefined;
  /** Backups of each of its databases lie under a name of their own. */
  readonly serverName: string;
  /** The server name of the backup that its database was made of. */
  readonly recoverFrom: string | undefined;
  /** Where its data is imported from while it moves. */
  readonly importFrom: DataPlace | undefined;
}

/** Where a tenant's data lies in the shared PostgreSQL; a schema only with `freeTier.isolation: schema`. */
export interface DataPlace {
  readonly database: string;
  readonly schema: string | undefined;
}

/**
 * The data of a tenant that has a database of its own, where it came from. importing: read-only, and the import may
 * read it; kept: read-only, for the way back of a person; releasing: it may be deleted.
 */
export interface Source<Word extends string = string> {
  readonly kind: 'source';
  readonly id: Word;
  readonly tier: SharedTier;
  readonly phase: 'importing' | 'kept' | 'releasing';
  readonly version: string;
  readonly data: DataPlace;
}

/** A free or demo tenant: its part of the shared instance. */
export interface SharedTenant<Word extends string = string> extends Decided<Word> {
  readonly kind: 'shared';
  readonly tier: SharedTier;
  readonly data: DataPlace;
  /** Its move is taken back: what made its data read-only is undone. */
  readonly isReturning: boolean;
}

export type ResolvedTenant<Word extends string = string> = DedicatedTenant<Word> | SharedTenant<Word>;

/** One side of a tenant: itself, or what a move leaves on the other side. */
export type TenantPart<Word extends string = string> = ResolvedTenant<Word> | Source<Word>;

/** With the place that decided each value. */
export type Explained<Tenant extends ResolvedTenant> = Tenant & { readonly decisions: readonly Decision[] };
