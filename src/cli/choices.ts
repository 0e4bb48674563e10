import type { StepAsked } from '../events/event.ts';

/** What a command line may say and its help lists: here, so that help loads no command. */

/** The formats of `diff`. */
export const OUTPUTS = ['text', 'markdown', 'json'] as const;

/** The DNS servers that are asked when none is named. */
export const RESOLVERS = ['1.1.1.1', '8.8.8.8', '9.9.9.9'] as const;

/** The steps that have a command each, and what each does. */
export const STEPS: { readonly [step in StepAsked['kind']]: string } = {
  suspend: 'stop a tenant’s pods and put its database to sleep; data, secrets and host stay',
  resume: 'bring a suspended tenant back',
  cancel: 'end a tenant that nobody pays for: it serves on for retention.cancelledDays, then it is archived',
  archive:
    'take a tenant out of service; its data is backed up once more and kept for retention.archivedDays',
  purge: 'do the next step of a purge now: protection lifted, emptied, purged; at least 24 hours apart',
  confirm: 'close a move from the shared instance: its data is where it belongs, and there is no way back',
  restore: 'bring an archived tenant back, up to the purge',
};
