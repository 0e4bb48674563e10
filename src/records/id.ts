import { ID_PATTERN } from './schema.ts';

/** Whether any text, such as a path's segment or an argument, can be a tenant's id. */
export function isId(text: string): boolean {
  return text.length >= 3 && text.length <= 30 && ID_PATTERN.test(text);
}
