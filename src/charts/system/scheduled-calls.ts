import { KubeCronJob } from 'cdk8s-plus-28/lib/imports/k8s.js';
import type { Construct } from 'constructs';
import type { Platform } from '../../platform/schema.ts';
import type { Resources } from '../../records/fields.ts';
import { secret } from '../workload/environment.ts';
import { metadata, WAVE } from '../workload/owner.ts';
import { podTemplate } from '../workload/pod.ts';
import { addServiceAccount } from '../workload/service-account.ts';
import {
  SCHEDULED_CALLS as COMPONENT,
  MANAGEMENT_API,
  MANAGEMENT_SECRETS,
  systemOwner as owner,
} from './names.ts';

/**
 * The daily call to the management API, in UTC. There is none for expired demos: the API ends them by itself every six hours,
 * and accepts that call only with a person's session.
 */
const CALLS = [
  { name: 'process-expired-billing', schedule: '0 4 * * *', path: '/api/billing/process-expired' },
] as const;

export const CALL_RESOURCES: Resources = {
  requests: { cpu: '10m', memory: '32Mi' },
  limits: { cpu: '100m', memory: '64Mi' },
};

export const CALL_COUNT = CALLS.length;

/** Adds a CronJob for each call. */
export function addScheduledCalls(scope: Construct, platform: Platform): void {
  addServiceAccount(scope, owner, COMPONENT);
  for (const { name, schedule, path } of CALLS) {
    new KubeCronJob(scope, name, {
      metadata: metadata(owner, name, COMPONENT, WAVE.programs),
      spec: {
        schedule,
        timeZone: 'Etc/UTC',
        concurrencyPolicy: 'Forbid',
        startingDeadlineSeconds: 3600,
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 3,
        jobTemplate: {
          spec: { backoffLimit: 3, activeDeadlineSeconds: 600, template: callPod(platform, name, path) },
        },
      },
    });
  }
}

function callPod(platform: Platform, name: string, path: string) {
  const { header } = platform.system.scheduledCalls;
  return podTemplate({
    owner,
    component: COMPONENT,
    user: 1000,
    serviceAccount: COMPONENT,
    containers: [
      {
        name,
        image: platform.images.curl,
        pullPolicy: platform.images.pullPolicy,
        resources: CALL_RESOURCES,
        environment: { API_TOKEN: secret(MANAGEMENT_SECRETS, 'cronjob-api-key') },
        writable: [],
        command: [
          'curl',
          '--fail-with-body',
          '--silent',
          '--show-error',
          '--max-time',
          '300',
          '--request',
          'POST',
        ],
        args: ['--header', `${header}: $(API_TOKEN)`, `http://${MANAGEMENT_API}${path}`],
      },
    ],
    pullSecret: platform.images.pullSecret,
    nodePool: platform.nodePools.system,
    restartPolicy: 'Never',
  });
}
