import { KubeHorizontalPodAutoscalerV2 } from 'cdk8s-plus-28/lib/imports/k8s.js';
import type { Construct } from 'constructs';
import type { Platform } from '../../platform/schema.ts';
import { metadata, WAVE } from '../workload/owner.ts';
import { freeTierOwner as owner } from './names.ts';

type Autoscaling = Platform['freeTier']['api']['autoscaling'];

/** Adds an autoscaler that scales a Deployment up quickly and down slowly. */
export function addAutoscaler(
  scope: Construct,
  deployment: string,
  component: string,
  autoscaling: Autoscaling,
): void {
  if (!autoscaling.enabled) return;
  const { minReplicas, maxReplicas, cpu, memory } = autoscaling;
  const resource = (name: string, averageUtilization: number) => ({
    type: 'Resource',
    resource: { name, target: { type: 'Utilization', averageUtilization } },
  });
  new KubeHorizontalPodAutoscalerV2(scope, `${deployment}-autoscaler`, {
    metadata: metadata(owner, deployment, component, WAVE.programs),
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: deployment },
      minReplicas,
      maxReplicas,
      metrics: [resource('cpu', cpu), resource('memory', memory)],
      behavior: {
        scaleUp: {
          stabilizationWindowSeconds: 0,
          selectPolicy: 'Max',
          policies: [
            { type: 'Percent', value: 100, periodSeconds: 15 },
            { type: 'Pods', value: 2, periodSeconds: 15 },
          ],
        },
        scaleDown: {
          stabilizationWindowSeconds: 300,
          policies: [{ type: 'Percent', value: 10, periodSeconds: 60 }],
        },
      },
    },
  });
}
