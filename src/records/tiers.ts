/** What a workshop can buy, from the least (seed, “Pricing Tiers”). */
export const TIERS = ['free', 'demo', 'professional', 'enterprise'] as const;
