import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';

/** Metadata as rendered objects carry it; the namespace is always said, never taken from a chart. */
export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
}

export type Props<Spec> = { readonly metadata: Metadata; readonly spec: Spec };

/** A construct class for one kind of custom resource: typed by its spec, nothing of its own. */
export function customResource<Spec>(apiVersion: string, kind: string) {
  return class extends ApiObject {
    constructor(scope: Construct, id: string, props: Props<Spec>) {
      super(scope, id, { apiVersion, kind, ...props } as ConstructorParameters<typeof ApiObject>[2]);
    }
  };
}
