import type { Construct } from 'constructs';
import { ADMINISTRATOR } from '../../platform/administrator.ts';
import type { Owner } from '../workload/owner.ts';
import { addGenerated } from '../workload/secrets.ts';

/** Characters: easy to copy, and far from the 72 bytes that bcrypt reads. */
const LENGTH = 24;

/** An account's generated password. The Secret is labelled, so that it can be found once its tenant is gone. */
export function addCredentials(scope: Construct, owner: Owner, name: string, username = ADMINISTRATOR): void {
  addGenerated(
    scope,
    owner,
    name,
    { password: LENGTH },
    {
      template: {
        type: 'kubernetes.io/basic-auth',
        metadata: {
          labels: owner.tenant === undefined ? {} : { 'mechanicbuddy.app/tenant': owner.tenant.id },
        },
        data: { username, password: '{{ .password }}' },
      },
    },
  );
}
