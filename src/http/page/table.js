import { byId, el, replace } from './dom.js';
import { count, money, number } from './format.js';
import { badge, day, tenantLink } from './parts.js';

/**
 * @import { FleetDocument, FleetTenant } from '../fleet-document.ts'
 * @import { SortKey, View } from './view.js'
 * @typedef {{ readonly key: SortKey, readonly title: string, readonly onlyWith?: 'cost' }} Column
 */

/** @type {readonly Column[]} */
export const COLUMNS = [
  { key: 'name', title: 'Tenant' },
  { key: 'tier', title: 'Tier' },
  { key: 'status', title: 'Status' },
  { key: 'release', title: 'Release' },
  { key: 'domains', title: 'Domains' },
  { key: 'next', title: 'Next' },
  { key: 'cost', title: 'Cost', onlyWith: 'cost' },
  { key: 'revenue', title: 'Revenue', onlyWith: 'cost' },
];

/** More rows than this read no better than a search. */
const MOST_ROWS = 2000;

/** @param {FleetDocument} fleet */
export const columnsOf = (fleet) =>
  COLUMNS.filter(({ onlyWith }) => onlyWith === undefined || fleet[onlyWith] !== undefined);

/** @param {FleetDocument} fleet @param {View} view @param {(key: SortKey) => void} sortBy */
export function showHeadings(fleet, { sort, descending }, sortBy) {
  const columns = columnsOf(fleet);
  const row = byId('headings');
  if (row.childElementCount !== columns.length)
    replace(
      row,
      ...columns.map(({ key, title }) =>
        el(
          'th',
          { scope: 'col', class: key },
          el('button', { type: 'button', click: () => sortBy(key) }, title),
        ),
      ),
    );
  for (const [i, { key }] of columns.entries()) {
    const heading = row.children[i];
    if (key === sort) heading?.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
    else heading?.removeAttribute('aria-sort');
  }
}

/** @type {Map<string, { readonly text: string, readonly row: HTMLTableRowElement }>} */
let rows = new Map();

/** Forgets the rows: somebody signed out. */
export function clearTable() {
  rows = new Map();
  replace(byId('rows'));
}

/**
 * Shows tenants in this order. A row that says the same as before stays the same element, so that focus and selected
 * text stay.
 * @param {readonly FleetTenant[]} tenants
 * @param {FleetDocument} fleet
 * @param {Date} now
 */
export function showRows(tenants, fleet, now) {
  const wanted = tenants.slice(0, MOST_ROWS).map((tenant) => rowOf(tenant, fleet, now));
  const body = byId('rows');
  const isSame =
    body.childElementCount === wanted.length && wanted.every((row, i) => body.children[i] === row);
  if (isSame) return;
  const focused = document.activeElement;
  replace(body, ...wanted);
  if (focused instanceof HTMLElement && body.contains(focused)) focused.focus({ preventScroll: true });
}

/** What is told of the number of rows. @param {number} shown @param {FleetDocument} fleet @param {boolean} withPurged */
export function shownText(shown, { tenants }, withPurged) {
  const purged = tenants.filter(({ status }) => status === 'purged').length;
  const total = withPurged ? tenants.length : tenants.length - purged;
  const hidden = withPurged || purged === 0 ? '' : `; ${number(purged)} purged not shown`;
  const cut = shown > MOST_ROWS ? `; the first ${number(MOST_ROWS)} are below, search for the others` : '';
  return `${shown === total ? count(total, 'tenant') : `${number(shown)} of ${count(total, 'tenant')}`}${hidden}${cut}`;
}

/** @param {FleetTenant} tenant @param {FleetDocument} fleet @param {Date} now */
function rowOf(tenant, fleet, now) {
  // Dates are told from today.
  const text = `${now.toDateString()} ${fleet.cost?.currency} ${JSON.stringify(tenant)}`;
  const kept = rows.get(tenant.id);
  if (kept?.text === text) return kept.row;
  const row = el('tr', {}, ...columnsOf(fleet).map(({ key }) => CELLS[key](tenant, fleet, now)));
  rows.set(tenant.id, { text, row });
  return row;
}

/** @param {string | undefined} text */
const second = (text) => (text ? el('small', {}, text) : undefined);

/** @param {...import('./dom.js').Child} children */
const narrow = (...children) => el('small', { class: 'narrow-only' }, ...children);

/** @type {{ readonly [key in SortKey]: (tenant: FleetTenant, fleet: FleetDocument, now: Date) => HTMLTableCellElement }} */
const CELLS = {
  name: ({ id, name, tier, release = '', follows = '', next, fault }, _fleet, now) =>
    el(
      'th',
      { scope: 'row' },
      tenantLink(id, name),
      el('small', { class: 'id' }, id),
      // On a phone these stand in for the columns that have no room.
      narrow(`${tier} · ${release} ${follows.replace('channel ', '')}`),
      next && narrow('next ', day(next.at, now)),
      fault === undefined ? undefined : el('small', { class: 'fault' }, fault),
    ),
  tier: ({ tier, mechanics }) => el('td', { class: 'tier' }, tier, second(count(mechanics, 'mechanic'))),
  status: ({ status }) => el('td', { class: 'status' }, badge(status)),
  release: ({ release, follows }) => el('td', { class: 'release' }, release ?? '–', second(follows)),
  domains: ({ domains: [first, ...others] }) =>
    el('td', { class: 'domains' }, first ?? '', second(others.length > 0 ? `and ${others.length} more` : '')),
  next: ({ next }, _fleet, now) =>
    el('td', { class: 'next' }, ...(next === undefined ? [] : [day(next.at, now), second(next.what)])),
  cost: ({ monthly }, fleet) => amount('cost', monthly?.cost, fleet),
  revenue: ({ monthly }, fleet) => amount('revenue', monthly?.revenue, fleet),
};

/** @param {string} kind @param {number | undefined} value @param {FleetDocument} fleet */
const amount = (kind, value, { cost }) =>
  el(
    'td',
    { class: `number ${kind}` },
    value === undefined || cost === undefined ? '' : money(value, cost.currency),
  );
