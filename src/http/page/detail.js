import { activityItem } from './activity.js';
import { byId, el, replace } from './dom.js';
import { count, moment, money } from './format.js';
import { badge, day, outside, terms } from './parts.js';

/** @import { FleetDetail, FleetDocument, FleetTenant } from '../fleet-document.ts' */

const dialog = () => /** @type {HTMLDialogElement} */ (byId('detail'));

/** @param {() => void} closed what follows when it is closed, by a person or because the address names nobody */
export function listenToDetail(closed) {
  byId('detail-close').addEventListener('click', hideDetail);
  dialog().addEventListener('close', () => !dialog().open && closed());
  // The dialog fills itself, so what is hit beside its parts is the backdrop.
  dialog().addEventListener('click', ({ target }) => target === dialog() && hideDetail());
}

/** Closes it; focus goes back to where it was. */
export function hideDetail() {
  if (dialog().open) dialog().close();
}

/**
 * One tenant. `detail` comes later; what is known is shown at once.
 * @param {string} id
 * @param {FleetDocument} fleet
 * @param {FleetDetail | string | undefined} detail or why there is none
 * @param {Date} now
 */
export function showDetail(id, fleet, detail, now) {
  const tenant = fleet.tenants.find((each) => each.id === id);
  byId('detail-heading').textContent = tenant?.name ?? id;
  const parts = tenant === undefined ? [el('p', {}, 'There is no such tenant.')] : known(tenant, fleet, now);
  const later = tenant === undefined ? [] : told(detail, fleet);
  const isNew = !dialog().open;
  const hasFocus = byId('detail-body').contains(document.activeElement);
  replace(byId('detail-body'), ...parts, ...later);
  if (isNew) dialog().showModal();
  if (isNew || hasFocus) byId('detail-heading').focus({ preventScroll: !isNew });
}

/** @param {FleetTenant} tenant @param {FleetDocument} fleet @param {Date} now */
function known(
  { id, tier, mechanics, status, release, follows, url, domains, next, monthly, fault },
  { cost },
  now,
) {
  const told = (/** @type {number} */ value) => money(value, cost?.currency ?? 'USD');
  const hosts = [url, ...domains.map((domain) => `https://${domain}`)];
  return [
    fault === undefined ? undefined : el('p', { class: 'notice' }, fault),
    terms([
      ['Id', el('code', {}, id)],
      ['Status', badge(status)],
      ['Tier', `${tier}, ${count(mechanics, 'mechanic')}`],
      ['Release', [release ?? '–', follows].filter(Boolean).join(', ')],
      [
        'Hosts',
        el(
          'ul',
          { class: 'plain' },
          ...hosts.map((host) => el('li', {}, outside(host, host.slice('https://'.length)))),
        ),
      ],
      ...(next === undefined ? [] : [/** @type {const} */ (['Next', day(next.at, now), `: ${next.what}`])]),
      ...(monthly === undefined
        ? []
        : [
            /** @type {const} */ ([
              'A month',
              `${told(monthly.revenue)} revenue, ${told(monthly.cost)} cost`,
            ]),
          ]),
    ]),
  ];
}

/** A date as a person reads it, or what it waits for. @param {string} when */
const whenText = (when) => (/^\d{4}-/.test(when) ? moment(when) : when);

/** @param {FleetDetail | string | undefined} detail @param {FleetDocument} fleet */
function told(detail, { commitUrl }) {
  if (detail === undefined) return [el('p', { class: 'muted', role: 'status' }, 'Reading its history…')];
  if (typeof detail === 'string')
    return [el('p', { class: 'notice' }, `Its history cannot be read: ${detail}`)];
  const nobody = () => false;
  const commits = detail.commits.map((item) => el('li', {}, ...activityItem(item, commitUrl, nobody)));
  const decisions = detail.decisions.map(({ field, value, from }) =>
    el('tr', {}, el('th', { scope: 'row' }, field), el('td', {}, value), el('td', {}, from)),
  );
  return [
    el('h3', {}, 'What is rendered now'),
    el('ul', {}, ...detail.now.map((line) => el('li', {}, line))),
    ...(detail.next.length === 0
      ? []
      : [
          el('h3', {}, 'What happens next'),
          el('ul', {}, ...detail.next.map(({ when, what }) => el('li', {}, `${whenText(when)}: ${what}`))),
        ]),
    el('h3', {}, 'Last commits'),
    commits.length === 0
      ? el('p', { class: 'muted' }, 'None is told by Git.')
      : el('ol', { class: 'activity' }, ...commits),
    ...(decisions.length === 0
      ? []
      : [
          el('h3', {}, 'What was decided, and where'),
          el('table', { class: 'decisions' }, el('tbody', {}, ...decisions)),
        ]),
  ];
}
