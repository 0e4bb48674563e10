import type { BillingEvent } from '../events/event.ts';
import { isReadable } from '../records/schema.ts';

/** What an event says, as the commit's subject has it. */
export function subjectOf(event: BillingEvent): string {
  switch (event.kind) {
    case 'checkout':
      return 'checkout completed';
    case 'subscription': {
      const [item] = event.state.items;
      const what = item === undefined ? '' : `, ${item.price} for ${item.quantity}`;
      return `subscription ${event.state.said === 'deleted' ? 'deleted' : event.state.status}${what}`;
    }
    case 'invoice':
      return `invoice ${event.invoice}, subscription ${event.present?.status ?? 'unknown'}`;
    case 'purchase':
      return `bought once and for good${event.type === undefined ? '' : ` (${event.type})`}`;
    case 'refund':
      return event.told.kind === 'refunded'
        ? `refunded ${event.told.isAll ? 'in full' : 'in part'}`
        : `dispute ${event.told.status}`;
  }
}

/** A workshop's name as a record may hold it: one line, at most 100 characters. */
export function readableName(name: string, otherwise: string): string {
  const line = name.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}\ufffd\s]+/gu, ' ').trim();
  const short = [...line].slice(0, 100).join('').trim();
  return isReadable(short) ? short : otherwise;
}
