import type { StepAsked } from '../events/event.ts';

// The choices that the help lists are here, so that help does not load the commands.

/** The formats of `diff`. */
export const OUTPUTS = ['text', 'markdown', 'json'] as const;

/** The DNS servers that are queried by default. */
export const RESOLVERS = ['1.1.1.1', '8.8.8.8', '9.9.9.9'] as const;

/** The lifecycle steps that are commands, with their descriptions. */
export const STEPS: { readonly [step in StepAsked['kind']]: string } = {
  suspend: 'stop a tenant’s pods and hibernate its database; data, secrets and host are kept',
  resume: 'resume a suspended tenant',
  cancel: 'cancel a tenant: it keeps running for retention.cancelledDays, then it is archived',
  archive: 'archive a tenant: its data is backed up once more and kept for retention.archivedDays',
  purge:
    'run the next step of a purge now (lift the protection, empty, purge); steps are at least 24 hours apart',
  confirm: 'complete a move from the shared instance after you checked its data; it cannot be undone',
  restore: 'restore an archived tenant, until it is purged',
};
