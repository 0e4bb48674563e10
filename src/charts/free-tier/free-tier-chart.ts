import { Chart } from 'cdk8s';
import { KubeService } from 'cdk8s-plus-28/lib/imports/k8s.js';
import type { Construct } from 'constructs';
import type { Platform } from '../../platform/schema.ts';
import { sharedDatabases } from '../../platform/shared-databases.ts';
import { apiServer, type InstanceProps, webServer } from '../workload/application.ts';
import { addCertificate, addIngress, applicationRoutes } from '../workload/ingress.ts';
import { addNamespace } from '../workload/namespace.ts';
import { NetworkPolicies } from '../workload/network.ts';
import { metadata, WAVE } from '../workload/owner.ts';
import { addAppSecrets, addCopied, addPullSecret, EMAIL_SECRET } from '../workload/secrets.ts';
import { Server } from '../workload/server.ts';
import { addFreeTierAlerts } from './alerts.ts';
import { addAutoscaler } from './autoscaler.ts';
import { addDatabaseCredentials } from './credentials.ts';
import { addSharedDatabases, addSharedMigration, sharedMigrations } from './database.ts';
import {
  FREE_TIER_PREFIX,
  type FreeTierProps,
  freeTierDatabase,
  freeTierOwner as owner,
  UNAVAILABLE,
  WILDCARD_CERTIFICATE,
} from './names.ts';
import { freeTierOpenings } from './network.ts';
import { addFreeTierQuota } from './quota.ts';

/** The instance of the application that free and demo tenants share. */
export class FreeTierChart extends Chart {
  constructor(scope: Construct, props: FreeTierProps) {
    super(scope, owner.namespace);
    const { platform } = props;
    addNamespace(this, owner, { isProtected: true });
    addFreeTierQuota(this, platform);
    new NetworkPolicies(this, owner, freeTierOpenings(platform));
    addAppSecrets(this, owner);
    addCopied(this, owner, EMAIL_SECRET, platform, { 'api-key': 'resendApiKey' });
    addPullSecret(this, owner, platform);
    addDatabaseCredentials(this, platform);
    addSharedDatabases(this, platform);
    addSharedMigration(this, props);
    this.addPrograms(props);
    this.addEdge(platform);
    addFreeTierAlerts(this, platform);
  }

  private addPrograms(props: FreeTierProps): void {
    const { api, web } = props.platform.freeTier;
    const instance = instanceOf(props);
    // Without `replicas`, Argo CD leaves the number to the autoscaler.
    const size = ({ replicas, resources, autoscaling }: typeof api) => ({
      replicas: autoscaling.enabled ? undefined : replicas,
      resources,
    });
    new Server(this, { ...apiServer(instance, size(api)), initContainers: sharedMigrations(props) });
    new Server(this, webServer(instance, size(web)));
    addAutoscaler(this, `${FREE_TIER_PREFIX}api`, 'api', api.autoscaling);
    addAutoscaler(this, `${FREE_TIER_PREFIX}web`, 'web', web.autoscaling);
  }

  private addEdge(platform: Platform): void {
    const component = 'edge';
    const hosts = [`*.${platform.domain}`];
    addCertificate(this, {
      owner,
      component,
      name: WILDCARD_CERTIFICATE,
      hosts,
      issuer: platform.edge.wildcardIssuer,
    });
    addIngress(this, {
      owner,
      platform,
      name: 'mechanicbuddy',
      component,
      hosts,
      routes: applicationRoutes(FREE_TIER_PREFIX),
      tls: [{ secretName: WILDCARD_CERTIFICATE, hosts }],
    });
    new KubeService(this, UNAVAILABLE, {
      metadata: metadata(owner, UNAVAILABLE, component, WAVE.edge),
      spec: { ports: [{ name: 'http', port: 80 }] },
    });
  }
}

function instanceOf({ platform, version }: FreeTierProps): InstanceProps {
  const { schemas } = sharedDatabases(platform);
  return {
    owner,
    platform,
    version,
    prefix: FREE_TIER_PREFIX,
    // The API compares it for equality, so no value fits all tenants; their pages call their own host and need none.
    host: platform.domain,
    tier: platform.tiers.free.application,
    isMultiTenant: true,
    database: freeTierDatabase(platform, schemas ?? platform.freeTier.database.name),
    nodePool: platform.nodePools.free,
  };
}
