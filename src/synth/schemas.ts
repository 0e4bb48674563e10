import { z } from 'zod';
import type { FileSet } from '../files/file-set.ts';
import { platformSchema } from '../platform/schema.ts';
import { tenantSchema } from '../records/schema.ts';
import { SCHEMAS } from './paths.ts';

/** JSON Schemas of what people write, for editors: completion, descriptions, checks. */
export function schemaFiles(): FileSet {
  return new Map([
    [`${SCHEMAS}/platform.schema.json`, schemaText(platformSchema)],
    [`${SCHEMAS}/tenant.schema.json`, schemaText(tenantSchema)],
  ]);
}

function schemaText(schema: z.ZodType): string {
  // Draft 7 is what YAML language servers read; `input`: what has a default may be left out.
  return `${JSON.stringify(z.toJSONSchema(schema, { target: 'draft-7', io: 'input' }), null, 2)}\n`;
}
