/** Why a part of what Stripe told is not applied: a label of a metric, so there are few. */
export const UNAPPLIED_REASONS = [
  'price',
  'quantity',
  'plans',
  'status',
  'size',
  'customer',
  'id-taken',
  'email',
  'gone',
  'record',
  'refund',
  'dispute',
  'livemode',
  'future',
  'thin',
  'unreadable',
] as const;

export type UnappliedReason = (typeof UNAPPLIED_REASONS)[number];

/** A part of what Stripe told that is not applied, for a person to settle. */
export interface Unapplied {
  readonly reason: UnappliedReason;
  readonly detail: string;
}
