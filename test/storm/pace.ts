import { FAST } from '../fixtures/git-pace.ts';

/** Short delays and short timeouts, so that a slow answer is late. */
export const PACE = { ...FAST, requestTimeout: 1500 };
/** Milliseconds of a slow answer, and of one beyond the timeout. */
export const SLOW = 300;
export const TOO_SLOW = 2000;
