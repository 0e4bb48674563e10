import { el } from './dom.js';
import { date, inDays, moment } from './format.js';

/** The status in words, with a dot that repeats it. @param {string} status */
export const badge = (status) => el('span', { class: 'badge' }, el('i', { class: `dot ${status}` }), status);

/** Opens a tenant’s details: over the view that is shown, or in a tab of their own. @param {string} id @param {string} text */
export const tenantLink = (id, text) =>
  el('a', { href: `/?tenant=${encodeURIComponent(id)}`, 'data-tenant': id }, text);

/** Leads out of the page. @param {string} url @param {string} text */
export const outside = (url, text) =>
  el('a', { href: /^https:\/\//.test(url) ? url : undefined, target: '_blank', rel: 'noreferrer' }, text);

/** A date that matters: the day, and how far it is. @param {string} at @param {Date} now */
export const day = (at, now) =>
  el('time', { datetime: at, title: moment(at) }, `${date(at, now)}, ${inDays(at, now)}`);

/** A moment. @param {string} at */
export const when = (at) => el('time', { datetime: at, title: at }, moment(at));

/** A list of names and values. @param {readonly (readonly [string, ...import('./dom.js').Child[]])[]} pairs */
export const terms = (pairs) =>
  el('dl', {}, ...pairs.flatMap(([name, ...values]) => [el('dt', {}, name), el('dd', {}, ...values)]));
