import { showActivity } from './activity.js';
import { hideDetail, listenToDetail, showDetail } from './detail.js';
import { byId } from './dom.js';
import { showFigures, showTiles, showUnreadable } from './figures.js';
import { listenToFilters, showFilters } from './filters.js';
import { clock } from './format.js';
import { readFleet, readTenant } from './service.js';
import { askForToken, forgetToken, listenToSignIn, savedToken } from './sign-in.js';
import { clearTable, showHeadings, shownText, showRows } from './table.js';
import { isFiltered, readView, select, writeView } from './view.js';

/**
 * @import { FleetDetail } from '../fleet-document.ts'
 * @import { Fleet } from './service.js'
 * @import { View } from './view.js'
 */

/** Milliseconds between looks while the page is seen. */
const INTERVAL = 30_000;

/** @type {Fleet | undefined} what is known */
let fleet;
/** @type {{ readonly id: string, readonly etag: string, readonly detail: FleetDetail | string | undefined } | undefined} */
let opened;
/** When the service last answered. @type {Date | undefined} */
let answeredAt;
/** @type {number | undefined} */
let timer;
/** A look that a newer one, or a sign-out, has overtaken says nothing any more. */
let turn = 0;

/** The view that the address names. */
const present = () => readView(location.search);

/** @param {Partial<View>} changed @param {'new' | 'same'} how */
function change(changed, how) {
  const query = writeView({ ...present(), ...changed });
  if (query === location.search) return;
  if (how === 'new') history.pushState(null, '', `/${query}`);
  else history.replaceState(null, '', `/${query}`);
  show();
}

async function look() {
  clearTimeout(timer);
  const mine = ++turn;
  const found = await readFleet(savedToken(), fleet?.etag);
  if (mine !== turn) return;
  byId('loading').hidden = true;
  switch (found.kind) {
    case 'token':
      signOut(savedToken() === undefined ? '' : 'The service does not take this token.');
      return;
    case 'fleet':
      fleet = found;
      answered();
      break;
    case 'same':
      answered();
      break;
    case 'gone':
      trouble(found.reason);
      break;
  }
  if (!document.hidden) timer = setTimeout(look, INTERVAL);
}

function answered() {
  const wasAsking = !byId('sign-in').hidden;
  answeredAt = new Date();
  byId('sign-in').hidden = true;
  byId('fleet').hidden = false;
  byId('trouble').hidden = true;
  byId('sign-out').hidden = savedToken() === undefined;
  if (fleet?.document.stale) trouble('Git is out of reach');
  show();
  if (wasAsking && present().tenant === '') byId('fleet-heading').focus();
}

/** What is known stays on the page. @param {string} reason */
function trouble(reason) {
  const since = fleet === undefined ? '' : ` This is the fleet as it was at ${clock(seenAt())}.`;
  byId('trouble').hidden = false;
  byId('trouble-text').textContent = `No news: ${reason}.${since} The page asks again every half minute.`;
}

/** When what is shown was last true: an unchanged answer says it of the present. */
const seenAt = () => (fleet?.document.stale ? fleet.document.at : (answeredAt ?? new Date()));

function show() {
  if (fleet === undefined) return;
  const { document: known, etag } = fleet;
  const view = present();
  const now = new Date();
  byId('domain').textContent = known.domain;
  byId('seen').textContent = `commit ${known.head.slice(0, 10)}, seen at ${clock(seenAt())}`;
  const chosen = select(known.tenants, view, known.tiers);
  showHeadings(known, view, (sort) =>
    change({ sort, descending: present().sort === sort && !present().descending }, 'same'),
  );
  showFilters(known, view);
  showRows(chosen, known, now);
  const told = shownText(chosen.length, known, view.statuses.length > 0);
  if (byId('shown').textContent !== told) byId('shown').textContent = told;
  byId('none').hidden = chosen.length > 0;
  byId('none').textContent = isFiltered(view)
    ? 'No tenant is like that.'
    : 'There are no tenants yet: a signup or mechanicbuddy tenant add makes the first.';
  showWhole(etag);
  showOpened(view.tenant);
}

let shownEtag = '';

/** What no filter changes. @param {string} etag */
function showWhole(etag) {
  if (fleet === undefined || shownEtag === etag) return;
  shownEtag = etag;
  showTiles(fleet.document);
  showUnreadable(fleet.document);
  showFigures(fleet.document);
  showActivity(fleet.document);
}

/** @param {string} id the tenant that the address names, or nothing */
function showOpened(id) {
  if (fleet === undefined) return;
  const { document: known, etag } = fleet;
  document.title = id === '' ? `Fleet ${known.domain}` : `${id}, fleet ${known.domain}`;
  if (id === '') {
    opened = undefined;
    hideDetail();
    return;
  }
  const kept = opened?.id === id ? opened : undefined;
  if (kept?.etag === etag) return;
  showDetail(id, known, kept?.detail, new Date());
  opened = { id, etag, detail: kept?.detail };
  if (known.tenants.some((tenant) => tenant.id === id)) void readOpened(id);
}

/** @param {string} id */
async function readOpened(id) {
  const found = await readTenant(id, savedToken());
  if (opened?.id !== id || fleet === undefined) return;
  if (found.kind === 'token') return signOut('The service does not take this token any more.');
  opened = { ...opened, detail: found.kind === 'gone' ? found.reason : found.detail };
  showDetail(id, fleet.document, opened.detail, new Date());
}

/** Nothing of the fleet stays in the page. @param {string} fault */
function signOut(fault) {
  turn++;
  clearTimeout(timer);
  forgetToken();
  fleet = undefined;
  opened = undefined;
  shownEtag = '';
  hideDetail();
  clearTable();
  for (const id of ['tiles', 'activity', 'capacity', 'cost', 'detail-body']) byId(id).replaceChildren();
  for (const id of ['domain', 'seen', 'shown', 'unreadable', 'detail-heading']) byId(id).textContent = '';
  byId('trouble').hidden = true;
  byId('fleet').hidden = true;
  document.title = 'Fleet';
  askForToken(fault);
}

/** A click on a tenant that is meant for this tab. @param {MouseEvent} event */
function openTenant(event) {
  const link = event.target instanceof Element ? event.target.closest('a[data-tenant]') : null;
  if (!(link instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  change({ tenant: link.dataset['tenant'] ?? '' }, 'new');
}

/** `/` goes to the search, unless something is being typed. @param {KeyboardEvent} event */
function searchKey(event) {
  const { key, ctrlKey, metaKey, altKey, target } = event;
  const isTyping = target instanceof Element && target.matches('input, select, textarea');
  if (key !== '/' || ctrlKey || metaKey || altKey || isTyping || present().tenant !== '') return;
  event.preventDefault();
  byId('search').focus();
}

listenToSignIn(look);
listenToFilters(present, change);
listenToDetail(() => fleet !== undefined && change({ tenant: '' }, 'new'));
byId('sign-out').addEventListener('click', () => signOut(''));
byId('try-again').addEventListener('click', look);
document.addEventListener('click', openTenant);
document.addEventListener('keydown', searchKey);
document.addEventListener('visibilitychange', () => (document.hidden ? clearTimeout(timer) : look()));
addEventListener('popstate', show);
look();
