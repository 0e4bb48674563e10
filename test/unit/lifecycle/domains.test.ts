import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { domainName, domainToken } from '../../../src/events/domain.ts';
import type { DomainAsked } from '../../../src/events/event.ts';
import { dateEvent, nextMove } from '../../../src/lifecycle/dates.ts';
import { lapseOf } from '../../../src/lifecycle/domains.ts';
import { ACME, PETE } from '../../fixtures/fleet.ts';
import { foreignText } from '../../fixtures/foreign-text.ts';
import { NOW, worldOf } from '../../fixtures/lifecycle.ts';

const TOKEN = '0123456789abcdef0123456789abcdef';
const OTHER = 'fedcba9876543210fedcba9876543210';
const DOMAIN = 'workshop.acme.com';
const BIG = ACME.replace('id: acme', 'id: big');
const later = (days: number) => new Date(NOW.getTime() + days * 86_400_000);

function asking(kind: DomainAsked['kind'], more: Partial<DomainAsked> = {}): DomainAsked {
  return { kind, actor: 'admin:eve', id: 'x', tenant: 'acme', domain: DOMAIN, token: TOKEN, ...more };
}

describe('a custom domain', () => {
  it('waits seven days for its proof, then is served, then is given up', () => {
    const world = worldOf([ACME]);
    expect(world.tell(asking('domain-add'))).toMatchObject({ subject: `domain ${DOMAIN} asked for` });
    expect(world.record('acme')).toMatchObject({
      domains: [],
      pendingDomains: [{ domain: DOMAIN, token: TOKEN, expiresAt: '2026-11-30T09:00:00Z' }],
    });
    expect(world.tell(asking('domain-verify')).kind).toBe('changed');
    expect(world.record('acme')?.domains).toEqual([DOMAIN]);
    expect(world.record('acme')).not.toHaveProperty('pendingDomains');
    expect(world.tell(asking('domain-verify')).kind).toBe('unchanged');
    expect(world.tell(asking('domain-remove')).kind).toBe('changed');
    expect(world.record('acme')?.domains).toEqual([]);
    expect(world.tell(asking('domain-remove')).kind).toBe('unchanged');
  });

  it('asked for again keeps its token, and after its time gets a new one', () => {
    const world = worldOf([ACME]);
    world.tell(asking('domain-add'));
    expect(world.tell(asking('domain-add', { token: OTHER }), later(6.9)).kind).toBe('unchanged');
    expect(world.tell(asking('domain-verify'), later(7)).kind).toBe('refused');
    expect(world.tell(asking('domain-add', { token: OTHER }), later(7)).kind).toBe('changed');
    expect(world.record('acme')?.pendingDomains).toMatchObject([{ token: OTHER }]);
    expect(world.tell(asking('domain-verify'), later(8))).toMatchObject({ rule: 'not-possible' });
    expect(world.tell(asking('domain-verify', { token: OTHER }), later(8)).kind).toBe('changed');
  });

  it('is given up by the sweep when nobody proves it', () => {
    const world = worldOf([ACME]);
    world.tell(asking('domain-add'));
    const record = world.record('acme');
    const move = record && nextMove(record, world.platform);
    expect(move).toMatchObject({ at: later(7), subject: `domain ${DOMAIN} was not proved in time` });
    const event = dateEvent({ tenant: 'acme', at: later(7), subject: '' });
    expect(world.tell(event, later(6.9)).kind).toBe('unchanged');
    expect(world.tell(event, later(7)).kind).toBe('changed');
    expect(world.record('acme')).not.toHaveProperty('pendingDomains');
  });

  it.each([
    ['archived', '', 'archive'],
    ['archived by its date', 'status: cancelled\nendsAt: 2026-11-20T00:00:00Z\n', 'date'],
    ['purged, and was archived by hand', 'status: archived\npurgeAfter: 2026-11-20T00:00:00Z\n', 'date'],
  ] as const)('waits no longer once its tenant is %s', (_what, fields, kind) => {
    const waits = `pendingDomains: [{domain: ${DOMAIN}, token: ${TOKEN}, expiresAt: 2026-11-30T00:00:00Z}]\n`;
    const world = worldOf([ACME + fields + waits]);
    expect(world.tell({ kind, actor: 'admin:eve', id: 'x', tenant: 'acme' }).kind).toBe('changed');
    expect(['archived', 'purging']).toContain(world.record('acme')?.status);
    expect(world.record('acme')).not.toHaveProperty('pendingDomains');
  });

  it('that is restored with its tenant from the backup and was claimed meanwhile is given up first', () => {
    const has = `domains: [${DOMAIN}]\n`;
    const world = worldOf([`${ACME + has}status: purged\n`, BIG + has]);
    const recover = { kind: 'restore', actor: 'cli', id: 'x', tenant: 'acme', fromBackup: true } as const;
    expect(world.tell(recover)).toMatchObject({
      rule: 'invalid',
      detail: `domains[0] is claimed already: mechanicbuddy tenant domain remove acme ${DOMAIN} gives it up here`,
    });
    expect(world.tell(asking('domain-remove'))).toMatchObject({ subject: `domain ${DOMAIN} removed` });
    expect(world.record('acme')).toMatchObject({ status: 'purged', domains: [] });
    expect(world.tell(recover).kind).toBe('changed');
    expect(world.record('big')?.domains).toEqual([DOMAIN]);
  });

  it('is whose it is proved first, and nobody else’s while it is', () => {
    const world = worldOf([ACME, BIG]);
    world.tell(asking('domain-add'));
    expect(world.tell(asking('domain-add', { tenant: 'big', token: OTHER })).kind).toBe('changed');
    world.tell(asking('domain-verify', { tenant: 'big', token: OTHER }));
    expect(world.record('big')?.domains).toEqual([DOMAIN]);
    expect(world.tell(asking('domain-verify'))).toMatchObject({ kind: 'refused', rule: 'taken' });
    world.tell(asking('domain-remove', { tenant: 'big' }));
    expect(world.tell(asking('domain-verify')).kind).toBe('changed');
  });

  it.each(['active', 'suspended', 'archived', 'purging'])(
    'of a tenant that is %s goes to who proves it',
    (status) => {
      const more = {
        active: '',
        suspended: 'status: suspended\n',
        archived: 'status: archived\npurgeAfter: 2027-01-01T00:00:00Z\n',
        purging: 'status: purging\n',
      }[status];
      const world = worldOf([`${ACME}domains: [${DOMAIN}]\n${more}`, BIG]);
      const mine = { tenant: 'big', token: OTHER };
      expect(world.tell(asking('domain-add', mine))).toMatchObject({
        warnings: [expect.stringContaining('acme has')],
      });
      const verify = asking('domain-verify', mine);
      expect(world.tell(verify)).toMatchObject({ rule: 'taken' });
      expect(world.tell(lapseOf({ ...verify, token: TOKEN }, 'acme'))).toMatchObject({
        rule: 'not-possible',
      });
      expect(world.tell(lapseOf(verify, 'acme'), later(8))).toMatchObject({ rule: 'not-possible' });
      expect(world.record('acme')?.domains).toEqual([DOMAIN]);
      expect(world.tell(lapseOf(verify, 'acme'))).toMatchObject({
        subject: `domain ${DOMAIN} lapsed, big has proved it`,
        warnings: [`acme loses ${DOMAIN}: big has proved it in DNS`],
      });
      expect(world.tell(verify).kind).toBe('changed');
      expect([world.record('acme')?.domains, world.record('big')?.domains]).toEqual([[], [DOMAIN]]);
    },
  );

  it('is proved by its own token only', () => {
    const world = worldOf([ACME]);
    world.tell(asking('domain-add'));
    for (const token of ['', OTHER, TOKEN.toUpperCase()])
      expect(world.tell(asking('domain-verify', { token })).kind).toBe('refused');
    expect(world.tell(asking('domain-verify', { domain: 'another.example' })).kind).toBe('refused');
  });

  it.each([
    ['*.acme.com', 'is a wildcard'],
    ['www.acme.com', 'is a www. domain'],
    ['example.com', 'is the platform’s own'],
    ['bigshop.example.com', 'is the platform’s own'],
    ['localhost', 'is no host name'],
    ['192.0.2.1', 'is no host name'],
    ['acme.com/x', 'is no host name'],
    ['a_b.acme.com', 'is no host name'],
    [`${'a.'.repeat(115)}com`, 'is no host name'],
    ['', 'is no host name'],
  ])('%s is refused: it %s', (domain, message) => {
    const world = worldOf([ACME]);
    const decision = world.tell(asking('domain-add', { domain: domainName(domain) }));
    expect(decision).toMatchObject({ rule: 'invalid', problems: [{ field: 'domain', message }] });
  });

  it.each([
    ['a free tenant', PETE, 'not-possible'],
    ['an archived one', `${ACME}status: archived\npurgeAfter: 2026-12-31T00:00:00Z\n`, 'not-possible'],
    ['nobody', '', 'unknown-tenant'],
  ])('is not for %s', (_what, text, rule) => {
    const id = /^id: (.*)$/m.exec(text)?.[1] ?? 'nobody';
    expect(worldOf(text === '' ? [] : [text]).tell(asking('domain-add', { tenant: id }))).toMatchObject({
      rule,
    });
  });

  it('is one of at most twenty, those that wait included', () => {
    const world = worldOf([ACME]);
    for (let i = 0; i < 20; i++)
      expect(world.tell(asking('domain-add', { domain: `d${i}.acme.com` })).kind).toBe('changed');
    expect(world.tell(asking('domain-add')).kind).toBe('refused');
    world.tell(asking('domain-remove', { domain: 'd3.acme.com' }));
    expect(world.tell(asking('domain-add')).kind).toBe('changed');
  });
});

describe('a domain’s name', () => {
  it.each([
    ['Workshop.ACME.com', DOMAIN],
    [` ${DOMAIN}. `, DOMAIN],
    ['werkstatt-müller.de', 'xn--werkstatt-mller-9vb.de'],
    ['修理.example', 'xn--8uqv39f.example'],
  ])('%s is %s', (text, name) => {
    expect(domainName(text)).toBe(name);
  });

  it('of foreign text is taken or refused, and what is taken is plain', () => {
    fc.assert(
      fc.property(foreignText, (text) => {
        const world = worldOf([ACME]);
        const decision = world.tell(asking('domain-add', { domain: domainName(`${text}.example`) }));
        if (decision.kind === 'changed')
          expect(world.record('acme')?.pendingDomains?.[0]?.domain).toMatch(/^[a-z0-9.-]+$/);
      }),
      { numRuns: 300 },
    );
  });

  it('has a token of 32 digits that nobody guesses', () => {
    expect(domainToken()).toMatch(/^[0-9a-f]{32}$/);
    expect(domainToken()).not.toBe(domainToken());
  });
});
