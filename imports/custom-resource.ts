import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';

/** The metadata of a rendered object. The namespace is always explicit, never a chart's default. */
export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
}

type Props<Spec> = { readonly metadata: Metadata; readonly spec: Spec };

/** Returns a construct class for a kind of custom resource, typed by its spec. */
export function customResource<Spec>(apiVersion: string, kind: string) {
  return class extends ApiObject {
    constructor(scope: Construct, id: string, props: Props<Spec>) {
      super(scope, id, { apiVersion, kind, ...props } as ConstructorParameters<typeof ApiObject>[2]);
    }
  };
}
