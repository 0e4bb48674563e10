import { z } from 'zod';
import type { Path } from '../yaml/read.ts';

/** The keys that a schema knows at a path, sorted; none where anything may stand. */
export function schemaKeys(schema: z.ZodType, path: Path): readonly string[] {
  let at: z.core.$ZodType = schema;
  for (const step of path) at = stepInto(unwrap(at), step) ?? z.never();
  const object = unwrap(at);
  if (object instanceof z.ZodObject) return Object.keys(object.shape).sort();
  if (object instanceof z.ZodRecord && object.def.keyType instanceof z.ZodEnum)
    return object.def.keyType.options.map(String).sort();
  return [];
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable
  ) {
    return unwrap(schema.def.innerType);
  }
  if (schema instanceof z.ZodPipe) return unwrap(schema.def.in);
  if (schema instanceof z.ZodUnion)
    return schema.def.options.map(unwrap).find((option) => option instanceof z.ZodObject) ?? schema;
  return schema;
}

function stepInto(schema: z.core.$ZodType, step: string | number): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[String(step)];
  if (schema instanceof z.ZodRecord) return schema.def.valueType;
  if (schema instanceof z.ZodArray) return schema.def.element;
  return undefined;
}
