import { expect, it } from 'vitest';
import { commitMessage, trailers } from '../../../src/fleet/commit-message.ts';
import { signup } from '../../fixtures/committer.ts';
import { subscription } from '../../fixtures/lifecycle.ts';

const first = {
  event: { ...signup('Hilltop'), id: 'signup-1' },
  decision: { kind: 'changed', tenant: 'hilltop', subject: 'signup free' },
} as const;
const second = {
  event: subscription('evt_2', 1, 'running'),
  decision: { kind: 'changed', tenant: undefined, subject: 'sub_1 waits for its checkout' },
} as const;

it('one change is the subject', () => {
  expect(commitMessage([first])).toBe(`tenant(hilltop): signup free

Tenant: hilltop
Event-Id: signup-1
Actor: portal
`);
});

it('several are lines of the body, and trailers in their order', () => {
  const message = commitMessage([first, second], 'A note.');
  expect(message).toBe(`tenants: 2 changes

tenant(hilltop): signup free
signups: sub_1 waits for its checkout

A note.

Tenant: hilltop
Event-Id: signup-1
Actor: portal
Event-Id: evt_2
Actor: stripe
`);
  expect(trailers(message, 'Event-Id')).toEqual(['signup-1', 'evt_2']);
  expect(trailers(message, 'Tenant')).toEqual(['hilltop']);
  expect(trailers(message, 'Actor')).toEqual(['portal', 'stripe']);
});
