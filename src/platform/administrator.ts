/** The user that signs in to a tenant first, as the application's own migrations and provisioner call it. */
export const ADMINISTRATOR = 'admin';

/** The namespace of the instance that free and demo tenants share. */
export const FREE_TIER_NAMESPACE = 'mechanicbuddy-free-tier';

/** The Secret with the password that was generated for a tenant's administrator. */
export interface AdministratorSecret {
  readonly namespace: string;
  /** Its keys are `username` and `password`. */
  readonly name: string;
}

const NAME = 'admin-credentials';

/**
 * Where a tenant's generated password is kept. A Secret is immutable, so each generation has one of its own.
 *
 * @param tenant - `passwordGeneration` is undefined until the first rotation
 */
export function administratorSecret({
  kind,
  id,
  passwordGeneration,
}: {
  readonly kind: 'dedicated' | 'shared';
  readonly id: string;
  readonly passwordGeneration: number | undefined;
}): AdministratorSecret {
  if (kind === 'dedicated')
    return { namespace: `tenant-${id}`, name: generationOf(NAME, passwordGeneration) };
  return { namespace: FREE_TIER_NAMESPACE, name: generationOf(`${NAME}-${id}`, passwordGeneration) };
}

/** An id holds no dot, so two tenants never share a name. */
export function generationOf(name: string, generation: number | undefined): string {
  return generation === undefined ? name : `${name}.${generation}`;
}
