import type { Construct } from 'constructs';
import { ServiceMonitor } from '../../../imports/prometheus-operator.ts';
import { provisionerRepository } from '../../platform/provisioner.ts';
import type { Platform } from '../../platform/schema.ts';
import { type Environment, secret } from '../workload/environment.ts';
import { metadata, selector, WAVE } from '../workload/owner.ts';
import { addCopied } from '../workload/secrets.ts';
import { Server, type ServerProps } from '../workload/server.ts';
import { systemOwner as owner, PROVISIONER, PROVISIONER_SECRETS, type SystemChartProps } from './names.ts';

/** Seconds: after the endpoint is gone from the edge, the commit under way is finished. */
const GRACE = 60;
const STILL_ROUTED = 5;

/** The webhook service (issue 5): nothing where the repository is not at GitHub, which `validate` tells. */
export function addProvisioner(scope: Construct, props: SystemChartProps): void {
  const repository = provisionerRepository(props.platform);
  if (repository === undefined) return;
  addSecrets(scope, props.platform);
  new Server(scope, provisionerServer(props, repository));
  addMonitor(scope, props.platform);
}

function provisionerServer({ platform, generator }: SystemChartProps, repository: string): ServerProps {
  const { images, system } = platform;
  const { replicas, resources, version = generator } = system.provisioner;
  return {
    owner,
    name: PROVISIONER,
    component: PROVISIONER,
    image: `${images.provisioner.repository}:${version}`,
    version,
    settings: images.provisioner,
    healthPath: images.provisioner.healthPath,
    replicas,
    resources,
    environment: environment(platform, repository),
    stopping: { graceSeconds: GRACE, routedSeconds: STILL_ROUTED },
    nodePool: platform.nodePools.system,
    images,
  };
}

function environment(platform: Platform, repository: string): Environment {
  const { github, bodyLimit, rateLimitMax, queueLimit } = platform.system.provisioner;
  return {
    PORT: String(platform.images.provisioner.port),
    GIT_ADAPTER: 'github',
    GIT_BRANCH: platform.repository.branch,
    GITHUB_REPOSITORY: repository,
    GITHUB_API_URL: github.apiUrl,
    ...credentials(github.app),
    STRIPE_WEBHOOK_SECRET: secret(PROVISIONER_SECRETS, 'stripe-webhook-secret'),
    STRIPE_SECRET_KEY: secret('stripe', 'secret-key'),
    SIGNUP_WEBHOOK_SECRET: secret(PROVISIONER_SECRETS, 'signup-webhook-secret'),
    ADMIN_TOKENS: secret(PROVISIONER_SECRETS, 'admin-tokens'),
    ...(platform.subscribers.length === 0
      ? {}
      : { SUBSCRIBER_SECRET: secret(PROVISIONER_SECRETS, 'subscriber-secret') }),
    BODY_LIMIT: String(bodyLimit),
    RATE_LIMIT_MAX: String(rateLimitMax),
    QUEUE_LIMIT: String(queueLimit),
    // The edge, which alone may reach it, says whose address a request has.
    PROXY_HOPS: '1',
  };
}

type App = Platform['system']['provisioner']['github']['app'];

function credentials(app: App): Environment {
  if (app === undefined) return { GITHUB_TOKEN: secret(PROVISIONER_SECRETS, 'github-token') };
  return {
    GITHUB_APP_ID: app.id,
    GITHUB_INSTALLATION_ID: app.installationId,
    GITHUB_APP_PRIVATE_KEY: secret(PROVISIONER_SECRETS, 'github-app-private-key'),
  };
}

function addSecrets(scope: Construct, platform: Platform): void {
  const isApp = platform.system.provisioner.github.app !== undefined;
  addCopied(scope, owner, PROVISIONER_SECRETS, platform, {
    ...(isApp
      ? { 'github-app-private-key': 'provisionerGithubKey' }
      : { 'github-token': 'provisionerGithubToken' }),
    'stripe-webhook-secret': 'provisionerStripeSecret',
    'signup-webhook-secret': 'provisionerSignupSecret',
    'admin-tokens': 'provisionerAdminTokens',
    ...(platform.subscribers.length === 0 ? {} : { 'subscriber-secret': 'provisionerSubscriberSecret' }),
  });
}

function addMonitor(scope: Construct, { features, monitoring }: Platform): void {
  if (!features.monitoring) return;
  new ServiceMonitor(scope, 'provisioner-monitor', {
    metadata: metadata(owner, PROVISIONER, 'monitoring', WAVE.policies, { labels: monitoring.labels }),
    spec: {
      selector: { matchLabels: selector(owner, PROVISIONER) },
      endpoints: [{ port: 'http', path: '/metrics' }],
    },
  });
}
