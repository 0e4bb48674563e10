import { ID_PATTERN, ID_RULE, tenantSchema } from './schema.ts';

/**
 * Characters of a new tenant's id: CloudNativePG's longest name, `tenant-{id}-postgresql-999-snapshot-recovery`, is the
 * host name of a pod and ends at 63. Records of before may have up to 30.
 */
export const LONGEST_NEW_ID = 23;

const NEW_ID_RULE = ID_RULE.replace('3 to 30', `3 to ${LONGEST_NEW_ID}`);

/** Browsers read `xn--…` and its like as encoded names (RFC 5891, section 4.2.3.1) and open none that is malformed. */
const A_LABEL_LIKE = /^..--/;
const A_LABEL_RULE = 'an id without -- as its third and fourth character: no browser opens such a host';

/** The id of a tenant that does not exist yet. */
export const newIdSchema = tenantSchema.shape.id
  .max(LONGEST_NEW_ID, NEW_ID_RULE)
  .refine((id) => !A_LABEL_LIKE.test(id), { error: A_LABEL_RULE });

/** Why an id that a record may have is none for a new tenant. */
export function unfitForNew(id: string): { readonly message: string; readonly allowed: string } | undefined {
  if (id.length > LONGEST_NEW_ID)
    return { message: `is longer than ${LONGEST_NEW_ID} characters`, allowed: NEW_ID_RULE };
  if (A_LABEL_LIKE.test(id)) return { message: 'looks like an encoded name', allowed: A_LABEL_RULE };
  if (!ID_PATTERN.test(id)) return { message: 'is no id', allowed: NEW_ID_RULE };
  return undefined;
}
