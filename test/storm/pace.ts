import { FAST } from '../fixtures/git-pace.ts';

/** As quick as the other tests, and less patient, so that a slow answer is an answer that comes too late. */
export const PACE = { ...FAST, requestTimeout: 1500 };
/** Milliseconds that a slow answer takes, and one that nobody waits for. */
export const SLOW = 300;
export const TOO_SLOW = 2000;
