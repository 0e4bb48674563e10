import { z } from 'zod';

const RULE = 'an e-mail address';
const MAX_LENGTH = 254;

/** Letters of any script in both parts (SMTPUTF8, internationalized domains); nothing that is quoted or invisible. */
const ATOM = "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+";
const LABEL = '[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?';
const TOP_LEVEL = '\\p{L}[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}]';
const ADDRESS = new RegExp(`^${ATOM}(?:\\.${ATOM})*@(?:${LABEL}\\.)+${TOP_LEVEL}$`, 'u');

/** An address that mail can be sent to, letters beyond ASCII included. */
export const emailSchema = z
  .string(RULE)
  .regex(ADDRESS, RULE)
  .max(MAX_LENGTH, `${RULE} of at most ${MAX_LENGTH} characters`);
