import {
  IntOrString,
  KubeDeployment,
  KubePodDisruptionBudget,
  KubeService,
  KubeServiceAccount,
} from 'cdk8s-plus-28/lib/imports/k8s.js';
import { Construct } from 'constructs';
import type { NodePool, Platform, ServerImage } from '../../platform/schema.ts';
import type { Resources } from '../../records/schema.ts';
import type { Environment } from './environment.ts';
import { metadata, type Owner, selector, WAVE } from './owner.ts';
import { type Program, podTemplate, probes } from './pod.ts';

/** How a program is stopped, in seconds: how long it may take in all, and how long requests still come. */
export interface Stopping {
  readonly graceSeconds: number;
  readonly routedSeconds: number;
}

export interface ServerProps {
  readonly owner: Owner;
  /** Name of the Deployment and its Service. */
  readonly name: string;
  readonly component: string;
  readonly image: string;
  readonly version: string;
  readonly settings: ServerImage;
  readonly healthPath: string | null;
  /** Nothing: an autoscaler decides. */
  readonly replicas: number | undefined;
  readonly resources: Resources;
  readonly environment: Environment;
  /** Has to succeed before the program starts. */
  readonly initContainers?: readonly Program[];
  readonly stopping?: Stopping;
  readonly nodePool: NodePool | undefined;
  readonly images: Platform['images'];
}

/** A program that serves HTTP: Deployment, Service on port 80, disruption budget, service account without rights. */
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
    this.addDeployment(props);
  }

  private addDeployment(props: ServerProps): void {
    const { owner, name, component, settings, version } = props;
    new KubeDeployment(this, 'deployment', {
      metadata: metadata(owner, name, component, WAVE.programs, {
        labels: { 'app.kubernetes.io/version': version },
      }),
      spec: {
        ...(props.replicas === undefined ? {} : { replicas: props.replicas }),
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
          ...(props.initContainers === undefined ? {} : { initContainers: props.initContainers }),
          containers: [
            {
              name: component,
              image: props.image,
              pullPolicy: props.images.pullPolicy,
              resources: props.resources,
              environment: props.environment,
              writable: settings.writable,
              port: settings.port,
              probes: probes(props.healthPath, settings.livePath),
              ...(props.stopping === undefined ? {} : { routedSeconds: props.stopping.routedSeconds }),
            },
          ],
          ...(props.stopping === undefined ? {} : { graceSeconds: props.stopping.graceSeconds }),
          pullSecret: props.images.pullSecret,
          nodePool: props.nodePool,
          restartPolicy: 'Always',
          spread: true,
        }),
      },
    });
  }
}
