import { describe, expect, it } from 'vitest';
import { ACME, BIGSHOP, PETE } from '../../fixtures/fleet.ts';
import { checkout, invoice, NOW, subscription, worldOf } from '../../fixtures/lifecycle.ts';

/** When a move that began at `NOW` may be confirmed. */
const LATER = new Date(NOW.getTime() + 3_600_000);
const ACME_PAID = `${ACME}billing: {customer: cus_1, subscription: sub_1}\n`;

describe('a paid signup', () => {
  it('begins with its checkout, as small as can be, and gets its size by the subscription', () => {
    const world = worldOf();
    expect(world.tell(checkout('evt_1', 1))).toMatchObject({
      kind: 'changed',
      subject: 'signup professional',
    });
    expect(world.record('hilltop')).toMatchObject({
      name: 'Hilltop Garage',
      ownerEmail: 'owner@hilltop.example',
      tier: 'professional',
      mechanics: 2,
      status: 'active',
      createdAt: '2026-11-01T00:00:01Z',
      billing: { customer: 'cus_1', subscription: 'sub_1' },
    });
    world.tell(subscription('evt_2', 2, 'running', { price: 'price_ent', quantity: 26 }));
    expect(world.record('hilltop')).toMatchObject({ tier: 'enterprise', mechanics: 26 });
  });

  it('waits, when the subscription is told first, and loses nothing of it', () => {
    const world = worldOf();
    const early = world.tell(subscription('evt_2', 2, 'running', { quantity: 7 }));
    expect(early).toMatchObject({
      kind: 'changed',
      tenant: 'hilltop',
      subject: expect.stringContaining('waiting for its checkout'),
    });
    expect(world.record('hilltop')).toBeUndefined();
    expect(world.waiting()).toHaveLength(1);
    world.tell(checkout('evt_1', 1));
    expect(world.record('hilltop')).toMatchObject({ tier: 'professional', mechanics: 7 });
    expect(world.waiting()).toEqual([]);
  });

  it('keeps its id from others while it waits', () => {
    const world = worldOf();
    world.tell(subscription('evt_2', 2, 'running'));
    const asked = {
      key: 'a'.repeat(32),
      request: 'b'.repeat(32),
      name: 'Hilltop',
      ownerEmail: 'o@other.example',
      tier: 'free',
    } as const;
    world.tell({ kind: 'signup', actor: 'portal', id: 'signup-1', ...asked });
    expect(world.record('hilltop')).toBeUndefined();
    expect(world.record('hilltop-aaaaaa')).toBeDefined();
  });

  it('is refused for a name that is no id, one that is reserved, and one that is gone', () => {
    const world = worldOf([`${ACME}status: purged\n`]);
    const asked = (tenant: string) =>
      world.tell({ ...checkout('evt_1', 1), tenant } as ReturnType<typeof checkout>);
    expect(asked('../acme')).toMatchObject({ kind: 'refused', rule: 'invalid' });
    expect(asked('www')).toMatchObject({ kind: 'refused', rule: 'invalid' });
    expect(asked('acme')).toMatchObject({ kind: 'refused', rule: 'taken' });
    expect(world.waiting()).toEqual([]);
  });

  it('of another customer is refused where the tenant has one', () => {
    const world = worldOf([ACME_PAID.replace('cus_1', 'cus_other')]);
    const told = { ...subscription('evt_2', 2, 'running', { name: 'sub_9' }), tenant: 'acme' };
    expect(world.tell(told)).toMatchObject({ kind: 'refused', rule: 'taken' });
  });
});

