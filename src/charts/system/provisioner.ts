import { type ApiObject, JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import { ServiceMonitor } from '../../../imports/prometheus-operator.ts';
import { provisionerRepository } from '../../platform/provisioner.ts';
import { repositoryOf } from '../../platform/releases.ts';
import type { Platform } from '../../platform/schema.ts';
import type { Environment } from '../workload/environment.ts';
import { metadata, selector, WAVE } from '../workload/owner.ts';
import { probes } from '../workload/pod.ts';
import { Server, type ServerProps } from '../workload/server.ts';
import { systemOwner as owner, PROVISIONER, type SystemChartProps } from './names.ts';
import { addProvisionerSecrets, mountSecrets, secretFiles } from './provisioner-secrets.ts';

/** Adds the webhook service, unless the repository is not at GitHub (`validate` warns about that). */
export function addProvisioner(scope: Construct, props: SystemChartProps): void {
  const repository = provisionerRepository(props.platform);
  if (repository === undefined) return;
  addProvisionerSecrets(scope, props.platform);
  const server = new Server(scope, provisionerServer(props, repository));
  const deployment = server.node.findChild('deployment') as ApiObject;
  mountSecrets(deployment);
  startWithoutGit(deployment, props.platform);
  addMonitor(scope, props.platform);
}

function provisionerServer({ platform, generator }: SystemChartProps, repository: string): ServerProps {
  const { images, system } = platform;
  const { replicas, resources, version = generator } = system.provisioner;
  return {
    owner,
    name: PROVISIONER,
    component: PROVISIONER,
    image: `${repositoryOf(platform, 'provisioner')}:${version}`,
    version,
    settings: images.provisioner,
    replicas,
    resources,
    environment: environment(platform, repository),
    nodePool: platform.nodePools.system,
    images,
  };
}

/** A replica that starts while GitHub is unreachable waits and is not ready: restarting it would only cost time. */
function startWithoutGit(deployment: ApiObject, { images: { provisioner } }: Platform): void {
  const { startupProbe } = probes(provisioner.livePath, provisioner.livePath);
  const path = '/spec/template/spec/containers/0/startupProbe';
  deployment.addJsonPatch(JsonPatch.replace(path, startupProbe));
}

function environment(platform: Platform, repository: string): Environment {
  const { github, bodyLimit, rateLimitMax, queueLimit, dnsServers, sweepIntervalSeconds } =
    platform.system.provisioner;
  return {
    PORT: String(platform.images.provisioner.port),
    GIT_ADAPTER: 'github',
    GIT_BRANCH: platform.repository.branch,
    GITHUB_REPOSITORY: repository,
    GITHUB_API_URL: github.apiUrl,
    ...(github.app === undefined
      ? {}
      : { GITHUB_APP_ID: github.app.id, GITHUB_INSTALLATION_ID: github.app.installationId }),
    ...secretFiles(platform),
    BODY_LIMIT: String(bodyLimit),
    RATE_LIMIT_MAX: String(rateLimitMax),
    QUEUE_LIMIT: String(queueLimit),
    DNS_SERVERS: dnsServers.join(','),
    SWEEP_INTERVAL_SECONDS: String(sweepIntervalSeconds),
    // Only the edge may reach the service; it reports the client's address.
    PROXY_HOPS: '1',
  };
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
