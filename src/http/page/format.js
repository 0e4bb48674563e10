const LOCALE = 'en-GB';
const DAY = 86_400_000;
const numbers = new Intl.NumberFormat(LOCALE);
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const dates = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short' });
const datesOfYears = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', year: 'numeric' });
const clocks = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const moments = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'short' });

/** @param {number} value */
export const number = (value) => numbers.format(value);

/** “1 tenant”, “1,000 tenants”. @param {number} value @param {string} noun */
export const count = (value, noun) => `${number(value)} ${noun}${value === 1 ? '' : 's'}`;

/** “12 Dec”, with its year if that is not the present one. @param {string} at @param {Date} now */
export function date(at, now) {
  const time = new Date(at);
  return (time.getFullYear() === now.getFullYear() ? dates : datesOfYears).format(time);
}

/** “in 3 days”, “yesterday”; by days of the calendar. @param {string} at @param {Date} now */
export function inDays(at, now) {
  const days = Math.round((midnight(new Date(at)) - midnight(now)) / DAY);
  if (Math.abs(days) < 60) return relative.format(days, 'day');
  return relative.format(Math.round(days / 30.44), 'month');
}

/** @param {Date} time */
const midnight = (time) => new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime();

/** @param {string | Date} at */
export const clock = (at) => clocks.format(new Date(at));

/** @param {string} at */
export const moment = (at) => moments.format(new Date(at));

/** Whole units: a margin is not judged by its cents. @param {number} value @param {string} currency ISO 4217 */
export function money(value, currency) {
  const style = { style: /** @type {const} */ ('currency'), currency, maximumFractionDigits: 0 };
  return new Intl.NumberFormat('en', style).format(value);
}

/** Whole CPUs. @param {number} millicores */
export const cpu = (millicores) => number(Math.round(millicores / 1000));

/** @param {number} mebibytes */
export const gibibytes = (mebibytes) => number(Math.round(mebibytes / 1024));
