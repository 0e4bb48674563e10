import { z } from 'zod';

/** What a workshop can have, from the least. */
export const TIERS = ['free', 'demo', 'professional', 'enterprise'] as const;

/** What a workshop can buy: a tier with resources of its own. */
export const paidTierSchema = z.enum(TIERS).exclude(['free', 'demo']);
