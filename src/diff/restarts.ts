import { isDeepStrictEqual } from 'node:util';
import type { Compared, Subject } from './compare.ts';
import { valueAt } from './fields.ts';
import { subjectNames } from './lines.ts';
import { identityKey, type RenderedObject } from './objects.ts';

/**
 * Fields of a Cluster that CloudNativePG applies by restarting its instances
 * (https://cloudnative-pg.io/documentation/current/rolling_update/), and those that it copies into their pods. Parameters
 * that PostgreSQL can reload without a restart count too.
 */
const RESTARTING = [
  'imageName',
  'imageCatalogRef',
  'resources',
  'postgresql',
  'affinity',
  'topologySpreadConstraints',
  'priorityClassName',
  'schedulerName',
  'env',
  'envFrom',
  'projectedVolumeTemplate',
  'ephemeralVolumesSizeLimit',
  'seccompProfile',
  'walStorage',
  'tablespaces',
  'plugins',
].map((field) => ['spec', field]);

/**
 * Finds the databases that a change restarts: those that run before and after it.
 *
 * @returns the owner of each database; a subject occurs once for each of its databases
 */
export function restartedDatabases(compared: readonly Compared[]): Subject[] {
  const known = new Map<string, boolean>();
  return compared.flatMap(({ subject, before, after }) => {
    const was = new Map(before.filter(isDatabase).map((object) => [identityKey(object.identity), object]));
    return after.filter(isDatabase).flatMap((now) => {
      const old = was.get(identityKey(now.identity));
      if (old === undefined || old.number === now.number) return [];
      // Tenants of the same shape have the same two objects.
      const key = `${old.number} ${now.number}`;
      const isRestarted = known.get(key) ?? restarts(old, now);
      known.set(key, isRestarted);
      return isRestarted ? [subject] : [];
    });
  });
}

/** Writes `this change restarts 3 databases: system, acme, bigshop`; undefined if it restarts none. */
export function restartsText(restarted: readonly Subject[]): string | undefined {
  if (restarted.length === 0) return undefined;
  const count = `${restarted.length.toLocaleString('en')} database${restarted.length === 1 ? '' : 's'}`;
  return `this change restarts ${count}: ${subjectNames(restarted).join(', ')}`;
}

function isDatabase({ identity }: RenderedObject): boolean {
  return identity.kind === 'Cluster' && identity.apiVersion.startsWith('postgresql.cnpg.io/');
}

function restarts(was: RenderedObject, is: RenderedObject): boolean {
  if (isHibernated(was) || isHibernated(is)) return false;
  return RESTARTING.some(
    (path) => !isDeepStrictEqual(valueAt(was.masked.value, path), valueAt(is.masked.value, path)),
  );
}

function isHibernated({ masked }: RenderedObject): boolean {
  return valueAt(masked.value, ['metadata', 'annotations', 'cnpg.io/hibernation']) === 'on';
}
