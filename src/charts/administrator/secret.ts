import type { Construct } from 'constructs';
import { ADMINISTRATOR } from '../../platform/administrator.ts';
import type { Owner } from '../workload/owner.ts';
import { addGenerated } from '../workload/secrets.ts';

/** In characters: easy to copy, and well below the 72 bytes that bcrypt reads. */
const LENGTH = 24;

/** Adds an account's generated password. The label finds the Secret after its tenant's objects are deleted. */
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
