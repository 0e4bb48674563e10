/** Exit codes (docs/reference/commands.md). */
export const EXIT = { done: 0, invalid: 1, usage: 2, outside: 3 } as const;
