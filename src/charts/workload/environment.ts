import type { EnvVar } from 'cdk8s-plus-28/lib/imports/k8s.js';
import type { ExtraEnv } from '../../platform/schema.ts';

/** A variable's value: text, a key of a Secret, a field of the pod, or text with `$(NAME)` of variables before it. */
export type Value =
  | string
  | { readonly secret: string; readonly key: string }
  | { readonly field: string }
  | { readonly template: string };

export type Environment = { readonly [name: string]: Value };

/** A reference to a key of a Secret in the same namespace. */
export function secret(name: string, key: string): Value {
  return { secret: name, key };
}

/** A text that Kubernetes leaves as it is: it expands `$(NAME)`, and makes one `$` of two. */
export function unexpanded(text: string): string {
  return text.replace(/\$(?=[$(])/g, '$$$$');
}

/** A container's `env`, in the order given. Text is taken as it is: its `$(` is escaped. */
export function envVars(environment: Environment): EnvVar[] {
  return Object.entries(environment).map(([name, value]) => {
    if (typeof value === 'string') return { name, value: unexpanded(value) };
    if ('template' in value) return { name, value: value.template };
    if ('field' in value) return { name, valueFrom: { fieldRef: { fieldPath: value.field } } };
    return { name, valueFrom: { secretKeyRef: { name: value.secret, key: value.key } } };
  });
}

/** Variables of `platform.yaml`: their text may hold `$(NAME)`, so that an older name can have a newer one's value. */
export function extraEnvironment(extra: ExtraEnv): Environment {
  return Object.fromEntries(
    Object.entries(extra).map(([name, value]) => [
      name,
      typeof value === 'string' ? { template: value } : value,
    ]),
  );
}
