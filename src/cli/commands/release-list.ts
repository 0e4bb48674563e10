import type { Fleet } from '../../platform/fleet.ts';
import { PLATFORM_FILE } from '../../platform/parse.ts';
import { PARTS } from '../../platform/promotion.ts';
import { imageOf } from '../../platform/releases.ts';
import { followedVersion, runningVersion } from '../../platform/rings.ts';
import { VERSIONED } from '../../platform/sections/releases.ts';
import { EXIT } from '../exit.ts';
import { type CommonOptions, loadFleet, reportProblems } from '../fleet.ts';
import { json, type Terminal, table } from '../terminal.ts';

/** What people want to know about a release. */
interface ReleaseFacts {
  readonly version: string;
  readonly rings: readonly string[];
  readonly tenants: readonly string[];
  readonly pinned: readonly string[];
  readonly images: Readonly<Record<string, string>>;
  readonly digests: number;
}

/** `release list`: shows the releases, in the order of `platform.yaml`, and where each runs. */
export async function releaseList(options: CommonOptions, terminal: Terminal): Promise<number> {
  const loaded = await loadFleet(options, terminal);
  if (loaded === undefined) return EXIT.invalid;
  const { fleet } = loaded;
  const releases = Object.keys(fleet.platform.releases).map((version) => factsOf(version, fleet));
  if (options.json) {
    terminal.stdout(json({ releases, channels: fleet.platform.channels }));
    return EXIT.done;
  }
  const rows = releases.map(({ version, rings, tenants, pinned, digests }) => [
    version,
    rings.join(', ') || '–',
    String(tenants.length),
    String(pinned.length),
    digests === 0 ? 'tags' : `${digests} pinned`,
  ]);
  terminal.stdout(table(['RELEASE', 'RINGS', 'TENANTS', 'PINNED', 'DIGESTS'], rows));
  return EXIT.done;
}

/** `release show`: shows one release's images with their digests, and the tenants that run it. */
export async function releaseShow(
  version: string,
  options: CommonOptions,
  terminal: Terminal,
): Promise<number> {
  const loaded = await loadFleet(options, terminal);
  if (loaded === undefined) return EXIT.invalid;
  const { fleet } = loaded;
  if (!Object.hasOwn(fleet.platform.releases, version)) {
    const allowed = Object.keys(fleet.platform.releases).join(', ');
    reportProblems(
      [{ file: PLATFORM_FILE, field: 'releases', message: 'no such release', found: version, allowed }],
      options,
      terminal,
    );
    return EXIT.invalid;
  }
  const facts = factsOf(version, fleet);
  if (options.json) {
    terminal.stdout(json(facts));
    return EXIT.done;
  }
  const images = Object.entries(facts.images).map(([name, image]) => [name, image]);
  terminal.stdout(`${table(['IMAGE', 'REFERENCE'], images)}\n`);
  const lines = [
    ['rings', facts.rings.join(', ') || 'none'],
    ['tenants', `${facts.tenants.length}${listed(facts.tenants)}`],
    ['pinned', `${facts.pinned.length}${listed(facts.pinned)}`],
  ];
  terminal.stdout(table(['RUNS IN', ''], lines));
  return EXIT.done;
}

const LONGEST_LIST = 20;

function listed(ids: readonly string[]): string {
  if (ids.length === 0) return '';
  const more = ids.length > LONGEST_LIST ? `, … ${ids.length - LONGEST_LIST} more` : '';
  return `: ${ids.slice(0, LONGEST_LIST).join(', ')}${more}`;
}

function factsOf(version: string, { platform, records }: Fleet): ReleaseFacts {
  const tenants = records.filter(({ status }) => status !== 'purged');
  const runs = tenants.filter((record) => runningVersion(record, platform).value === version);
  const images = VERSIONED.map((image) => [image, imageOf(platform, image, version)]);
  return {
    version,
    rings: ringsOf(version, platform),
    tenants: runs.map(({ id }) => id),
    pinned: runs.filter((record) => record.version !== undefined).map(({ id }) => id),
    images: Object.fromEntries(images),
    digests: Object.keys(platform.releases[version]?.digests ?? {}).length,
  };
}

/** The channels and parts of the platform that run a release or move to it. */
function ringsOf(version: string, platform: Fleet['platform']): string[] {
  const channels = Object.entries(platform.channels).flatMap(([name, channel]) => {
    if (channel.version === version)
      return [channel.next === undefined ? name : `${name} (${100 - channel.next.percent} %)`];
    return channel.next?.version === version ? [`${name} (${channel.next.percent} %)`] : [];
  });
  return [...new Set([...channels, ...partsOf(version, platform)])];
}

/** System and free tier run a release by their channel, or because they are pinned. */
function partsOf(version: string, platform: Fleet['platform']): string[] {
  return Object.entries(PARTS).flatMap(([name, part]) => {
    if (followedVersion(platform[part], platform, part).value !== version) return [];
    return [platform[part].version === undefined ? name : `${name} (pinned)`];
  });
}
