import type { Construct } from 'constructs';
import type { Platform } from '../../platform/schema.ts';
import { addPasswordCopy, addPasswordReader, addRolePassword } from '../database/password.ts';
import { FREE_TIER_ROLE, FREE_TIER_DATABASE_SECRET as NAME, freeTierOwner as owner } from './names.ts';

/**
 * Adds the password of the free tier's role: generated once in the namespace of the shared PostgreSQL, and copied into the
 * free tier by a service account that may read this Secret and no other.
 */
export function addDatabaseCredentials(scope: Construct, platform: Platform): void {
  addRolePassword(scope, owner, { name: NAME, role: FREE_TIER_ROLE });
  addPasswordReader(scope, owner, NAME, owner.namespace);
  addPasswordCopy(scope, owner, platform, NAME);
}
