import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

/** Addresses of the machine itself, of its link, and of clouds that give out credentials. */
const FORBIDDEN = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['100.100.100.200', 32],
  ['168.63.129.16', 32],
  ['192.0.0.192', 32],
  ['224.0.0.0', 3],
] as const)
  FORBIDDEN.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  ['::', 127],
  ['fe80::', 10],
  ['fd00:ec2::254', 128],
  ['fd20:ce::254', 128],
  ['ff00::', 8],
] as const)
  FORBIDDEN.addSubnet(network, bits, 'ipv6');

const FORBIDDEN_NAME =
  /^(localhost|metadata|instance-data|.*\.localhost|metadata\.google\.internal|metadata\.goog)$/;

const RULE = 'an https:// URL without a password, not of this machine, its link or a metadata service';

/** Where a subscriber may be: records are sent there. */
export const subscriberUrl = z
  .url({ protocol: /^https$/, error: RULE })
  .refine((url) => mayBeTold(url), { error: RULE });

function mayBeTold(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { hostname, username, password } = new URL(text);
  const host = hostname.replace(/^\[|\]$|\.$/g, '');
  if (username !== '' || password !== '' || FORBIDDEN_NAME.test(host)) return false;
  const family = isIP(host);
  if (family === 4) return !FORBIDDEN.check(host, 'ipv4');
  return family === 0 || !(FORBIDDEN.check(host, 'ipv6') || /^(::ffff:|64:ff9b::|2002:)/i.test(host));
}
