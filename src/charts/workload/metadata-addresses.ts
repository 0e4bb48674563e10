import { rangeHolds } from '../../platform/address-range.ts';

/** Where clouds give a machine's credentials to whoever asks from it: no setting may open these. */
const METADATA = ['169.254.0.0/16', '100.100.100.200/32', 'fd00:ec2::254/128', 'fe80::/10'];

/** A network's exceptions: the ones given, and each metadata address that it would hold otherwise. */
export function exceptMetadata(cidr: string, except: readonly string[] = []): string[] {
  const needed = METADATA.filter(
    (metadata) => rangeHolds(cidr, metadata) && !except.some((each) => rangeHolds(each, metadata)),
  );
  return [...except, ...needed];
}
