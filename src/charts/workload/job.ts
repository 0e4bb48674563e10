import { KubeJob } from 'cdk8s-plus-28/lib/imports/k8s.js';
import { Construct } from 'constructs';
import type { Platform } from '../../platform/schema.ts';
import { metadata, type Owner, REPLACED, WAVE } from './owner.ts';
import { type PodProps, podTemplate } from './pod.ts';

interface JobProps {
  readonly owner: Owner;
  readonly name: string;
  readonly platform: Platform;
  /** By default `jobs.deadlineSeconds`. */
  readonly deadlineSeconds?: number;
  /** The sync wave; by default the migration's. */
  readonly wave?: number;
  readonly pod: Omit<PodProps, 'owner' | 'restartPolicy' | 'pullSecret'>;
}

/**
 * A Job that runs once for each change of its manifest: a migration, an onboarding. It has no `ttlSecondsAfterFinished`,
 * because Argo CD would create a deleted Job again.
 */
export class OnceJob extends Construct {
  constructor(
    scope: Construct,
    { owner, name, platform, pod, deadlineSeconds, wave = WAVE.migration }: JobProps,
  ) {
    super(scope, name);
    new KubeJob(this, 'job', {
      metadata: metadata(owner, name, pod.component, wave, { syncOptions: REPLACED }),
      spec: {
        backoffLimit: platform.jobs.retries,
        activeDeadlineSeconds: deadlineSeconds ?? platform.jobs.deadlineSeconds,
        template: podTemplate({
          ...pod,
          owner,
          pullSecret: platform.images.pullSecret,
          restartPolicy: 'Never',
        }),
      },
    });
  }
}
