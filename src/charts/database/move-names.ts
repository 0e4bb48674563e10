import { sqlId } from '../../records/names.ts';

/** Returns the role that may read this tenant's data, and nothing else, while it is imported. */
export const importRole = (id: string): string => `import_${sqlId(id)}`;

/** Returns the schema with the functions that close the source. */
export const moveSchema = (id: string): string => `move_${sqlId(id)}`;

/** Returns the name of the Secret with the role's password, and of the service account that copies it. */
export const importSecret = (id: string): string => `import-${id}`;
