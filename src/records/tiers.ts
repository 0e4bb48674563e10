import { nameSchema } from './fields.ts';

/** Tiers whose tenants share one instance. Every other tier is a block in `platform.yaml` (docs/operate.md#add-a-tier). */
export const SHARED_TIERS = ['free', 'demo'] as const;

export type SharedTier = (typeof SHARED_TIERS)[number];

/** The name of a tier: `free`, `demo`, or a dedicated one. Whether `platform.yaml` has it is checked with the platform. */
export const tierSchema = nameSchema;

/** The name of a tier whose tenants have resources of their own: what a workshop can buy. */
export const dedicatedTierSchema = nameSchema.refine((name) => !isShared(name), {
  error: 'is a shared tier',
  params: { allowed: 'a tier other than free and demo' },
});

/** Free and demo tenants share one instance; the others have their own namespace. */
export function isShared(tier: string): tier is SharedTier {
  return SHARED_TIERS.some((shared) => shared === tier);
}
