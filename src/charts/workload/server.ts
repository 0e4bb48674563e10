import {
  IntOrString,
  KubeConfigMap,
  KubeDeployment,
  KubePodDisruptionBudget,
  KubeService,
  KubeServiceAccount,
} from 'cdk8s-plus-28/lib/imports/k8s.js';
import { Construct } from 'constructs';
import type { NodePool, Platform, ServerImage } from '../../platform/schema.ts';
import { defined } from '../../records/defined.ts';
import type { Resources } from '../../records/fields.ts';
import { type Environment, extraEnvironment } from './environment.ts';
import { metadata, type Owner, selector, WAVE } from './owner.ts';
import { type Program, podTemplate, probes, SETTINGS_KEY } from './pod.ts';

export interface ServerProps {
  readonly owner: Owner;
  /** Name of the Deployment and its Service. */
  readonly name: string;
  readonly component: string;
  readonly image: string;
  readonly version: string;
  /** How the release runs the program. */
  readonly settings: ServerImage;
  /** Undefined if an autoscaler decides. */
  readonly replicas: number | undefined;
  readonly resources: Resources;
  readonly environment: Environment;
  /** Programs that have to succeed before this one starts. */
  readonly initContainers?: readonly Program[];
  readonly nodePool: NodePool | undefined;
  readonly images: Platform['images'];
}

/** A program that serves HTTP: Deployment, Service on port 80, disruption budget, and service account without permissions. */
export class Server extends Construct {
  constructor(scope: Construct, props: ServerProps) {
    super(scope, props.name);
    const { owner, name, component } = props;
    const at = (wave: number) => metadata(owner, name, component, wave);
    new KubeServiceAccount(this, 'service-account', {
      metadata: at(WAVE.policies),
      automountServiceAccountToken: false,
    });
    new KubeService(this, 'service', {
      metadata: at(WAVE.programs),
      spec: {
        selector: selector(owner, component),
        ports: [{ name: 'http', port: 80, targetPort: IntOrString.fromString('http') }],
      },
    });
    new KubePodDisruptionBudget(this, 'disruption-budget', {
      metadata: at(WAVE.programs),
      spec: {
        maxUnavailable: IntOrString.fromNumber(1),
        selector: { matchLabels: selector(owner, component) },
      },
    });
    if (props.settings.settingsFile !== null)
      new KubeConfigMap(this, 'settings', {
        metadata: metadata(owner, settingsName(name), component, WAVE.policies),
        data: { [SETTINGS_KEY]: '{}' },
      });
    this.addDeployment(props);
  }

  private addDeployment(props: ServerProps): void {
    const { owner, name, component, settings, version } = props;
    new KubeDeployment(this, 'deployment', {
      metadata: metadata(owner, name, component, WAVE.programs, {
        labels: { 'app.kubernetes.io/version': version },
      }),
      spec: {
        ...defined({ replicas: props.replicas }),
        revisionHistoryLimit: 3,
        progressDeadlineSeconds: 600,
        strategy: {
          type: 'RollingUpdate',
          rollingUpdate: { maxSurge: IntOrString.fromNumber(1), maxUnavailable: IntOrString.fromNumber(0) },
        },
        selector: { matchLabels: selector(owner, component) },
        template: podTemplate({
          owner,
          component,
          version,
          user: settings.user,
          serviceAccount: name,
          initContainers: [...(props.initContainers ?? []), ...copyPrograms(props)],
          containers: [serverProgram(props)],
          graceSeconds: settings.stopping.graceSeconds,
          pullSecret: props.images.pullSecret,
          nodePool: props.nodePool,
          restartPolicy: 'Always',
          spread: true,
        }),
      },
    });
  }
}

function settingsName(server: string): string {
  return `${server}-settings`;
}

function serverProgram(props: ServerProps): Program {
  const { name, component, settings } = props;
  const { settingsFile, args } = settings;
  return {
    name: component,
    image: props.image,
    pullPolicy: props.images.pullPolicy,
    resources: props.resources,
    environment: { ...props.environment, ...extraEnvironment(settings.extraEnv) },
    writable: [...settings.writable, ...settings.copied],
    ...(args === null ? {} : { args }),
    ...(settingsFile === null ? {} : { settings: { configMap: settingsName(name), path: settingsFile } }),
    port: settings.port,
    probes: probes(settings.healthPath, settings.livePath),
    routedSeconds: settings.stopping.routedSeconds,
  };
}

/** Returns init containers that copy the files that the program rewrites to scratch space, because its root is read-only. */
function copyPrograms({ image, images, resources, settings }: ServerProps): Program[] {
  return settings.copied.map((path, i) => ({
    name: i === 0 ? 'copy' : `copy-${i + 1}`,
    image,
    pullPolicy: images.pullPolicy,
    resources,
    environment: {},
    writable: [],
    shared: { path, at: `/copy${path}` },
    command: ['cp', '-R', `${path}/.`, `/copy${path}`],
  }));
}
