import type { z } from 'zod';
import { type ParseResult, parseFile } from '../records/parse.ts';
import { fieldName, type Problem, shown } from '../records/problem.ts';
import { ID_PATTERN, RESERVED_IDS } from '../records/schema.ts';
import type { Path } from '../yaml/read.ts';
import { mebibytes, millicores } from './quantity.ts';
import { NEVER_ALLOWED } from './reserved-ids.ts';
import { DEFAULT_CHANNEL } from './rings.ts';
import { type Channel, type Platform, platformSchema } from './schema.ts';
import { allows, allTiers, dedicatedTier, dedicatedTiers, rangeText, tiersAllowed } from './tiers.ts';

export const PLATFORM_FILE = 'platform.yaml';

/** Reads `platform.yaml`. In: its text. Out: the platform with every default, or every problem of the file. */
export function parsePlatform(text: string): ParseResult<Platform> {
  const parsed = parseFile(PLATFORM_FILE, text, platformSchema as z.ZodType<Platform>);
  if (parsed.kind === 'problems') return parsed;
  const problems = platformProblems(parsed.value, parsed.lineOf);
  return problems.length === 0 ? parsed : { kind: 'problems', problems };
}

/** Notes a problem at a path of one file: what it is, what was found, what is allowed. */
export type Report = (path: Path, message: string, found: unknown, allowed: string) => void;

/** What no single field can tell: names that must exist, limits below requests, ranges that are empty. */
function platformProblems(platform: Platform, lineOf: (path: Path) => number): Problem[] {
  const problems: Problem[] = [];
  const report: Report = (path, message, found, allowed) => {
    problems.push({
      file: PLATFORM_FILE,
      line: lineOf(path),
      field: fieldName(path),
      message,
      found: shown(found),
      allowed,
    });
  };
  nameProblems(platform, report);
  rangeProblems(platform, report);
  priceProblems(platform, report);
  resourceProblems(platform, [], report);
  return problems;
}

function nameProblems(platform: Platform, report: Report): void {
  const releases = Object.keys(platform.releases);
  const channels = Object.keys(platform.channels);
  channelProblems(platform, report);
  tierProblems(platform, report);
  for (const part of ['system', 'freeTier'] as const) {
    const { channel, version } = platform[part];
    if (version !== undefined && !releases.includes(version)) {
      report([part, 'version'], 'no such release', version, releases.join(', '));
    }
    if (version === undefined && !channels.includes(channel)) {
      report([part, 'channel'], 'no such channel', channel, channels.join(', '));
    }
  }
  if (!Object.hasOwn(platform.clusters, platform.defaultCluster)) {
    const allowed = Object.keys(platform.clusters).join(', ');
    report(['defaultCluster'], 'no such cluster', platform.defaultCluster, allowed);
  }
  for (const [name, { region }] of Object.entries(platform.clusters)) {
    if (region === undefined || Object.hasOwn(platform.prices.regions, region)) continue;
    const allowed = Object.keys(platform.prices.regions).join(', ');
    report(['clusters', name, 'region'], 'no such region', region, allowed);
  }
  reservedIdProblems(platform, report);
}

function reservedIdProblems({ reservedIds, allowedIds }: Platform, report: Report): void {
  for (const [field, ids] of Object.entries({ reservedIds, allowedIds }))
    ids.forEach((id, i) => {
      if (!ID_PATTERN.test(id))
        report([field, i], 'is no label an id could have', id, 'a–z, 0–9 and -, from a letter');
    });
  const never = [...RESERVED_IDS, ...NEVER_ALLOWED, ...reservedIds];
  allowedIds.forEach((id, i) => {
    if (never.includes(id))
      report(
        ['allowedIds', i],
        'is reserved for the platform or by reservedIds',
        id,
        `none of ${never.join(', ')}`,
      );
  });
}

/** Tiers that prices and node pools name. */
function tierProblems(platform: Platform, report: Report): void {
  const dedicated = dedicatedTiers(platform);
  const check = (path: Path, name: string, names: readonly string[]) => {
    if (!names.includes(name)) report(path, 'no such tier', name, tiersAllowed(name, names));
  };
  for (const [id, { tier }] of Object.entries(platform.stripe.prices))
    check(['stripe', 'prices', id], tier, dedicated);
  for (const name of Object.keys(platform.prices.perMechanic))
    check(['prices', 'perMechanic', name], name, allTiers(platform));
  for (const name of Object.keys(platform.nodePools))
    check(['nodePools', name], name, ['free', 'system', ...dedicated]);
}

