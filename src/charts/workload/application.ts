import { imageOf, programOf } from '../../platform/releases.ts';
import type { NodePool, Platform, ServerImage } from '../../platform/schema.ts';
import type { Resources } from '../../records/fields.ts';
import { type Environment, secret } from './environment.ts';
import type { Owner } from './owner.ts';
import { APP_SECRETS, EMAIL_SECRET } from './secrets.ts';
import type { ServerProps } from './server.ts';

/** How a program accesses its database. `secret` names the Secret with the password. */
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
  /** Prefix of each Deployment's name: empty for a tenant, `free-tier-` for the shared instance. */
  readonly prefix: string;
  /** The host from which the API accepts pages (CORS). Pages of an instance call their own host. */
  readonly host: string;
  /** The application's name for the instance's tier. */
  readonly tier: string;
  /** Whether requests name the tenant (the shared instance). */
  readonly isMultiTenant: boolean;
  readonly database: DatabaseAccess;
  readonly nodePool: NodePool | undefined;
}

interface Size {
  readonly replicas: number | undefined;
  readonly resources: Resources;
}

/** Returns the API's Deployment (docs/reference/application.md). */
export function apiServer(props: InstanceProps, size: Size): ServerProps {
  const { platform } = props;
  const multiTenancy: Environment = props.isMultiTenant
    ? {
        DbOptions__MultiTenancy__Enabled: 'true',
        DbOptions__MultiTenancy__Suffix__Template: 'testt',
        DbOptions__MultiTenancy__Suffix__Tenancy: 'tenancy',
      }
    : { DbOptions__MultiTenancy__Enabled: 'false' };
  const server = common(props, 'api', size);
  return {
    ...server,
    settings: withBrowser(server.settings, platform),
    environment: {
      // The image sets its endpoint in a file, which overrides ASPNETCORE_URLS.
      Kestrel__Endpoints__Http__Url: `http://0.0.0.0:${server.settings.port}`,
      ...databaseEnvironment(props.database),
      ...multiTenancy,
      JwtOptions__Secret: secret(APP_SECRETS, 'jwt-secret'),
      JwtOptions__ConsumerSecret: secret(APP_SECRETS, 'consumer-secret'),
      Cors__Mode: 'restricted',
      Cors__AppHost: props.host,
      ...emailEnvironment(platform),
      PdfDirectory: '/var/mechanicbuddy/pdf',
      ...(platform.features.pdf ? { PuppeteerPath: BROWSER.path } : {}),
      TENANT_TIER: props.tier,
      TZ: platform.timeZone,
    },
  };
}

/** A pod's first PDF downloads a browser of 600 MB into this folder. */
const BROWSER = { path: '/opt/puppeteer', size: '2Gi' } as const;

function withBrowser(settings: ServerImage, { features }: Platform): ServerImage {
  return features.pdf ? { ...settings, writable: [...settings.writable, BROWSER] } : settings;
}

/** Returns the web's Deployment (docs/reference/application.md). */
export function webServer(props: InstanceProps, size: Size): ServerProps {
  const server = common(props, 'web', size);
  return {
    ...server,
    environment: {
      PORT: String(server.settings.port),
      // No dot in the name: the shared API reads the first label of a longer name as a tenant.
      API_URL: `http://${props.prefix}api`,
      // Empty, so that pages call their own host. With a value the image rewrites its own files when it starts.
      NEXT_PUBLIC_API_URL: '',
      SERVER_SECRET: secret(APP_SECRETS, 'consumer-secret'),
      SESSION_SECRET: secret(APP_SECRETS, 'session-secret'),
      NEXT_PUBLIC_SESSION_TIMEOUT: '1500',
      TZ: props.platform.timeZone,
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
    settings: programOf(platform, component, version),
    ...size,
    nodePool,
    images: platform.images,
  };
}

/** Returns the database settings of the API and the migrations. */
export function databaseEnvironment(database: DatabaseAccess): Environment {
  return {
    DbOptions__Host: database.host,
    DbOptions__Port: String(database.port),
    DbOptions__Name: database.name,
    DbOptions__UserId: database.user,
    DbOptions__Password: secret(database.secret, 'password'),
  };
}

/** The mail server. The sender's address is a setting in the tenant's database. */
function emailEnvironment({ email }: Platform): Environment {
  return {
    SmtpOptions__Host: email.host,
    SmtpOptions__Port: String(email.port),
    SmtpOptions__User: email.user,
    SmtpOptions__Password: secret(EMAIL_SECRET, 'api-key'),
  };
}
