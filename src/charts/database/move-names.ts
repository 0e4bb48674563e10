/** Names of a move's own things in PostgreSQL: an id has no underscore, so two ids never give one name. */
const within = (id: string): string => id.replaceAll('-', '_');

/** The role that may read just this tenant's data while it is imported. */
export const importRole = (id: string): string => `import_${within(id)}`;

/** The schema with the functions that close the source. */
export const moveSchema = (id: string): string => `move_${within(id)}`;

/** The Secret with the role's password, and the service account that copies it. */
export const importSecret = (id: string): string => `import-${id}`;
