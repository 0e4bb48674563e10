import {
  type Container,
  IntOrString,
  type PodSpec,
  type PodTemplateSpec,
  type Probe,
  Quantity,
  type ResourceRequirements,
  type SecurityContext,
  type Volume,
  type VolumeMount,
} from 'cdk8s-plus-28/lib/imports/k8s.js';
import type { NodePool, Platform, Scratch } from '../../platform/schema.ts';
import { defined } from '../../records/defined.ts';
import type { Resources } from '../../records/fields.ts';
import { type Environment, envVars } from './environment.ts';
import { type Labels, labels, type Owner, selector } from './owner.ts';

/** The pod security standard “restricted”, and a read-only root. */
const RESTRICTED: SecurityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

/** A program in a container. */
export interface Program {
  readonly name: string;
  readonly image: string;
  readonly pullPolicy: Platform['images']['pullPolicy'];
  readonly resources: Resources;
  readonly environment: Environment;
  /** Paths that the program writes to: 1Gi each, unless a size is given. */
  readonly writable: readonly Scratch[];
  /** Scratch space of another program, and where this one mounts it. */
  readonly shared?: { readonly path: string; readonly at: string };
  /** A settings file, from the key `settings.json` of a ConfigMap. */
  readonly settings?: { readonly configMap: string; readonly path: string };
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly port?: number;
  /** Seconds for which requests still arrive after the pod was told to stop. */
  readonly routedSeconds?: number;
  readonly probes?: {
    readonly startupProbe: Probe;
    readonly readinessProbe: Probe;
    readonly livenessProbe: Probe;
  };
}

export interface PodProps {
  readonly owner: Owner;
  readonly component: string;
  readonly version?: string;
  readonly user: number;
  readonly serviceAccount: string;
  readonly containers: readonly Program[];
  readonly initContainers?: readonly Program[];
  readonly pullSecret: string | null;
  /** Seconds between the signal to stop and the kill. */
  readonly graceSeconds?: number;
  readonly nodePool: NodePool | undefined;
  readonly restartPolicy: 'Always' | 'Never';
  readonly extraLabels?: Labels;
  /** Spread over zones and nodes. */
  readonly spread?: boolean;
}

/** Returns a hardened pod: restricted, no service account token, scratch space only where needed (docs/decisions/hardening.md). */
export function podTemplate(props: PodProps): PodTemplateSpec {
  const { owner, component, version } = props;
  const programs = [...(props.initContainers ?? []), ...props.containers];
  const spec: PodSpec = {
    serviceAccountName: props.serviceAccount,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    restartPolicy: props.restartPolicy,
    ...defined({ terminationGracePeriodSeconds: props.graceSeconds }),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: props.user,
      runAsGroup: props.user,
      fsGroup: props.user,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    ...(props.pullSecret === null ? {} : { imagePullSecrets: [{ name: props.pullSecret }] }),
    ...props.nodePool,
    ...(props.spread === true ? { topologySpreadConstraints: spreading(owner, component) } : {}),
    ...defined({ initContainers: props.initContainers?.map(container) }),
    containers: props.containers.map(container),
    volumes: volumes(programs),
  };
  return {
    metadata: {
      labels: {
        ...labels(owner, component),
        ...defined({ 'app.kubernetes.io/version': version }),
        ...props.extraLabels,
      },
    },
    spec,
  };
}

function spreading(owner: Owner, component: string): NonNullable<PodSpec['topologySpreadConstraints']> {
  return ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: selector(owner, component) },
    matchLabelKeys: ['pod-template-hash'],
  }));
}

function container(program: Program): Container {
  return {
    name: program.name,
    image: program.image,
    imagePullPolicy: program.pullPolicy,
    ...defined({ command: program.command?.slice(), args: program.args?.slice() }),
    ...(program.port === undefined ? {} : { ports: [{ name: 'http', containerPort: program.port }] }),
    env: envVars({ ...home(program), ...program.environment }),
    resources: requirements(program.resources),
    ...program.probes,
    ...(program.routedSeconds === undefined
      ? {}
      : { lifecycle: { preStop: { exec: { command: ['sleep', String(program.routedSeconds)] } } } }),
    securityContext: RESTRICTED,
    volumeMounts: mounts(program),
  };
}

/** Programs that keep files of their own (a browser's profile, a .NET cache) need a writable home. */
function home({ writable }: Program): Environment {
  return writable.some((each) => sizedScratch(each).path === '/tmp') ? { HOME: '/tmp' } : {};
}

function mounts({ writable, shared, settings }: Program): VolumeMount[] {
  return [
    ...writable.map(sizedScratch).map(({ path }) => ({ name: volumeName(path), mountPath: path })),
    ...(shared === undefined ? [] : [{ name: volumeName(shared.path), mountPath: shared.at }]),
    ...(settings === undefined
      ? []
      : [{ name: settings.configMap, mountPath: settings.path, subPath: SETTINGS_KEY, readOnly: true }]),
  ];
}

/** The key of a ConfigMap with a settings file. */
export const SETTINGS_KEY = 'settings.json';

function sizedScratch(scratch: Scratch): { readonly path: string; readonly size: string } {
  return typeof scratch === 'string' ? { path: scratch, size: '1Gi' } : scratch;
}

/** Returns requests and limits as a container's `resources`. */
export function requirements({ requests, limits }: Resources): ResourceRequirements {
  const sizes = ({ cpu, memory }: Resources['requests']) => ({
    cpu: Quantity.fromString(cpu),
    memory: Quantity.fromString(memory),
  });
  return { requests: sizes(requests), limits: sizes(limits) };
}

/** Returns one emptyDir for each path. It is small, because a full node would affect other tenants. */
function volumes(programs: readonly Program[]): Volume[] {
  const sizes = new Map(
    programs.flatMap(({ writable }) => writable.map(sizedScratch)).map(({ path, size }) => [path, size]),
  );
  const settings = new Set(programs.flatMap((program) => program.settings?.configMap ?? []));
  return [
    ...[...sizes].map(([path, size]) => ({
      name: volumeName(path),
      emptyDir: { sizeLimit: Quantity.fromString(size) },
    })),
    ...[...settings].map((name) => ({ name, configMap: { name } })),
  ];
}

function volumeName(path: string): string {
  return (
    path
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'root'
  );
}

/** Returns the startup, readiness and liveness probes. If a path is null, the probe only connects to the port. */
export function probes(healthPath: string | null, livePath: string | null): NonNullable<Program['probes']> {
  const port = IntOrString.fromString('http');
  const at = (path: string | null) => (path === null ? { tcpSocket: { port } } : { httpGet: { path, port } });
  return {
    startupProbe: { ...at(healthPath), periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 36 },
    readinessProbe: { ...at(healthPath), periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
    // Liveness does not check the database: a restart would not fix it, and all pods would restart at once.
    livenessProbe: { ...at(livePath), periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 3 },
  };
}
