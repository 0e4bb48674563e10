import { BlockList, isIPv6 } from 'node:net';

/**
 * Whether one range of addresses holds the whole of another.
 *
 * @param wide - a CIDR such as `10.0.0.0/8` or `fd00::/8`
 * @param narrow - a CIDR of either family
 * @returns false for ranges of different families, too
 */
export function rangeHolds(wide: string, narrow: string): boolean {
  const [[address, prefix], [innerAddress, innerPrefix]] = [parts(wide), parts(narrow)];
  if (isIPv6(address) !== isIPv6(innerAddress) || prefix > innerPrefix) return false;
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(address, prefix, family);
  return list.check(innerAddress, family);
}

function parts(range: string): readonly [address: string, prefix: number] {
  const [address = '', prefix = ''] = range.split('/');
  return [address, Number(prefix)];
}
