import { rangeHolds } from '../../platform/address-range.ts';

/** Addresses where clouds hand out a machine's credentials. No setting may open them. */
const METADATA = ['169.254.0.0/16', '100.100.100.200/32', 'fd00:ec2::254/128', 'fe80::/10'];

/** Returns a network's exceptions: the given ones, and each metadata address that the network would otherwise contain. */
export function exceptMetadata(cidr: string, except: readonly string[] = []): string[] {
  const needed = METADATA.filter(
    (metadata) => rangeHolds(cidr, metadata) && !except.some((each) => rangeHolds(each, metadata)),
  );
  return [...except, ...needed];
}
