import { sqlId } from '../../records/names.ts';

/** The role that may read just this tenant's data while it is imported. */
export const importRole = (id: string): string => `import_${sqlId(id)}`;

/** The schema with the functions that close the source. */
export const moveSchema = (id: string): string => `move_${sqlId(id)}`;

/** The Secret with the role's password, and the service account that copies it. */
export const importSecret = (id: string): string => `import-${id}`;
