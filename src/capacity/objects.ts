/** A rendered Kubernetes object. The types below describe the fields of its `spec` that are read here. */
export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: { readonly [name: string]: string };
  };
  readonly spec?: unknown;
}

interface Quantities {
  readonly cpu?: string;
  readonly memory?: string;
}

export interface Requirements {
  readonly requests?: Quantities;
  readonly limits?: Quantities;
}

export interface Container {
  readonly restartPolicy?: string;
  readonly resources?: Requirements;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
}

type NodeSelector = { readonly [label: string]: string };

export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly nodeSelector?: NodeSelector;
}

interface Template {
  readonly template: { readonly spec: PodSpec };
}

export interface DeploymentSpec extends Template {
  readonly replicas?: number;
  readonly strategy?: {
    readonly type?: string;
    readonly rollingUpdate?: { readonly maxSurge?: number | string };
  };
}

export interface JobSpec extends Template {
  readonly parallelism?: number;
}

export interface CronJobSpec {
  readonly jobTemplate: { readonly spec: JobSpec };
}

export interface AutoscalerSpec {
  readonly scaleTargetRef: { readonly kind: string; readonly name: string };
  readonly minReplicas?: number;
  readonly maxReplicas: number;
}

/** CloudNativePG's Cluster. */
export interface ClusterSpec {
  readonly instances?: number;
  readonly resources?: Requirements;
  readonly storage?: { readonly size: string };
  readonly walStorage?: { readonly size: string };
  readonly affinity?: { readonly nodeSelector?: NodeSelector };
  readonly plugins?: readonly {
    readonly enabled?: boolean;
    readonly parameters?: { readonly barmanObjectName?: string };
  }[];
  readonly postgresql?: { readonly parameters?: { readonly [name: string]: string } };
}

/** The Barman Cloud plugin's ObjectStore. */
export interface ObjectStoreSpec {
  readonly instanceSidecarConfiguration?: { readonly resources?: Requirements };
}

export interface CertificateSpec {
  readonly dnsNames?: readonly string[];
}

/** Returns a key for an object, unique among objects of its kind. */
export function placeOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}
