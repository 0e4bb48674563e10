import { byId, el, replace } from './dom.js';
import { number } from './format.js';
import { badge, outside, tenantLink, when } from './parts.js';

/** @import { FleetChange, FleetCommit, FleetDocument, FleetRefusal } from '../fleet-document.ts' */

/** Changes that are listed before the others are folded away. */
const FEW = 3;

/** The last commits and what was refused. @param {FleetDocument} fleet */
export function showActivity({ activity, commitUrl, tenants }) {
  const ids = new Set(tenants.map(({ id }) => id));
  const items = activity.map((item) => el('li', {}, ...activityItem(item, commitUrl, (id) => ids.has(id))));
  const nothing = el('li', { class: 'muted' }, 'There is no commit yet.');
  replace(byId('activity'), ...(items.length === 0 ? [nothing] : items));
}

/**
 * @param {FleetCommit | FleetRefusal} item
 * @param {string | undefined} commitUrl
 * @param {(id: string) => boolean} isKnown whether there is such a tenant now
 * @returns {import('./dom.js').Child[]}
 */
export function activityItem(item, commitUrl, isKnown) {
  const isCommit = item.outcome === 'changed';
  const trailers = item.changes.map((change) => trailerLine(change, isKnown));
  const shown = trailers.slice(0, FEW);
  const more = trailers.slice(FEW);
  const left = isCommit ? (item.more ?? 0) : 0;
  return [
    el('p', { class: 'subject' }, badge(item.outcome), ' ', el('strong', {}, item.subject)),
    isCommit ? undefined : el('p', { class: 'because' }, item.because),
    el(
      'p',
      { class: 'muted' },
      when(item.at),
      ...(isCommit ? [' · ', commitName(item, commitUrl)] : []),
      byWhom(item),
    ),
    shown.length === 0 ? undefined : el('ul', { class: 'trailers' }, ...shown),
    more.length + left === 0
      ? undefined
      : el(
          'details',
          {},
          el('summary', {}, `${number(more.length + left)} more`),
          el('ul', { class: 'trailers' }, ...more),
          left === 0 ? undefined : el('p', { class: 'muted' }, `and ${number(left)} others`),
        ),
  ];
}

/** @param {FleetCommit} item @param {string | undefined} commitUrl */
function commitName({ commit }, commitUrl) {
  const name = commit.slice(0, 10);
  return commitUrl === undefined ? el('code', {}, name) : outside(`${commitUrl}${commit}`, name);
}

/** @param {FleetCommit | FleetRefusal} item */
function byWhom({ changes }) {
  const actors = [...new Set(changes.flatMap(({ actor }) => (actor === undefined ? [] : [actor])))];
  return actors.length === 0 ? ' · by a person' : ` · by ${actors.join(', ')}`;
}

/** @param {FleetChange} change @param {(id: string) => boolean} isKnown */
function trailerLine({ tenant, event }, isKnown) {
  const who = tenant === undefined ? [] : [isKnown(tenant) ? tenantLink(tenant, tenant) : tenant, ' '];
  return el('li', {}, ...who, event === undefined ? undefined : el('code', {}, event));
}
