import { imageOf, programOf } from '../../platform/releases.ts';
import type { Platform } from '../../platform/schema.ts';
import { sharedDatabases } from '../../platform/shared-databases.ts';
import { dedicatedTiers } from '../../platform/tiers.ts';
import { type Environment, secret } from '../workload/environment.ts';
import type { ServerProps } from '../workload/server.ts';
import {
  managementDatabase as database,
  MANAGEMENT_API,
  MANAGEMENT_PORTAL,
  MANAGEMENT_SECRETS,
  systemOwner as owner,
  SERVICE_SECRETS,
  type SystemProps,
} from './names.ts';

/** The management API (docs/reference/application.md). */
export function managementApiServer({ platform, version }: SystemProps): ServerProps {
  const settings = programOf(platform, 'managementApi', version);
  const { replicas, resources } = platform.system.api;
  return {
    owner,
    name: MANAGEMENT_API,
    component: MANAGEMENT_API,
    image: imageOf(platform, 'managementApi', version),
    version,
    settings,
    replicas,
    resources,
    nodePool: platform.nodePools.system,
    images: platform.images,
    environment: {
      ASPNETCORE_URLS: `http://+:${settings.port}`,
      ...connectionEnvironment,
      ...sharedDatabaseEnvironment(platform),
      ...provisioningEnvironment(platform),
      ...sellingEnvironment(platform),
      Jwt__SecretKey: secret(MANAGEMENT_SECRETS, 'jwt-secret'),
      Cors__AllowedOrigins__0: `https://${platform.domain}`,
      Cors__AllowedOrigins__1: `https://www.${platform.domain}`,
      [platform.system.scheduledCalls.variable]: secret(MANAGEMENT_SECRETS, 'cronjob-api-key'),
      // Without a key anybody may send a tenant's heartbeat.
      ServiceAuth__HeartbeatKey: secret(SERVICE_SECRETS, 'heartbeat-key'),
      InactivityCheck__InactivityDays: String(platform.system.inactivityDays),
      TZ: platform.timeZone,
    },
  };
}

/** The management database, for programs that want a connection string, and for `psql` in the API's container. */
export const connectionEnvironment: Environment = {
  PGHOST: database.host,
  PGPORT: String(database.port),
  PGDATABASE: database.name,
  PGUSER: database.user,
  PGPASSWORD: secret(database.secret, 'password'),
  ConnectionStrings__Management: {
    // A migration alters a table without naming its schema.
    template:
      'Host=$(PGHOST);Port=$(PGPORT);Database=$(PGDATABASE);Username=$(PGUSER);Password=$(PGPASSWORD);Search Path=management,public',
  },
};

/** Where the free tier's databases are, and how they are called. */
function sharedDatabaseEnvironment(platform: Platform): Environment {
  const { template, tenancy } = sharedDatabases(platform);
  return {
    Database__PostgresHost: database.host,
    Database__PostgresPort: String(database.port),
    Database__PostgresUser: database.user,
    Database__PostgresPassword: secret(database.secret, 'password'),
    Database__TenantDatabasePrefix: platform.freeTier.database.name,
    Database__TemplateDatabase: template,
    Database__TenancyDatabase: tenancy,
  };
}

/** Names of hosts, namespaces and issuers; both base domains name the same hosts. */
function provisioningEnvironment({ domain, edge }: Platform): Environment {
  return {
    Provisioning__BaseDomain: domain,
    Provisioning__NamespacePrefix: 'tenant-',
    Provisioning__ClusterIssuer: edge.certIssuer,
    Cloudflare__BaseDomain: domain,
  };
}

/** Stripe and mail: what signup, checkout and webhooks need. */
function sellingEnvironment(platform: Platform): Environment {
  const { team, lifetime } = checkoutPrices(platform);
  return {
    Stripe__SecretKey: secret('stripe', 'secret-key'),
    Stripe__WebhookSecret: secret('stripe', 'webhook-secret'),
    ...(team === undefined ? {} : { Stripe__PriceIds__Team: team }),
    ...(lifetime === undefined ? {} : { Stripe__PriceIds__Lifetime: lifetime }),
    Email__ResendApiKey: secret('email', 'api-key'),
    Email__FromEmail: platform.email.fromEmail ?? `noreply@${platform.domain}`,
  };
}

/** What the portal sells: by default the first price by name of the smallest tier, subscribed and bought once. */
function checkoutPrices(platform: Platform) {
  const { checkout, prices } = platform.stripe;
  const order = dedicatedTiers(platform);
  const sorted = Object.entries(prices).sort(
    ([a, one], [b, other]) => order.indexOf(one.tier) - order.indexOf(other.tier) || (a < b ? -1 : 1),
  );
  const first = (isOnce: boolean) => sorted.find(([, { once }]) => once === isOnce)?.[0];
  return { team: checkout.team ?? first(false), lifetime: checkout.lifetime ?? first(true) };
}

/** The management portal (docs/reference/application.md). */
export function portalServer({ platform, version }: SystemProps): ServerProps {
  const settings = programOf(platform, 'managementPortal', version);
  const { replicas, resources } = platform.system.portal;
  return {
    owner,
    name: MANAGEMENT_PORTAL,
    component: MANAGEMENT_PORTAL,
    image: imageOf(platform, 'managementPortal', version),
    version,
    settings,
    replicas,
    resources,
    nodePool: platform.nodePools.system,
    images: platform.images,
    environment: {
      PORT: String(settings.port),
      // Kubernetes sets it to the pod's name; kubectl port-forward needs the loopback address too.
      HOSTNAME: '0.0.0.0',
      MANAGEMENT_API_URL: `http://${MANAGEMENT_API}`,
      // Where Stripe sends a customer back to.
      NEXT_PUBLIC_APP_URL: `https://${platform.domain}`,
      TZ: platform.timeZone,
    },
  };
}
