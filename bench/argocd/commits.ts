import { tell } from './applications.ts';
import { measure, type Step, type Watcher } from './measure.ts';

export interface Told {
  readonly hasWebhook: boolean;
  readonly hasPaths: boolean;
}

export interface Change {
  readonly what: string;
  readonly revision: string;
  /** The tenants that it is about. */
  readonly ids: readonly string[];
  readonly push: () => void;
}

/** Pushes a commit and waits until the tenants meant, and then all that Argo CD looks at again, stand at it. */
export function measureCommit(
  watcher: Watcher,
  change: Change,
  { hasWebhook, hasPaths }: Told,
): Promise<Step> {
  const { states } = watcher.followed;
  const names = change.ids.map((id) => `tenant-${id}`);
  const isAt = (name: string) => {
    const { revision, state = '' } = states.get(name) ?? {};
    return revision === change.revision && watcher.isDone(state);
  };
  // A webhook tells every Application of the repository; with the annotation those whose files changed.
  const known = [...states.keys()];
  const told = hasPaths ? known.filter((name) => names.includes(name)) : known;
  const expected = new Set([...(hasWebhook ? told : known), ...names]);
  const act = async () => {
    change.push();
    if (hasWebhook) await tell(told);
  };
  const wait = { first: () => names.every(isAt), all: () => [...expected].every(isAt), limit: 900 };
  return measure(watcher, change.what, act, () => wait);
}
