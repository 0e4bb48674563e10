import { measureCommit } from './commits.ts';
import type { Fleet } from './fleet.ts';
import { applySet } from './installation.ts';
import { measure, type Step, type Watcher } from './measure.ts';

export interface Bench {
  readonly watcher: Watcher;
  readonly fleet: Fleet;
  /** Whether tenants are synced as rendered. Otherwise Argo CD compares and applies nothing. */
  readonly isAutomated: boolean;
  /** Whether Applications are refreshed as by a webhook. Otherwise polling finds the commits. */
  readonly hasWebhook: boolean;
  readonly quietSeconds: number;
}

/** Measures the time until all Applications exist, and then until all are compared (or synced). */
export function start({ watcher, fleet, isAutomated }: Bench, revision: string): Promise<Step> {
  const { states } = watcher.followed;
  const count = fleet.ids.length;
  const done = () =>
    [...states.values()].filter((one) => one.revision === revision && watcher.isDone(one.state));
  const act = async () => {
    fleet.push();
    await applySet(fleet, { isAutomated, hasPaths: false });
  };
  const wait = { first: () => states.size >= count, all: () => done().length >= count, limit: 1800 };
  return measure(watcher, 'apply', act, () => wait);
}

/** Measures a while without a commit. */
export function quiet({ watcher, quietSeconds: seconds }: Bench): Promise<Step> {
  const wait = (begin: number) => ({ all: () => Date.now() - begin >= seconds * 1000, limit: seconds });
  return measure(watcher, 'nothing changes', () => Promise.resolve(), wait);
}

/** Adds the annotation to every Application. */
export function annotate({ watcher, fleet, isAutomated }: Bench): Promise<Step> {
  const { states } = watcher.followed;
  const wait = { all: () => [...states.values()].every(({ state }) => state.endsWith(' .')), limit: 300 };
  const act = () => applySet(fleet, { isAutomated, hasPaths: true });
  return measure(watcher, 'annotation added', act, () => wait);
}

/**
 * Measures an operator's commits.
 * @param size A storage that is not set yet, so that setting it is a change.
 * @param version A version that is not set yet.
 */
export async function commits(
  { watcher, fleet, hasWebhook }: Bench,
  hasPaths: boolean,
  size: string,
  version: string,
) {
  const { push } = fleet;
  const discovery = { hasWebhook, hasPaths };
  const steps: Step[] = [];
  const add = async (what: string, ids: readonly string[]) => {
    steps.push(await measureCommit(watcher, { what, ids, revision: fleet.commit(what), push }, discovery));
  };
  fleet.setStorage(fleet.ids[0] ?? '', size);
  await add("one tenant's storage", fleet.ids.slice(0, 1));
  await add('one new tenant', [fleet.signUp()]);
  fleet.release(version);
  await add(`a release for ${fleet.early.length}`, fleet.early);
  return steps;
}
