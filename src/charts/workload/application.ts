import { healthPathOf, imageOf } from '../../platform/releases.ts';
import type { NodePool, Platform } from '../../platform/schema.ts';
import type { Resources } from '../../records/schema.ts';
import { type Environment, secret } from './environment.ts';
import type { Owner } from './owner.ts';
import { APP_SECRETS, EMAIL_SECRET } from './secrets.ts';
import type { ServerProps } from './server.ts';

/** Where a program finds its database: fixed values and the Secret that holds the password. */
export interface DatabaseAccess {
  readonly host: string;
  readonly port: number;
  readonly name: string;
  readonly user: string;
  readonly secret: string;
}

/** An instance of the application: a tenant's own, or the one that free and demo tenants share. */
export interface InstanceProps {
  readonly owner: Owner;
  readonly platform: Platform;
  readonly version: string;
  /** Before each Deployment's name: nothing for a tenant, `free-tier-` for the shared instance. */
  readonly prefix: string;
  /** The host that the API accepts pages from: `acme.example.com` or `*.example.com`. */
  readonly host: string;
  /** `TENANT_ID` or `INSTANCE_TYPE`. */
  readonly identity: Environment;
  /** Whether requests name the tenant (the shared instance). */
  readonly isMultiTenant: boolean;
  /** Whether pages are served under more than the one host. */
  readonly hasSeveralHosts: boolean;
  readonly database: DatabaseAccess;
  readonly nodePool: NodePool | undefined;
}

interface Size {
  readonly replicas: number | undefined;
  readonly resources: Resources;
}

/** The API's Deployment (application contract, “Environment of the tenant / free-tier API”). */
export function apiServer(props: InstanceProps, size: Size): ServerProps {
  const { platform, version } = props;
  const multiTenancy: Environment = props.isMultiTenant
    ? {
        DbOptions__MultiTenancy__Enabled: 'true',
        DbOptions__MultiTenancy__Suffix__Template: 'testt',
        DbOptions__MultiTenancy__Suffix__Tenancy: 'tenancy',
      }
    : { DbOptions__MultiTenancy__Enabled: 'false' };
  return {
    ...common(props, 'api', size),
    healthPath: healthPathOf(platform, 'api', version),
    environment: {
      ASPNETCORE_URLS: `http://+:${platform.images.api.port}`,
      ...databaseEnvironment(props.database),
      ...multiTenancy,
      JwtOptions__Secret: secret(APP_SECRETS, 'jwt-secret'),
      JwtOptions__ConsumerSecret: secret(APP_SECRETS, 'consumer-secret'),
      Cors__Mode: 'restricted',
      Cors__AppHost: props.host,
      ...emailEnvironment(platform),
      PdfDirectory: '/var/mechanicbuddy/pdf',
      PuppeteerPath: '/opt/puppeteer',
      ...props.identity,
    },
  };
}

/** The web's Deployment (application contract, “Environment of the tenant / free-tier web”). */
export function webServer(props: InstanceProps, size: Size): ServerProps {
  return {
    ...common(props, 'web', size),
    healthPath: healthPathOf(props.platform, 'web', props.version),
    environment: {
      API_URL: `http://${props.prefix}api`,
      // Empty with several hosts: the page then uses the one it was loaded from, and stays within one origin.
      NEXT_PUBLIC_API_URL: props.hasSeveralHosts ? '' : `https://${props.host}/api`,
      SERVER_SECRET: secret(APP_SECRETS, 'consumer-secret'),
      SESSION_SECRET: secret(APP_SECRETS, 'session-secret'),
      NEXT_PUBLIC_SESSION_TIMEOUT: '1500',
      NEXT_PUBLIC_SESSION_DIALOG_TIMEOUT: '120',
      ...props.identity,
    },
  };
}

function common(props: InstanceProps, component: 'api' | 'web', size: Size) {
  const { owner, platform, version, prefix, nodePool } = props;
  return {
    owner,
    name: `${prefix}${component}`,
    component,
    image: imageOf(platform, component, version),
    version,
    settings: platform.images[component],
    ...size,
    nodePool,
    images: platform.images,
  };
}

/** The database as the API and current migrations read it. */
export function databaseEnvironment(database: DatabaseAccess): Environment {
  return {
    DbOptions__Host: database.host,
    DbOptions__Port: String(database.port),
    DbOptions__Name: database.name,
    DbOptions__UserId: database.user,
    DbOptions__Password: secret(database.secret, 'password'),
  };
}

/** The migration's variables: the API's, and those that older releases read. */
export function migrationEnvironment(database: DatabaseAccess, tenant: string): Environment {
  return {
    ...databaseEnvironment(database),
    DB_HOST: database.host,
    DB_PORT: String(database.port),
    DB_NAME: database.name,
    DB_USER: database.user,
    DB_PASSWORD: secret(database.secret, 'password'),
    TENANT_ID: tenant,
  };
}

function emailEnvironment({ email, domain }: Platform): Environment {
  return {
    SmtpOptions__Host: email.host,
    SmtpOptions__Port: String(email.port),
    SmtpOptions__User: email.user,
    SmtpOptions__Password: secret(EMAIL_SECRET, 'api-key'),
    SmtpOptions__From: email.fromEmail ?? `noreply@${domain}`,
  };
}
