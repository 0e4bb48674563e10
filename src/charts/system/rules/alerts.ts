import type { Construct } from 'constructs';
import { provisionerRepository } from '../../../platform/provisioner.ts';
import type { Platform } from '../../../platform/schema.ts';
import { addAlerts } from '../../workload/alerts.ts';
import { systemOwner as owner } from '../names.ts';
import { certificateAlerts } from './certificates.ts';
import { backupAlerts, databaseAlerts } from './database.ts';
import { deliveryAlerts, jobAlerts } from './delivery.ts';
import { provisionerAlerts } from './provisioner.ts';

/** Adds the alerts for all namespaces: one rule covers every tenant (docs/runbooks.md). */
export function addSystemAlerts(scope: Construct, platform: Platform): void {
  addAlerts(scope, owner, platform, 'delivery', [...deliveryAlerts(platform), ...jobAlerts()]);
  if (provisionerRepository(platform) !== undefined)
    addAlerts(scope, owner, platform, 'provisioner', provisionerAlerts());
  addAlerts(scope, owner, platform, 'certificates', certificateAlerts());
  addAlerts(scope, owner, platform, 'databases', [
    ...databaseAlerts(),
    ...(platform.features.backups ? backupAlerts(platform) : []),
  ]);
}
