import type { Construct } from 'constructs';
import { ObjectStore, type ObjectStoreSpec } from '../../../imports/barman-cloud.ts';
import { Backup, type ClusterSpec, ScheduledBackup } from '../../../imports/cloudnative-pg.ts';
import { canonical } from '../../platform/quantity.ts';
import type { Platform } from '../../platform/schema.ts';
import { defined } from '../../records/defined.ts';
import { metadata, type Owner, PROTECTED, WAVE } from '../workload/owner.ts';
import { addBackupCredentials, BACKUP_SECRET } from '../workload/secrets.ts';

const PLUGIN = 'barman-cloud.cloudnative-pg.io';
const OBJECT_STORE = 'backups';

interface BackupProps {
  readonly owner: Owner;
  readonly platform: Platform;
  /** Name of the CloudNativePG Cluster. */
  readonly name: string;
  readonly isHibernated: boolean;
  readonly isLeaving?: boolean;
  readonly isProtected: boolean;
}

/**
 * Returns a Cluster's fields that archive its WAL under a server name. The plugin does not need `backup`; operators read it
 * with `kubectl get cluster -o jsonpath='{.spec.backup}'`.
 */
export function backupPlugin(serverName: string): Pick<ClusterSpec, 'backup' | 'plugins'> {
  return {
    backup: { target: 'prefer-standby' },
    plugins: [
      {
        name: PLUGIN,
        enabled: true,
        isWALArchiver: true,
        parameters: { barmanObjectName: OBJECT_STORE, serverName },
      },
    ],
  };
}

/** Returns the backups under a server name as the source of a new Cluster. */
export function archiveOf(serverName: string): NonNullable<ClusterSpec['externalClusters']>[number] {
  return {
    name: serverName,
    // The CRD's defaults are written out: Argo CD reports a difference for a default inside a list.
    plugin: {
      name: PLUGIN,
      enabled: true,
      isWALArchiver: false,
      parameters: { barmanObjectName: OBJECT_STORE, serverName },
    },
  };
}

/**
 * Adds the object store, its credentials and the schedule. The schedule is suspended while the database hibernates, because
 * a backup would fail; before that, one last backup is taken.
 */
export function addBackups(
  scope: Construct,
  { owner, platform, name, isHibernated, isLeaving = false, isProtected }: BackupProps,
): void {
  if (!platform.features.backups) return;
  addBackupCredentials(scope, owner, platform);
  new ObjectStore(scope, 'object-store', {
    metadata: metadata(
      owner,
      OBJECT_STORE,
      'backup',
      WAVE.secrets,
      isProtected ? { syncOptions: PROTECTED } : {},
    ),
    spec: {
      configuration: {
        destinationPath: platform.backup.destinationPath,
        ...defined({ endpointURL: platform.backup.endpointURL }),
        s3Credentials: credentials(platform),
        data: { compression: 'gzip', jobs: 2 },
        wal: { compression: 'gzip', maxParallel: 2 },
      },
      instanceSidecarConfiguration: { resources: canonical(platform.backup.sidecar.resources) },
      retentionPolicy: platform.backup.retentionPolicy,
    },
  });
  new ScheduledBackup(scope, 'scheduled-backup', {
    metadata: metadata(owner, name, 'backup', isHibernated ? WAVE.hibernated : WAVE.database),
    spec: {
      cluster: { name },
      schedule: platform.backup.schedule,
      method: 'plugin',
      pluginConfiguration: { name: PLUGIN },
      immediate: true,
      backupOwnerReference: 'cluster',
      suspend: isHibernated || isLeaving,
    },
  });
  if (!isLeaving) return;
  new Backup(scope, 'last-backup', {
    metadata: metadata(owner, `${name}-archive`, 'backup', WAVE.edge),
    spec: { cluster: { name }, method: 'plugin', pluginConfiguration: { name: PLUGIN }, target: 'primary' },
  });
}

function credentials(platform: Platform): NonNullable<ObjectStoreSpec['configuration']['s3Credentials']> {
  if (platform.backup.credentials === 'inherit') return { inheritFromIAMRole: true };
  return {
    accessKeyId: { name: BACKUP_SECRET, key: 'access-key-id' },
    secretAccessKey: { name: BACKUP_SECRET, key: 'secret-access-key' },
  };
}
