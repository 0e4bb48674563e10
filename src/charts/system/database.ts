import type { Construct } from 'constructs';
import type { Platform } from '../../platform/schema.ts';
import { addPostgresql, DATABASE } from '../database/postgresql.ts';
import { addCopied } from '../workload/secrets.ts';
import { managementDatabase, systemOwner as owner, SYSTEM_CLUSTER } from './names.ts';

/** Adds the shared PostgreSQL, which is also reachable under the host name that the Helm charts used. */
export function addSystemDatabase(scope: Construct, platform: Platform): void {
  const { database } = platform.system;
  const isGiven = database.password === 'given';
  if (isGiven) {
    addCopied(
      scope,
      owner,
      managementDatabase.secret,
      platform,
      { password: 'databasePassword' },
      {
        template: {
          type: 'kubernetes.io/basic-auth',
          metadata: { labels: { 'cnpg.io/reload': 'true' } },
          data: { username: DATABASE, password: '{{ .password }}' },
        },
      },
    );
  }
  addPostgresql(scope, {
    owner,
    platform,
    name: SYSTEM_CLUSTER,
    instances: database.instances,
    storage: database.storage,
    storageClass: database.storageClass ?? platform.storage.storageClass,
    resources: database.resources,
    nodePool: platform.nodePools.system,
    isHibernated: false,
    isProtected: true,
    maxConnections: database.maxConnections,
    serviceName: SYSTEM_CLUSTER,
    ...(isGiven ? { passwordSecret: managementDatabase.secret } : {}),
  });
}
