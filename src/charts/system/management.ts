import { imageOf } from '../../platform/releases.ts';
import type { Platform } from '../../platform/schema.ts';
import { type Environment, secret } from '../workload/environment.ts';
import type { ServerProps } from '../workload/server.ts';
import {
  managementDatabase as database,
  MANAGEMENT_API,
  MANAGEMENT_PORTAL,
  MANAGEMENT_SECRETS,
  systemOwner as owner,
  type SystemProps,
} from './names.ts';

/** The management API (application contract, “Environment of the management plane”). */
export function managementApiServer({ platform, version }: SystemProps): ServerProps {
  const { images, system, domain, edge } = platform;
  return {
    owner,
    name: MANAGEMENT_API,
    component: MANAGEMENT_API,
    image: imageOf(platform, 'managementApi', version),
    version,
    settings: images.managementApi,
    healthPath: images.managementApi.healthPath,
    replicas: system.api.replicas,
    resources: system.api.resources,
    nodePool: platform.nodePools.system,
    images,
    environment: {
      ASPNETCORE_URLS: `http://+:${images.managementApi.port}`,
      ...connectionEnvironment,
      Jwt__SecretKey: secret(MANAGEMENT_SECRETS, 'jwt-secret'),
      Stripe__SecretKey: secret('stripe', 'secret-key'),
      Stripe__WebhookSecret: secret('stripe', 'webhook-secret'),
      ...priceEnvironment(platform),
      Email__ResendApiKey: secret('email', 'api-key'),
      Provisioning__BaseDomain: domain,
      Provisioning__NamespacePrefix: 'tenant-',
      Provisioning__ClusterIssuer: edge.certIssuer,
      Database__PostgresHost: database.host,
      Database__PostgresPort: String(database.port),
      Database__PostgresUser: database.user,
      Database__PostgresPassword: secret(database.secret, 'password'),
      SUPER_ADMIN_EMAIL: system.superAdmin.initialEmail ?? `admin@${domain}`,
      SUPER_ADMIN_INITIAL_PASSWORD: secret('super-admin', 'initial-password'),
      [system.scheduledCalls.variable]: secret(MANAGEMENT_SECRETS, 'cronjob-api-key'),
    },
  };
}

/** The management database, for programs that want a connection string, and for `psql` in the API's container (seed). */
export const connectionEnvironment: Environment = {
  PGHOST: database.host,
  PGPORT: String(database.port),
  PGDATABASE: database.name,
  PGUSER: database.user,
  PGPASSWORD: secret(database.secret, 'password'),
  ConnectionStrings__Management: {
    template:
      'Host=$(PGHOST);Port=$(PGPORT);Database=$(PGDATABASE);Username=$(PGUSER);Password=$(PGPASSWORD)',
  },
};

/** `Stripe__PriceIds__Professional` and so on; of several prices of a tier the first by name. */
function priceEnvironment({ stripe }: Platform): Environment {
  const prices = Object.entries(stripe.prices).sort().reverse();
  return Object.fromEntries(
    prices.map(([price, tier]) => [
      `Stripe__PriceIds__${tier.charAt(0).toUpperCase()}${tier.slice(1)}`,
      price,
    ]),
  );
}

/** The management portal. */
export function portalServer({ platform, version }: SystemProps): ServerProps {
  const { images, system, domain, stripe } = platform;
  return {
    owner,
    name: MANAGEMENT_PORTAL,
    component: MANAGEMENT_PORTAL,
    image: imageOf(platform, 'managementPortal', version),
    version,
    settings: images.managementPortal,
    healthPath: images.managementPortal.healthPath,
    replicas: system.portal.replicas,
    resources: system.portal.resources,
    nodePool: platform.nodePools.system,
    images,
    environment: {
      MANAGEMENT_API_URL: `http://${MANAGEMENT_API}`,
      NEXT_PUBLIC_MANAGEMENT_API_URL: `https://api.${domain}`,
      SESSION_SECRET: secret(MANAGEMENT_SECRETS, 'session-secret'),
      NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY: stripe.publishableKey ?? '',
      NEXT_PUBLIC_BASE_DOMAIN: domain,
    },
  };
}
