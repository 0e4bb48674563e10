import { z } from 'zod';
import type { FileSet } from '../files/file-set.ts';
import { platformSchema } from '../platform/schema.ts';
import { tenantSchema } from '../records/schema.ts';
import { SCHEMAS } from './paths.ts';

/** Renders JSON Schemas of `platform.yaml` and the records, by which editors complete and check them. */
export function schemaFiles(): FileSet {
  return new Map([
    [`${SCHEMAS}/platform.schema.json`, schemaText(platformSchema)],
    [`${SCHEMAS}/tenant.schema.json`, schemaText(tenantSchema)],
  ]);
}

function schemaText(schema: z.ZodType): string {
  // YAML language servers read draft 7. With `input`, fields with a default are optional.
  return `${JSON.stringify(z.toJSONSchema(schema, { target: 'draft-7', io: 'input' }), null, 2)}\n`;
}
