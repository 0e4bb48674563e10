/** What a workshop can buy, from the least. */
export const TIERS = ['free', 'demo', 'professional', 'enterprise'] as const;
