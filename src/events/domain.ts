import { randomBytes } from 'node:crypto';
import { domainToASCII } from 'node:url';

/** A domain as DNS has it: lower case, internationalized names by their A-label, no dot at the end. */
export function domainName(text: string): string {
  const name = text.trim().toLowerCase().replace(/\.$/, '');
  // What is no name stays as it was written, for the message that refuses it; Node would cut at a path.
  return /[\s/?#@:\\%]/.test(name) ? name : domainToASCII(name) || name;
}

/** A fresh token for a domain's proof: 32 hexadecimal digits. */
export function domainToken(): string {
  return randomBytes(16).toString('hex');
}
