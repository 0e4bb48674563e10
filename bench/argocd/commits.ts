import { refresh } from './applications.ts';
import { measure, type Step, type Watcher } from './measure.ts';

/** How Argo CD finds the commit. */
export interface Discovery {
  readonly hasWebhook: boolean;
  readonly hasPaths: boolean;
}

export interface Change {
  readonly what: string;
  readonly revision: string;
  /** The tenants that the commit changes. */
  readonly ids: readonly string[];
  readonly push: () => void;
}

/** Pushes a commit and waits until its tenants, and then all Applications that Argo CD compares again, are at it. */
export function measureCommit(
  watcher: Watcher,
  change: Change,
  { hasWebhook, hasPaths }: Discovery,
): Promise<Step> {
  const { states } = watcher.followed;
  const names = change.ids.map((id) => `mechanicbuddy-platform-tenant-${id}`);
  const isAt = (name: string) => {
    const { revision, state = '' } = states.get(name) ?? {};
    return revision === change.revision && watcher.isDone(state);
  };
  // A webhook refreshes every Application of the repository; with the annotation, only those whose files changed.
  const known = [...states.keys()];
  const refreshed = hasPaths ? known.filter((name) => names.includes(name)) : known;
  const expected = new Set([...(hasWebhook ? refreshed : known), ...names]);
  const act = async () => {
    change.push();
    if (hasWebhook) await refresh(refreshed);
  };
  const wait = { first: () => names.every(isAt), all: () => [...expected].every(isAt), limit: 900 };
  return measure(watcher, change.what, act, () => wait);
}
