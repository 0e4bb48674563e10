import { byId, el, replace, svg } from './dom.js';
import { count, cpu, gibibytes, money, number } from './format.js';

/** @import { FleetCapacity, FleetCost, FleetDocument } from '../fleet-document.ts' */

/** What there is at a glance. @param {FleetDocument} fleet */
export function showTiles({ tenants, freeTier, cost }) {
  const active = tenants.filter(({ status }) => status === 'active').length;
  const kept = tenants.filter(({ status }) => status !== 'purged').length;
  const paid =
    cost === undefined
      ? []
      : [
          tile('Revenue a month', money(cost.revenue, cost.currency)),
          tile('Cost a month', money(cost.cost, cost.currency)),
          tile('Margin', cost.revenue > 0 ? `${Math.round((1 - cost.cost / cost.revenue) * 100)} %` : '–'),
        ];
  replace(
    byId('tiles'),
    tile('Tenants', number(kept), `${number(active)} active`),
    placesTile(freeTier),
    ...paid,
  );
}

/** @param {string} title @param {string} value @param {string} [more] @param {Node} [drawing] */
const tile = (title, value, more, drawing) =>
  el('div', {}, el('dt', {}, title), el('dd', {}, el('strong', {}, value), more && ` ${more}`, drawing));

/** Shares of the places from which a person should know. */
const LEVELS = [
  { from: 1, name: 'full', told: ': full' },
  { from: 0.9, name: 'high', told: ': filling up' },
];

/** The bar repeats the numbers before it. @param {{ readonly used: number, readonly places: number }} freeTier */
function placesTile({ used, places }) {
  const share = places === 0 ? 1 : Math.min(1, used / places);
  const level = LEVELS.find(({ from }) => share >= from) ?? { name: 'fine', told: '' };
  const bar = svg(
    'svg',
    { viewBox: '0 0 100 6', preserveAspectRatio: 'none', class: 'bar', 'aria-hidden': 'true' },
    svg('rect', { width: 100, height: 6, class: 'rest' }),
    svg('rect', { width: share * 100, height: 6, class: level.name }),
  );
  const left = `${number(Math.max(0, places - used))} left${level.told}`;
  return tile('Free-tier places', `${number(used)} of ${number(places)}`, left, bar);
}

/** Capacity and cost, where the fleet has them. @param {FleetDocument} fleet */
export function showFigures({ capacity, cost }) {
  const isThere = capacity !== undefined || cost !== undefined;
  byId('figures').hidden = !isThere;
  byId('figures-link').hidden = !isThere;
  replace(byId('capacity'), ...(capacity === undefined ? [] : capacityParts(capacity)));
  replace(byId('cost'), ...(cost === undefined ? [] : costParts(cost)));
}

const MEASURES = /** @type {const} */ ([
  { field: 'cpuMillicores', title: 'CPU', unit: 'CPU', told: cpu },
  { field: 'memoryMiB', title: 'Memory', unit: 'GiB memory', told: gibibytes },
  { field: 'storageGiB', title: 'Storage', unit: 'GiB storage', told: number },
]);

/** Who takes what share: one bar for each of CPU, memory and storage. @param {FleetCapacity} capacity */
function capacityParts({ parts }) {
  const totals = MEASURES.map(({ field }) => parts.reduce((sum, part) => sum + part[field], 0));
  const bars = MEASURES.map(({ field, title }, row) =>
    el(
      'div',
      { class: 'share' },
      el('span', {}, title),
      shares(
        parts.map((part) => part[field]),
        totals[row] ?? 0,
      ),
    ),
  );
  const head = ['Requests', ...MEASURES.map(({ unit }) => unit)];
  const lines = parts.map((part, i) => [
    key(i, part.name),
    ...MEASURES.map(({ field, told }) => told(part[field])),
  ]);
  const sum = ['All', ...MEASURES.map(({ told }, row) => told(totals[row] ?? 0))];
  return [el('div', { class: 'chart', 'aria-hidden': 'true' }, ...bars), figureTable(head, lines, sum)];
}

/** One bar, with gaps between its parts. @param {readonly number[]} values @param {number} total */
function shares(values, total) {
  let x = 0;
  const drawn = values.map((value, i) => {
    const width = total === 0 ? 0 : (value / total) * 100;
    const rect = svg('rect', { x, width: Math.max(0, width - 0.6), height: 10, class: `part-${i % 6}` });
    x += width;
    return rect;
  });
  return svg('svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', class: 'bar' }, ...drawn);
}

/** Two bars for each part on one scale: what it costs, and what it brings. @param {FleetCost} cost */
function costParts({ currency, parts, cost, revenue }) {
  const most = Math.max(1, ...parts.flatMap((part) => [part.cost, part.revenue]));
  const bar = (/** @type {number} */ value, /** @type {string} */ kind, /** @type {number} */ y) =>
    svg('rect', { x: 0, y, width: (value / most) * 100, height: 5, class: kind });
  const rows = parts.map((part) =>
    el(
      'div',
      { class: 'share' },
      el('span', {}, part.name),
      svg(
        'svg',
        { viewBox: '0 0 100 12', preserveAspectRatio: 'none', class: 'bar two' },
        bar(part.revenue, 'revenue', 0),
        bar(part.cost, 'cost', 6.5),
      ),
    ),
  );
  const told = (/** @type {number} */ value) => money(value, currency);
  const head = [
    'A month',
    el('span', {}, el('i', { class: 'key revenue' }), 'Revenue'),
    el('span', {}, el('i', { class: 'key cost' }), 'Cost'),
    'Margin',
  ];
  const line = (/** @type {{ cost: number, revenue: number }} */ part) => [
    told(part.revenue),
    told(part.cost),
    told(part.revenue - part.cost),
  ];
  return [
    el('div', { class: 'chart', 'aria-hidden': 'true' }, ...rows),
    figureTable(
      head,
      parts.map((part) => [part.name, ...line(part)]),
      ['All', ...line({ cost, revenue })],
    ),
  ];
}

/** @param {number} i @param {string} name */
const key = (i, name) => el('span', {}, el('i', { class: `key part-${i % 6}` }), name);

/** @param {readonly import('./dom.js').Child[]} head @param {readonly (readonly import('./dom.js').Child[])[]} lines @param {readonly import('./dom.js').Child[]} sum */
function figureTable(head, lines, sum) {
  const row = (/** @type {readonly import('./dom.js').Child[]} */ [first, ...rest]) =>
    el(
      'tr',
      {},
      el('th', { scope: 'row' }, first),
      ...rest.map((each) => el('td', { class: 'number' }, each)),
    );
  return el(
    'table',
    { class: 'figures' },
    el('thead', {}, el('tr', {}, ...head.map((each) => el('th', { scope: 'col' }, each)))),
    el('tbody', {}, ...lines.map(row)),
    el('tfoot', {}, row(sum)),
  );
}

/** What is wrong with records, for a person to mend. @param {FleetDocument} fleet */
export function showUnreadable({ unreadable, tenants }) {
  const faulty = tenants.filter(({ fault }) => fault !== undefined).map(({ id }) => id);
  const all = [...unreadable, ...faulty];
  byId('unreadable').hidden = all.length === 0;
  const names = all.slice(0, 10).join(', ');
  const more = all.length > 10 ? ` and ${number(all.length - 10)} more` : '';
  byId('unreadable').textContent =
    `${count(all.length, 'record')} cannot be rendered: ${names}${more}. mechanicbuddy validate says why.`;
}
