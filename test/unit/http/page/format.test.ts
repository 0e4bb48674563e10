import { expect, it } from 'vitest';
import { count, cpu, date, gibibytes, inDays, money } from '../../../../src/http/page/format.js';

const NOW = new Date('2026-11-23T23:00:00');

it('tells days by the calendar, not by hours', () => {
  expect(inDays('2026-11-24T00:30:00', NOW)).toBe('tomorrow');
  expect(inDays('2026-11-23T01:00:00', NOW)).toBe('today');
  expect(inDays('2026-11-20T23:59:00', NOW)).toBe('3 days ago');
  expect(inDays('2027-02-23T12:00:00', NOW)).toBe('in 3 months');
});

it('names the year when it is another', () => {
  expect(date('2026-12-01T12:00:00', NOW)).toBe('1 Dec');
  expect(date('2027-01-02T12:00:00', NOW)).toBe('2 Jan 2027');
});

it('writes numbers for people', () => {
  expect([count(1, 'tenant'), count(1000, 'tenant')]).toEqual(['1 tenant', '1,000 tenants']);
  expect([money(1234.4, 'USD'), money(-7, 'EUR')]).toEqual(['$1,234', '-€7']);
  expect([cpu(4_178_000), gibibytes(8_556_544)]).toEqual(['4,178', '8,356']);
});
