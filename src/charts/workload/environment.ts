import type { EnvVar } from 'cdk8s-plus-28/lib/imports/k8s.js';
import type { ExtraEnv } from '../../platform/schema.ts';

/** A variable's value: literal text, a key of a Secret, a field of the pod, or text with `$(NAME)` of earlier variables. */
export type Value =
  | string
  | { readonly secret: string; readonly key: string }
  | { readonly field: string }
  | { readonly template: string };

export type Environment = { readonly [name: string]: Value };

/** Returns a reference to a key of a Secret in the same namespace. */
export function secret(name: string, key: string): Value {
  return { secret: name, key };
}

/** Escapes a text so that Kubernetes leaves it as it is: Kubernetes expands `$(NAME)`, and turns `$$` into `$`. */
export function unexpanded(text: string): string {
  return text.replace(/\$(?=[$(])/g, '$$$$');
}

/** Returns a container's `env` in the given order. Literal text is escaped. */
export function envVars(environment: Environment): EnvVar[] {
  return Object.entries(environment).map(([name, value]) => {
    if (typeof value === 'string') return { name, value: unexpanded(value) };
    if ('template' in value) return { name, value: value.template };
    if ('field' in value) return { name, valueFrom: { fieldRef: { fieldPath: value.field } } };
    return { name, valueFrom: { secretKeyRef: { name: value.secret, key: value.key } } };
  });
}

/** Returns the variables of `platform.yaml`. Their text may contain `$(NAME)`, so that an older name can have a newer one's value. */
export function extraEnvironment(extra: ExtraEnv): Environment {
  return Object.fromEntries(
    Object.entries(extra).map(([name, value]) => [
      name,
      typeof value === 'string' ? { template: value } : value,
    ]),
  );
}
