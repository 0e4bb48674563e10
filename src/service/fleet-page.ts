import { createHash } from 'node:crypto';
import { type FleetState, unreadableIds } from '../fleet/state.ts';
import type { Repository, Unavailable } from '../git/port.ts';
import type { FleetCommit, FleetDocument } from '../http/fleet-document.ts';
import type { FleetLook, Handlers, Unreadable } from '../http/handlers.ts';
import { allTiers } from '../platform/tiers.ts';
import { recordFile } from '../records/parse.ts';
import { commitItem, tenantCommitItem } from './commit-items.ts';
import type { Committer } from './committer.ts';
import type { LoggedEvent } from './event-log.ts';
import type { FigureFleet } from './fleet-figures.ts';
import { tenantDetail, tenantItem } from './fleet-tenants.ts';
import { openRefusals } from './refusals.ts';
import type { FleetAtHead } from './sync-state.ts';

export interface FleetPageOptions {
  readonly committer: Committer;
  readonly repository: Repository;
  readonly figures: FigureFleet;
  readonly now: () => Date;
}

/** What the fleet page shows. */
export interface FleetPage extends Pick<Handlers, 'fleet' | 'fleetTenant'> {
  /** Keeps what was not done, for the page's list. */
  note(facts: LoggedEvent): void;
}

/** Commits of the branch, and of one tenant. */
const COMMITS = 50;
const OWN_COMMITS = 20;

type Parts = Omit<FleetDocument, 'at' | 'stale' | 'activity'>;

export function openFleetPage({ committer, repository, figures, now }: FleetPageOptions): FleetPage {
  const refusals = openRefusals(now);
  let seenAt = now();
  let parts: Parts | undefined;
  let commits: { readonly head: string; readonly items: readonly FleetCommit[] } | undefined;

  /** Reckoned once for each head: a page asks every half minute, and mostly nothing changed. */
  function partsOf(state: FleetAtHead): Parts | undefined {
    if (parts?.head !== state.head) parts = reckon(state, figures);
    return parts;
  }

  async function lastCommits(head: string): Promise<readonly FleetCommit[] | Unavailable> {
    if (commits?.head === head) return commits.items;
    const found = await repository.history(undefined, COMMITS);
    if (found.kind === 'unavailable') return found;
    commits = { head, items: found.commits.map(commitItem) };
    return commits.items;
  }

  return {
    note: refusals.note,
    async fleet() {
      const state = await committer.look();
      const isSeen = committer.staleSince() === undefined;
      if (isSeen) seenAt = now();
      const shown = state && partsOf(state);
      if (shown === undefined) return unreadable(committer.known());
      const found = isSeen ? await lastCommits(shown.head) : [];
      const isStale = !isSeen || 'kind' in found;
      const items = isStale ? (commits?.items ?? []) : found;
      return answer(shown, seenAt, isStale, newestFirst([...items, ...refusals.all()]));
    },
    async fleetTenant(id) {
      const state = await committer.look();
      const record = state?.records.get(id)?.record;
      if (record === undefined) return undefined;
      if (state?.platform === undefined) return unreadable(state);
      const detail = tenantDetail(record, state.platform, now());
      // What Git would say of the commits is not waited for while Git does not answer.
      if (committer.staleSince() !== undefined) return { ...detail, commits: [] };
      const found = await repository.history(recordFile(id), OWN_COMMITS);
      if (found.kind === 'unavailable') return unreadable(undefined);
      return { ...detail, commits: found.commits.map((past) => tenantCommitItem(past, id)) };
    },
  };
}

function reckon(state: FleetAtHead, figures: FigureFleet) {
  const { head, platform, records, shared } = state;
  if (platform === undefined) return undefined;
  const all = [...records.values()].map(({ record }) => record).sort((a, b) => (a.id < b.id ? -1 : 1));
  const { capacity, cost, monthly } = figures(platform, all);
  return {
    domain: platform.domain,
    head,
    ...commitUrl(platform.repository.url),
    tiers: allTiers(platform),
    tenants: all.map((record) => tenantItem(record, platform, monthly?.get(record.id))),
    unreadable: unreadableIds(state),
    freeTier: { used: shared, places: platform.freeTier.maxTenants },
    ...(capacity === undefined ? {} : { capacity }),
    ...(cost === undefined ? {} : { cost }),
  };
}

/** GitHub, GitLab, Gitea and their like show a commit there. A name or password in the URL stays here. */
function commitUrl(repository: string): Pick<FleetDocument, 'commitUrl'> {
  const url = URL.parse(repository);
  if (url?.protocol !== 'https:') return {};
  return { commitUrl: `${url.origin}${url.pathname.replace(/(\.git)?\/*$/, '')}/commit/` };
}

function newestFirst(items: FleetDocument['activity']): FleetDocument['activity'] {
  return items.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

/** The tag is of everything but the time of the look, which alone would be new each time: a weak one. */
function answer(
  shown: Parts,
  seenAt: Date,
  isStale: boolean,
  activity: FleetDocument['activity'],
): FleetLook {
  const told = { ...shown, ...(isStale ? { stale: true as const } : {}), activity };
  const digest = createHash('sha256').update(JSON.stringify(told)).digest('base64url');
  const document = { ...told, at: seenAt.toISOString() };
  return { kind: 'fleet', etag: `W/"${digest.slice(0, 22)}"`, document };
}

/** Git's own words are for the log; what is wrong in platform.yaml is for whoever mends it. */
function unreadable(state: FleetState | undefined): Unreadable {
  return { kind: 'unavailable', reason: state?.platformFault ?? 'Git is out of reach' };
}
