import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { applyChanges } from '../../src/files/disk.ts';
import type { Place } from '../../test/cluster/git-repository.ts';
import { generateFleet } from '../fleet.ts';
import { commit, git, makePlace } from './repository.ts';

/** A rendered fleet in a repository that Argo CD reads, and an operator's changes to it. */
export interface Fleet {
  readonly place: Place;
  readonly ids: readonly string[];
  /** The tenants that get a release first: a tenth of the fleet. */
  readonly early: readonly string[];
  readonly setStorage: (id: string, size: string) => void;
  readonly release: (version: string) => void;
  /** Adds a tenant's record and returns its id. */
  readonly signUp: () => string;
  /** Renders, commits and returns the revision. */
  readonly commit: (message: string) => string;
  readonly push: () => void;
  readonly remove: () => void;
}

/**
 * Creates a bare repository with a rendered fleet of paid tenants.
 * @param newcomers How many more tenants `signUp` can add.
 * @param host The host by which the cluster reaches this machine; without it Argo CD reads local files.
 */
export async function makeFleet(count: number, newcomers: number, host?: string): Promise<Fleet> {
  const folder = mkdtempSync(join(tmpdir(), 'mechanicbuddy-argocd-'));
  const place = makePlace(folder, host);
  const files = generateFleet(count + newcomers, 1, { paidOnly: true });
  const ids = [...files.keys()]
    .filter((path) => path.startsWith('tenants/'))
    .map((path) => basename(path, '.yaml'));
  const waiting = ids.splice(count).map((id) => [id, files.get(recordOf(id)) ?? ''] as const);
  for (const [id] of waiting) files.delete(recordOf(id));
  const early = ids.filter((_, position) => position % 10 === 9);
  for (const id of early) files.set(recordOf(id), `${files.get(recordOf(id))}channel: early\n`);
  files.set('platform.yaml', withEarlyChannel(files.get('platform.yaml') ?? '', place.url));
  await applyChanges(place.root, { additions: files, deletions: [], unchanged: 0 });
  const edit = (path: string, change: (text: string) => string) =>
    writeFileSync(join(place.root, path), change(readFileSync(join(place.root, path), 'utf8')));
  return {
    place,
    ids,
    early,
    setStorage: (id, size) =>
      edit(recordOf(id), (text) => `${text.replace(/^storage: .*\n/m, '')}storage: ${size}\n`),
    release: (version) =>
      edit('platform.yaml', (text) => text.replace(/^ {2}early: .*$/m, `  early: ${version}`)),
    signUp: () => {
      const [id, text] = waiting.shift() ?? ['', ''];
      writeFileSync(join(place.root, recordOf(id)), text);
      ids.push(id);
      return id;
    },
    commit: (message) => commit(place.root, message),
    push: () => void git(place.root, 'push', '--quiet', place.bare, 'main'),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

const recordOf = (id: string) => `tenants/${id}.yaml`;

function withEarlyChannel(platform: string, url: string): string {
  return platform
    .replace(/^ {2}url: .*$/m, `  url: ${url}`)
    .replace(/^ {2}stable: .*$/m, '$&\n  early: v1.2.3');
}
