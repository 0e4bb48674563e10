import { BlockList, isIPv6 } from 'node:net';

/** Where clouds give a machine's credentials to whoever asks from it: no setting may open these. */
const METADATA = ['169.254.0.0/16', '100.100.100.200/32', 'fd00:ec2::254/128', 'fe80::/10'];

/** A network's exceptions: the ones given, and each metadata address that it would hold otherwise. */
export function exceptMetadata(cidr: string, except: readonly string[] = []): string[] {
  const needed = METADATA.filter(
    (metadata) => holds(cidr, metadata) && !except.some((each) => holds(each, metadata)),
  );
  return [...except, ...needed];
}

/** Whether one network holds the whole of a smaller one. */
function holds(cidr: string, inner: string): boolean {
  const [[address, prefix], [innerAddress, innerPrefix]] = [parts(cidr), parts(inner)];
  if (isIPv6(address) !== isIPv6(innerAddress) || prefix > innerPrefix) return false;
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(address, prefix, family);
  return list.check(innerAddress, family);
}

function parts(cidr: string): readonly [address: string, prefix: number] {
  const [address = '', prefix = ''] = cidr.split('/');
  return [address, Number(prefix)];
}