/** Releases that channels name; no share for stable, which takes the rest. */
function channelProblems({ channels, releases }: Platform, report: Report): void {
  const allowed = Object.keys(releases).join(', ');
  for (const [name, channel] of Object.entries(channels)) {
    for (const { at, found } of releasesNamed(name, channel))
      if (!Object.hasOwn(releases, found)) report(at, 'no such release', found, allowed);
    const { version, next, percent } = channel;
    const path = ['channels', name];
    if (name === DEFAULT_CHANNEL && percent !== undefined)
      report([...path, 'percent'], 'has no share of its own', percent, 'nothing: it takes the rest');
    if (next?.version === version)
      report([...path, 'next', 'version'], 'is what it runs already', version, 'another release');
  }
}

function releasesNamed(name: string, channel: Channel): { at: Path; found: string }[] {
  const path = ['channels', name];
  const { version, next, previous } = channel;
  const isShort = Object.values(channel).filter((value) => value !== undefined).length === 1;
  return [
    { at: isShort ? path : [...path, 'version'], found: version },
    ...(next === undefined ? [] : [{ at: [...path, 'next', 'version'], found: next.version }]),
    ...(previous === undefined ? [] : [{ at: [...path, 'previous'], found: previous }]),
  ];
}

function rangeProblems(platform: Platform, report: Report): void {
  for (const [tier, { mechanics }] of Object.entries(platform.tiers)) {
    if (mechanics.max !== null && mechanics.max < mechanics.min) {
      report(['tiers', tier, 'mechanics', 'max'], 'is below min', mechanics.max, `at least ${mechanics.min}`);
    }
  }
  for (const program of ['api', 'web'] as const) {
    const { minReplicas, maxReplicas } = platform.freeTier[program].autoscaling;
    if (maxReplicas < minReplicas) {
      const path = ['freeTier', program, 'autoscaling', 'maxReplicas'];
      report(path, 'is below minReplicas', maxReplicas, `at least ${minReplicas}`);
    }
  }
}

/** A flat plan's mechanics have to fit its tier; only what is bought once has a type, and a type means one price. */
function priceProblems(platform: Platform, report: Report): void {
  const { stripe } = platform;
  const types = new Map<string, string>();
  for (const [id, { tier, mechanics, once, type }] of Object.entries(stripe.prices)) {
    const path = ['stripe', 'prices', id];
    const allowed = dedicatedTier(tier, platform)?.mechanics;
    if (mechanics !== 'quantity' && allowed !== undefined && !allows(allowed, mechanics))
      report([...path, 'mechanics'], `is outside the ${tier} tier`, mechanics, rangeText(allowed));
    if (type === undefined) continue;
    if (!once) report([...path, 'type'], 'stands without once', type, 'only beside once: true');
    const other = types.get(type);
    if (other !== undefined) report([...path, 'type'], `is the type of ${other} too`, type, 'each type once');
    types.set(type, id);
  }
}

/** Walks the whole platform: wherever requests and limits stand side by side, a limit is no smaller. */
function resourceProblems(value: unknown, path: Path, report: Report): void {
  if (typeof value !== 'object' || value === null) return;
  if (isResources(value)) limitProblems(value, path, report);
  for (const [key, item] of Object.entries(value)) resourceProblems(item, [...path, key], report);
}

interface Sizes {
  readonly cpu: string;
  readonly memory: string;
}

function isResources(value: object): value is { requests: Sizes; limits: Sizes } {
  return 'requests' in value && 'limits' in value;
}

/** Reports each limit that is below its request; also used for a tenant's own resources. */
export function limitProblems(
  { requests, limits }: { requests: Sizes; limits: Sizes },
  path: Path,
  report: Report,
): void {
  if (millicores(limits.cpu) < millicores(requests.cpu)) {
    report([...path, 'limits', 'cpu'], 'is below the request', limits.cpu, `at least ${requests.cpu}`);
  }
  if (mebibytes(limits.memory) < mebibytes(requests.memory)) {
    report(
      [...path, 'limits', 'memory'],
      'is below the request',
      limits.memory,
      `at least ${requests.memory}`,
    );
  }
}
