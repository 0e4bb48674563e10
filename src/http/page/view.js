/**
 * @import { FleetTenant } from '../fleet-document.ts'
 * @typedef {'name' | 'tier' | 'status' | 'release' | 'domains' | 'next' | 'cost' | 'revenue'} SortKey
 * @typedef {object} View what the address says is shown
 * @property {string} search
 * @property {readonly string[]} tiers none: all
 * @property {readonly string[]} statuses none: all but purged
 * @property {string} release
 * @property {string} follows
 * @property {SortKey} sort
 * @property {boolean} descending
 * @property {string} tenant whose details are open
 */

/** What the name of a tier looks like. */
const TIER = /^[a-z0-9-]{1,63}$/;
export const STATUSES = /** @type {const} */ ([
  'active',
  'suspended',
  'cancelled',
  'archived',
  'purging',
  'purged',
]);
export const SORTS = /** @type {const} */ ([
  'name',
  'tier',
  'status',
  'release',
  'domains',
  'next',
  'cost',
  'revenue',
]);

/** @param {string} query as `location.search` @returns {View} */
export function readView(query) {
  const given = new URLSearchParams(query);
  const text = (/** @type {string} */ name) => (given.get(name) ?? '').slice(0, 200);
  const sort = text('sort');
  const key = SORTS.find((each) => each === sort.replace(/^-/, '')) ?? 'name';
  return {
    search: text('q'),
    tiers: [...new Set(text('tier').split(','))].filter((name) => TIER.test(name)),
    statuses: known(text('status'), STATUSES),
    release: text('release'),
    follows: text('follows'),
    sort: key,
    descending: sort.startsWith('-'),
    tenant: text('tenant'),
  };
}

/** @param {string} list @param {readonly string[]} allowed in their order, each once */
function known(list, allowed) {
  const asked = list.split(',');
  return allowed.filter((each) => asked.includes(each));
}

/** The address’s query of a view; what is as always is not in it. @param {View} view */
export function writeView({ search, tiers, statuses, release, follows, sort, descending, tenant }) {
  const order = `${descending ? '-' : ''}${sort}`;
  const all = {
    q: search,
    tier: tiers.join(','),
    status: statuses.join(','),
    release,
    follows,
    sort: order === 'name' ? '' : order,
    tenant,
  };
  const said = Object.entries(all).filter(([, value]) => value !== '');
  return said.length === 0 ? '' : `?${new URLSearchParams(said)}`.replaceAll('%2C', ',');
}

/** Whether anything is left out or searched for. @param {View} view */
export function isFiltered({ search, tiers, statuses, release, follows }) {
  return [search, release, follows].some((text) => text !== '') || tiers.length + statuses.length > 0;
}

/** Small letters without their marks: “soder” finds “Söder”. @param {string} text */
const folded = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** @type {WeakMap<FleetTenant, string>} */
const searched = new WeakMap();

/** @param {FleetTenant} tenant */
function haystack(tenant) {
  const kept = searched.get(tenant);
  if (kept !== undefined) return kept;
  const { id, name, domains } = tenant;
  const text = folded([id, name, ...domains].join('\n'));
  searched.set(tenant, text);
  return text;
}

/**
 * The tests that a view makes of a tenant, by what they are about: counting leaves out one of them.
 * @param {View} view
 * @returns {{ readonly [about: string]: (tenant: FleetTenant) => boolean }}
 */
function tests({ search, tiers, statuses, release, follows }) {
  const words = folded(search).split(/\s+/).filter(Boolean);
  return {
    search: (tenant) => words.every((word) => haystack(tenant).includes(word)),
    tier: ({ tier }) => tiers.length === 0 || tiers.includes(tier),
    status: ({ status }) => (statuses.length === 0 ? status !== 'purged' : statuses.includes(status)),
    release: (tenant) => release === '' || tenant.release === release,
    follows: (tenant) => follows === '' || tenant.follows === follows,
  };
}

/**
 * What a view shows, in its order.
 * @param {readonly FleetTenant[]} tenants
 * @param {View} view
 * @param {readonly string[]} tiers from the smallest
 */
export function select(tenants, view, tiers) {
  const all = Object.values(tests(view));
  return tenants.filter((tenant) => all.every((test) => test(tenant))).sort(order(view, tiers));
}

/**
 * How many there are of each value, with every filter but that of the field itself.
 * @param {readonly FleetTenant[]} tenants
 * @param {View} view
 * @param {'tier' | 'status' | 'release' | 'follows'} field
 * @returns {Map<string, number>}
 */
export function counts(tenants, view, field) {
  const others = Object.entries(tests(view)).flatMap(([about, test]) => (about === field ? [] : [test]));
  const found = new Map();
  for (const tenant of tenants) {
    const value = tenant[field];
    if (value !== undefined && others.every((test) => test(tenant)))
      found.set(value, (found.get(value) ?? 0) + 1);
  }
  return found;
}

const collator = new Intl.Collator('en', { numeric: true });

/** @param {View} view @param {readonly string[]} tiers @returns {(a: FleetTenant, b: FleetTenant) => number} */
function order({ sort, descending }, tiers) {
  const key = KEYS[sort];
  const sign = descending ? -1 : 1;
  return (a, b) => {
    const [x, y] = [key(a, tiers), key(b, tiers)];
    // Who has no value comes last, whichever way the others are sorted.
    if (x === undefined || y === undefined)
      return Number(x === undefined) - Number(y === undefined) || tie(a, b);
    return sign * compare(x, y) || tie(a, b);
  };
}

/** @type {{ readonly [key in SortKey]: (tenant: FleetTenant, tiers: readonly string[]) => string | number | undefined }} */
const KEYS = {
  name: ({ name }) => name,
  tier: ({ tier }, tiers) => (tiers.includes(tier) ? tiers.indexOf(tier) : undefined),
  status: ({ status }) => STATUSES.indexOf(status),
  release: ({ release }) => release,
  domains: ({ domains }) => domains[0],
  next: ({ next }) => (next === undefined ? undefined : Date.parse(next.at)),
  cost: ({ monthly }) => monthly?.cost,
  revenue: ({ monthly }) => monthly?.revenue,
};

/** @param {string | number} x @param {string | number} y */
const compare = (x, y) =>
  typeof x === 'number' && typeof y === 'number' ? x - y : collator.compare(String(x), String(y));

/** @param {FleetTenant} a @param {FleetTenant} b */
const tie = (a, b) => (a.id < b.id ? -1 : 1);
