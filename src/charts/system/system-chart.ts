import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { provisionerRepository } from '../../platform/provisioner.ts';
import type { Platform } from '../../platform/schema.ts';
import { addCredentials } from '../administrator/secret.ts';
import { addCertificate, addIngress } from '../workload/ingress.ts';
import { addNamespace } from '../workload/namespace.ts';
import { NetworkPolicies } from '../workload/network.ts';
import { addCopied, addGenerated, addPullSecret } from '../workload/secrets.ts';
import { Server } from '../workload/server.ts';
import { addDashboard } from './dashboard.ts';
import { addSystemDatabase } from './database.ts';
import { managementApiServer, portalServer } from './management.ts';
import { managementDoors } from './management-doors.ts';
import { addManagementMigration, managementMigration } from './migration.ts';
import { addMonitors } from './monitors.ts';
import {
  MANAGEMENT_API,
  MANAGEMENT_PORTAL,
  MANAGEMENT_SECRETS,
  systemOwner as owner,
  PROVISIONER,
  SERVICE_SECRETS,
  SYSTEM_NAMESPACE,
  type SystemChartProps,
  type SystemProps,
} from './names.ts';
import { systemOpenings } from './network.ts';
import { addProvisioner } from './provisioner.ts';
import { addSystemQuota } from './quota.ts';
import { addSystemAlerts } from './rules/alerts.ts';
import { addScheduledCalls } from './scheduled-calls.ts';
import { addSecretStores } from './secret-store.ts';
import { closingSuperAdmin, superAdminEmail, superAdminSecret } from './super-admin.ts';

/** Hosts, and the Secret with their certificate. */
interface CertifiedHosts {
  readonly secretName: string;
  readonly hosts: string[];
}

/** The management plane: API, portal, webhook service, their database, and what watches the fleet. */
export class SystemChart extends Chart {
  constructor(scope: Construct, props: SystemChartProps) {
    super(scope, SYSTEM_NAMESPACE);
    const { platform } = props;
    addNamespace(this, owner, { isProtected: true });
    addSystemQuota(this, platform);
    new NetworkPolicies(this, owner, systemOpenings(platform));
    addSecretStores(this, platform);
    this.addSecrets(props);
    addSystemDatabase(this, platform);
    addManagementMigration(this, props);
    const initContainers = [managementMigration(props), closingSuperAdmin(platform)];
    new Server(this, { ...managementApiServer(props), initContainers });
    new Server(this, portalServer(props));
    addProvisioner(this, props);
    addScheduledCalls(this, platform);
    this.addEdge(props);
    addSystemAlerts(this, platform);
    addMonitors(this, platform);
    addDashboard(this, platform);
  }

  private addSecrets({ platform }: SystemProps): void {
    addGenerated(this, owner, MANAGEMENT_SECRETS, {
      'jwt-secret': 64,
      'cronjob-api-key': 48,
    });
    addGenerated(this, owner, SERVICE_SECRETS, { 'heartbeat-key': 48 });
    addCopied(this, owner, 'stripe', platform, {
      'secret-key': 'stripeSecretKey',
      'webhook-secret': 'stripeWebhookSecret',
    });
    addCopied(this, owner, 'email', platform, { 'api-key': 'resendApiKey' });
    addCredentials(this, owner, superAdminSecret(platform), superAdminEmail(platform));
    addPullSecret(this, owner, platform);
  }

  private addEdge({ platform }: SystemProps): void {
    const { domain } = platform;
    const parts = [
      { name: MANAGEMENT_PORTAL, hosts: [domain, `www.${domain}`] },
      { name: MANAGEMENT_API, hosts: [`api.${domain}`] },
    ];
    for (const { name, hosts } of parts) {
      const tls = hosts.map((host) => this.addCertificateOf(platform, name, host));
      const isShared = name === MANAGEMENT_API && provisionerRepository(platform) !== undefined;
      const own = isShared ? [{ path: '/api/tenants', service: PROVISIONER }] : [];
      const routes =
        name === MANAGEMENT_API ? [...own, ...managementDoors()] : [{ path: '/', service: name }];
      addIngress(this, { owner, platform, name, component: name, hosts, routes, tls });
      if (isShared) for (const each of tls) this.addWebhooks(platform, `api.${domain}`, each);
    }
  }

  /** Adds one certificate for each host, so that a `www` without DNS does not block the portal. */
  private addCertificateOf(platform: Platform, component: string, host: string): CertifiedHosts {
    const name = host.startsWith('www.') ? `${component}-www-tls` : `${component}-tls`;
    const issuer = platform.edge.certIssuer;
    addCertificate(this, { owner, component, name, hosts: [host], issuer });
    return { secretName: name, hosts: [host] };
  }

  /** Adds an Ingress of its own, because signed webhooks are exempt from the limits on a client's address. */
  private addWebhooks(platform: Platform, host: string, tls: CertifiedHosts): void {
    const routes = [{ path: '/webhooks', service: PROVISIONER }];
    const name = `${PROVISIONER}-webhooks`;
    const where = { owner, platform, name, component: PROVISIONER, hosts: [host], routes, tls: [tls] };
    addIngress(this, { ...where, isLimited: false });
  }
}
