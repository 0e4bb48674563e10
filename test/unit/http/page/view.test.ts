import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FleetTenant } from '../../../../src/http/fleet-document.ts';
import {
  counts,
  isFiltered,
  readView,
  SORTS,
  STATUSES,
  select,
  writeView,
} from '../../../../src/http/page/view.js';
import * as schema from '../../../../src/records/schema.ts';
import { foreignText } from '../../../fixtures/foreign-text.ts';

const tenant = (id: string, more: Partial<FleetTenant> = {}): FleetTenant => ({
  id,
  name: id,
  tier: 'professional',
  status: 'active',
  mechanics: 2,
  release: 'v1.2.3',
  follows: 'channel stable',
  domains: [],
  url: `https://${id}.example.com`,
  ...more,
});
const FLEET = [
  tenant('acme', { name: 'ÄCME Söder', domains: ['workshop.acme.com'] }),
  tenant('beta', { tier: 'free', status: 'suspended', next: { what: 'x', at: '2026-12-02T00:00:00Z' } }),
  tenant('gone', { status: 'purged' }),
  tenant('zeta', {
    tier: 'enterprise',
    release: 'v1.10.0',
    follows: 'pinned',
    monthly: { cost: 9, revenue: 10 },
  }),
];
const shown = (query: string, fleet = FLEET) =>
  select(fleet, readView(query), ['free', 'demo', 'professional', 'enterprise']).map(({ id }) => id);

it('knows the statuses that records have', () => {
  expect(STATUSES).toEqual(schema.STATUSES);
});

it('filters by any tier, and sorts by the order of the fleet’s', () => {
  const fleet = [tenant('one', { tier: 'starter' }), tenant('two', { tier: 'gone' }), tenant('two-a')];
  const ids = (query: string, tiers = ['free', 'starter', 'professional']) =>
    select(fleet, readView(query), tiers).map(({ id }) => id);
  expect(ids('?tier=starter,gone')).toEqual(['one', 'two']);
  expect(ids('?sort=tier')).toEqual(['one', 'two-a', 'two']);
  expect(ids('?sort=tier', ['professional', 'starter'])).toEqual(['two-a', 'one', 'two']);
});

describe('what is shown', () => {
  it('is everything but what is purged, unless that is asked for', () => {
    expect(shown('')).toEqual(['acme', 'beta', 'zeta']);
    expect(shown('?status=purged')).toEqual(['gone']);
    expect(shown('?status=purged,suspended')).toEqual(['beta', 'gone']);
  });

  it('has every word of the search in id, name or domains', () => {
    expect(shown('?q=acme')).toEqual(['acme']);
    expect(shown('?q=SODER+workshop')).toEqual(['acme']);
    expect(shown('?q=acme+zeta')).toEqual([]);
    expect(shown('?q=.*')).toEqual([]);
  });

  it('is of the tiers, release and channel that are asked for', () => {
    expect(shown('?tier=free,enterprise')).toEqual(['beta', 'zeta']);
    expect(shown('?release=v1.10.0')).toEqual(['zeta']);
    expect(shown('?follows=channel+stable')).toEqual(['acme', 'beta']);
  });

  it('is sorted by numbers as numbers, by tiers and statuses in their own order, by nothing last', () => {
    expect(shown('?sort=release')).toEqual(['acme', 'beta', 'zeta']);
    expect(shown('?sort=-release')).toEqual(['zeta', 'acme', 'beta']);
    expect(shown('?sort=tier')).toEqual(['beta', 'acme', 'zeta']);
    expect(shown('?sort=next')).toEqual(['beta', 'acme', 'zeta']);
    expect(shown('?sort=-cost')).toEqual(['zeta', 'acme', 'beta']);
  });
});

it('counts what a press would show: with every filter but the one that is counted', () => {
  const view = readView('?tier=free&status=suspended');
  expect([...counts(FLEET, view, 'status')]).toEqual([['suspended', 1]]);
  expect([...counts(FLEET, readView('?tier=free'), 'tier')]).toEqual([
    ['professional', 1],
    ['free', 1],
    ['enterprise', 1],
  ]);
  expect([...counts(FLEET, readView(''), 'status')]).toEqual([
    ['active', 2],
    ['suspended', 1],
    ['purged', 1],
  ]);
});

describe('the address', () => {
  it('is short where nothing is chosen, and readable where something is', () => {
    expect(writeView(readView(''))).toBe('');
    expect(isFiltered(readView('?sort=-tier&tenant=acme'))).toBe(false);
    const query = '?q=a+b&tier=free,demo&status=active&release=v1.2.3&sort=-next&tenant=acme';
    expect(writeView(readView(query))).toBe(query);
    expect(isFiltered(readView(query))).toBe(true);
  });

  it('takes what it does not know for nothing', () => {
    const view = readView('?sort=__proto__&tier=Gold!,free,free&status=constructor');
    expect(view).toMatchObject({ sort: 'name', tiers: ['free'], statuses: [] });
  });

  it('brings any view back, whatever was typed', () => {
    const view = fc.record({
      search: foreignText.filter((text) => text.length < 200 && text.isWellFormed()),
      tiers: fc.uniqueArray(fc.stringMatching(/^[a-z0-9-]{1,20}$/), { maxLength: 5 }),
      statuses: fc.subarray([...STATUSES]),
      release: fc.constantFrom('', 'v1.2.3'),
      follows: fc.constantFrom('', 'pinned', 'channel a,b'),
      sort: fc.constantFrom(...SORTS),
      descending: fc.boolean(),
      tenant: fc.constantFrom('', 'acme'),
    });
    fc.assert(
      fc.property(view, (each) => {
        expect(readView(writeView(each))).toEqual(each);
      }),
    );
  });

  it('of any text is a view that can be shown', () => {
    fc.assert(
      fc.property(foreignText, (text) => {
        const ids = select(FLEET, readView(`?${text}`), []).map(({ id }) => id);
        expect(FLEET.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
      }),
    );
  });
});