describe('billing events of a tenant', () => {
  it('suspend when unpaid, resume when paid, and keep running for 30 days after the end', () => {
    const world = worldOf([ACME_PAID]);
    world.tell(subscription('evt_1', 1, 'running'));
    world.tell(invoice('evt_2', 2, false));
    expect(world.record('acme')).toMatchObject({ status: 'suspended', suspendedBy: 'billing' });
    world.tell(invoice('evt_3', 3, true));
    expect(world.record('acme')?.status).toBe('active');
    expect(world.record('acme')).not.toHaveProperty('suspendedBy');
    world.tell(subscription('evt_4', 4, 'deleted'));
    expect(world.record('acme')).toMatchObject({ status: 'cancelled', endsAt: '2026-12-01T00:00:04Z' });
  });

  it('change nothing when they are told again, or come late', () => {
    const world = worldOf([ACME_PAID]);
    world.tell(subscription('evt_2', 2, 'running', { quantity: 5 }));
    for (const late of [
      subscription('evt_2', 2, 'running', { quantity: 5 }),
      subscription('evt_1', 1, 'deleted', { quantity: 3 }),
    ])
      expect(world.tell(late)).toMatchObject({ kind: 'unchanged', tenant: 'acme' });
    expect(world.record('acme')).toMatchObject({ mechanics: 5, status: 'active' });
  });

  it('of one second: a deletion wins, then the event’s id decides', () => {
    const world = worldOf([ACME_PAID]);
    world.tell(subscription('evt_1', 1, 'deleted'));
    world.tell(subscription('evt_9', 1, 'running'));
    expect(world.record('acme')?.status).toBe('cancelled');
  });

  it('never change tier or mechanics by an invoice', () => {
    const world = worldOf([ACME_PAID]);
    world.tell(invoice('evt_1', 1, false));
    expect(world.record('acme')).toMatchObject({ tier: 'professional', mechanics: 4, status: 'suspended' });
  });

  it('do not lift a suspension by an administrator, which then gives way to what billing says', () => {
    const world = worldOf([`${ACME_PAID}status: suspended\nsuspendedBy: admin\n`]);
    world.tell(subscription('evt_1', 1, 'running', { quantity: 9 }));
    expect(world.record('acme')).toMatchObject({ status: 'suspended', suspendedBy: 'admin', mechanics: 9 });
    world.tell(subscription('evt_2', 2, 'deleted'));
    world.tell({ kind: 'resume', actor: 'admin:eve', id: 'r-1', tenant: 'acme' });
    expect(world.record('acme')).toMatchObject({ status: 'cancelled', endsAt: '2026-12-01T00:00:02Z' });
  });

  it('keep the larger storage on the way down, since volumes only grow', () => {
    const world = worldOf([ACME_PAID]);
    world.tell(subscription('evt_1', 1, 'running', { price: 'price_ent', quantity: 12 }));
    expect(world.record('acme')).not.toHaveProperty('storage');
    world.tell(subscription('evt_2', 2, 'running', { quantity: 4 }));
    const { storage } = world.platform.tiers.enterprise.database;
    expect(world.record('acme')).toMatchObject({ tier: 'professional', storage });
  });

  it('keep the storage of a tier that a person gave it, too', () => {
    const world = worldOf([BIGSHOP]);
    const told = { ...subscription('evt_1', 1, 'deleted', { quantity: 4 }), tenant: 'bigshop' };
    expect(world.tell(told).kind).toBe('changed');
    const { storage } = world.platform.tiers.enterprise.database;
    expect(world.record('bigshop')).toMatchObject({ tier: 'professional', status: 'cancelled', storage });
    const own = worldOf([`${BIGSHOP}storage: 300Gi\n`]);
    own.tell(told);
    expect(own.record('bigshop')).toMatchObject({ tier: 'professional', storage: '300Gi' });
  });

  it('name a price that platform.yaml does not know, or mechanics outside the tier: refused, and told again later', () => {
    const world = worldOf([ACME_PAID]);
    const unknown = subscription('evt_1', 1, 'running', { price: 'price_new' });
    expect(world.tell(unknown)).toMatchObject({
      kind: 'refused',
      rule: 'unknown-price',
      detail: expect.stringContaining('price_new'),
    });
    expect(world.tell(subscription('evt_2', 2, 'running', { quantity: 11 }))).toMatchObject({
      kind: 'refused',
      rule: 'invalid',
    });
    expect(world.record('acme')).toMatchObject({ mechanics: 4, billing: { subscription: 'sub_1' } });
  });

  it('of a shared tenant that pays move it; after the move was taken back only a person does', () => {
    const world = worldOf([PETE]);
    world.tell({ ...subscription('evt_1', 1, 'running'), tenant: 'pete' });
    expect(world.record('pete')).toMatchObject({
      tier: 'professional',
      mechanics: 4,
      migration: { from: 'free', step: 'importing' },
      billing: { subscription: 'sub_1' },
    });
    const back = worldOf([`${PETE}migration: {from: free, step: returned}\n`]);
    back.tell({ ...subscription('evt_1', 1, 'running'), tenant: 'pete' });
    expect(back.record('pete')).toMatchObject({ tier: 'free', billing: { subscription: 'sub_1' } });
  });

  it('of a shared tenant that does not pay, or is suspended by hand, wait', () => {
    for (const [text, state] of [
      [PETE, 'unpaid'],
      [`${PETE}status: suspended\nsuspendedBy: admin\n`, 'running'],
    ] as const) {
      const world = worldOf([text]);
      world.tell({ ...subscription('evt_1', 1, state), tenant: 'pete' });
      expect(world.record('pete')).toMatchObject({ tier: 'free', billing: { subscription: 'sub_1' } });
    }
  });

  it('do not stop a tenant whose data is on its way, and hold once the move is confirmed', () => {
    const world = worldOf([PETE]);
    world.tell({ ...subscription('evt_1', 1, 'running'), tenant: 'pete' });
    world.tell({ ...subscription('evt_2', 2, 'unpaid'), tenant: 'pete' });
    expect(world.record('pete')).toMatchObject({ status: 'active' });
    expect(world.tell({ kind: 'confirm', id: 'x', actor: 'admin:eve', tenant: 'pete' }, LATER)).toMatchObject(
      {
        subject: 'move confirmed, suspended: it is not paid',
      },
    );
    expect(world.record('pete')).toMatchObject({ status: 'suspended', suspendedBy: 'billing' });
  });

  it('of a second subscription count while it lives, whatever becomes of the first', () => {
    const world = worldOf([ACME_PAID]);
    const second = { ...subscription('evt_3', 3, 'running', { name: 'sub_2', quantity: 8 }), tenant: 'acme' };
    world.tell(subscription('evt_1', 1, 'running'));
    world.tell(second);
    world.tell(subscription('evt_4', 4, 'deleted'));
    expect(world.record('acme')).toMatchObject({
      status: 'active',
      mechanics: 8,
      billing: { subscription: 'sub_2' },
    });
  });
});
