import { byId, el, replace } from './dom.js';
import { number } from './format.js';
import { columnsOf } from './table.js';
import { counts, isFiltered, SORTS, STATUSES } from './view.js';

/**
 * @import { FleetDocument } from '../fleet-document.ts'
 * @import { View } from './view.js'
 * @typedef {(change: Partial<View>, how: 'new' | 'same') => void} Change `new` is a step that Back takes back
 */

/** Makes the form do something. @param {() => View} present @param {Change} change */
export function listenToFilters(present, change) {
  const search = /** @type {HTMLInputElement} */ (byId('search'));
  search.addEventListener('input', () => change({ search: search.value }, 'same'));
  search.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape' || search.value === '') return;
    search.value = '';
    change({ search: '' }, 'same');
  });
  byId('filters').addEventListener('submit', (event) => event.preventDefault());
  byId('clear').addEventListener('click', () => {
    change({ search: '', tiers: [], statuses: [], release: '', follows: '' }, 'new');
    search.focus();
  });
  byId('fold').addEventListener('click', () => {
    const isFolded = byId('fold').getAttribute('aria-expanded') === 'false';
    byId('fold').setAttribute('aria-expanded', String(isFolded));
  });
  listenToChips('tiers', present, change);
  listenToChips('statuses', present, change);
  chips('statuses', STATUSES);
  choice('release', (release) => change({ release }, 'new'));
  choice('follows', (follows) => change({ follows }, 'new'));
  choice('sort', (order) => {
    const sort = SORTS.find((key) => key === order.replace(/^-/, '')) ?? 'name';
    change({ sort, descending: order.startsWith('-') }, 'same');
  });
}

/** @param {string} id @param {(value: string) => void} chosen */
function choice(id, chosen) {
  const select = /** @type {HTMLSelectElement} */ (byId(id));
  select.addEventListener('change', () => chosen(select.value));
}

/**
 * A chip releases or presses its value.
 * @param {'tiers' | 'statuses'} field
 * @param {() => View} present
 * @param {Change} change
 */
function listenToChips(field, present, change) {
  byId(field).addEventListener('click', ({ target }) => {
    const chip = target instanceof Element ? target.closest('button') : null;
    const value = chip?.dataset['value'];
    if (value === undefined) return;
    const pressed = present()[field];
    const next = pressed.includes(value) ? pressed.filter((each) => each !== value) : [...pressed, value];
    change({ [field]: chipValues(field).filter((each) => next.includes(each)) }, 'new');
  });
}

/** @param {string} id @returns {string[]} */
function chipValues(id) {
  return [...byId(id).querySelectorAll('button')].map((chip) => chip.dataset['value'] ?? '');
}

/**
 * One button for each value, pressed or not. The same values keep their buttons, so that focus stays on them.
 * @param {'tiers' | 'statuses'} field
 * @param {readonly string[]} values
 */
function chips(field, values) {
  if (chipValues(field).join() === values.join()) return;
  replace(
    byId(field),
    ...values.map((value) =>
      el(
        'button',
        { type: 'button', class: 'chip', 'data-value': value, 'aria-pressed': 'false' },
        field === 'statuses' ? el('i', { class: `dot ${value}` }) : undefined,
        `${value} `,
        el('b', {}),
      ),
    ),
  );
}

/** Brings the form to a view. @param {FleetDocument} fleet @param {View} view */
export function showFilters(fleet, view) {
  const { tenants } = fleet;
  const search = /** @type {HTMLInputElement} */ (byId('search'));
  if (search.value !== view.search) search.value = view.search;
  const ofTiers = counts(tenants, view, 'tier');
  // A tier that is no longer in platform.yaml has a chip too while the address or a record names it.
  chips('tiers', [...new Set([...fleet.tiers, ...view.tiers, ...ofTiers.keys()])]);
  showChips('tiers', view.tiers, ofTiers);
  showChips('statuses', view.statuses, counts(tenants, view, 'status'));
  showChoice('release', view.release, counts(tenants, view, 'release'));
  showChoice('follows', view.follows, counts(tenants, view, 'follows'));
  const order = `${view.descending ? '-' : ''}${view.sort}`;
  options(
    'sort',
    order,
    columnsOf(fleet).flatMap(({ key, title }) => [
      [key, title],
      [`-${key}`, `${title}, backwards`],
    ]),
  );
  const number = [...view.tiers, ...view.statuses, view.release, view.follows].filter(Boolean).length;
  byId('fold').textContent = number === 0 ? 'Filters' : `Filters (${number})`;
  byId('clear').hidden = !isFiltered(view);
}

/** @param {string} id @param {readonly string[]} pressed @param {Map<string, number>} found */
function showChips(id, pressed, found) {
  for (const chip of byId(id).querySelectorAll('button')) {
    const value = chip.dataset['value'] ?? '';
    const isPressed = pressed.includes(value);
    chip.setAttribute('aria-pressed', String(isPressed));
    const total = chip.querySelector('b');
    if (total !== null) total.textContent = number(found.get(value) ?? 0);
    chip.classList.toggle('nothing', !found.has(value) && !isPressed);
  }
}

/** @param {string} id @param {string} chosen @param {Map<string, number>} found */
function showChoice(id, chosen, found) {
  const values = [...new Set([...found.keys(), ...(chosen === '' ? [] : [chosen])])].sort();
  options(id, chosen, [
    ['', 'any'],
    ...values.map((value) => [value, `${value} (${number(found.get(value) ?? 0)})`]),
  ]);
}

/** Only when they are others: a list that is open stays open. @param {string} id @param {string} chosen @param {readonly (readonly string[])[]} wanted */
function options(id, chosen, wanted) {
  const select = /** @type {HTMLSelectElement} */ (byId(id));
  const text = JSON.stringify(wanted);
  if (select.dataset['options'] !== text) {
    replace(select, ...wanted.map(([value = '', label = '']) => el('option', { value }, label)));
    select.dataset['options'] = text;
  }
  select.value = chosen;
}
