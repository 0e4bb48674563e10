import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import type { Fault, Path } from '../yaml/read.ts';
import { visible } from '../yaml/visible.ts';

/** Something a person has to mend: where it stands, what was found, what is allowed. */
export interface Problem {
  readonly file: string;
  readonly line?: number;
  /** The field's path, such as `domains[0]`; empty for the file as a whole. */
  readonly field: string;
  readonly message: string;
  readonly found?: string;
  readonly allowed?: string;
}

/** A problem as one line of text, whatever the file holds: `file:line: field: message (found …; allowed: …)`. */
export function problemLine(problem: Problem): string {
  const where = problem.line === undefined ? problem.file : `${problem.file}:${problem.line}`;
  const field = problem.field === '' ? '' : `${problem.field}: `;
  const details = [
    problem.found === undefined ? '' : `found ${problem.found}`,
    problem.allowed === undefined ? '' : `allowed: ${problem.allowed}`,
  ].filter((part) => part !== '');
  const line = `${where}: ${field}${problem.message}${details.length === 0 ? '' : ` (${details.join('; ')})`}`;
  return visible(line);
}

export function faultProblem(file: string, fault: Fault): Problem {
  return { file, field: '', ...fault };
}

/** The path of a field in the way people write it: `tiers.professional.api`, `domains[0]`. */
export function fieldName(path: Path): string {
  return path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`))
    .join('');
}

/** A value as it is shown in a message: JSON, shortened. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  // JSON has no word for NaN and the infinities.
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77).replace(/[\ud800-\udbff]$/, '')}…` : text;
}

/** zod's issues as problems: each once, unrecognized keys one by one. `keysAt` names the keys known at a path. */
export function schemaProblems(
  file: string,
  issues: readonly z.core.$ZodIssue[],
  value: unknown,
  lineOf: (path: Path) => number,
  keysAt: (path: Path) => readonly string[],
): Problem[] {
  const problems = issues.flatMap(ofUnion(value)).flatMap((issue): Problem[] => {
    const path = issue.path as Path;
    if (issue.code === 'unrecognized_keys') {
      const allowed = keysAt(path).join(', ') || 'none';
      return issue.keys.map((key) => ({
        file,
        line: lineOf([...path, key]),
        field: fieldName([...path, key]),
        message: 'no such field',
        allowed,
      }));
    }
    return [{ file, line: lineOf(path), field: fieldName(path), ...issueText(issue, valueAt(value, path)) }];
  });
  return problems.filter(
    (problem, i) => problems.findIndex((other) => isDeepStrictEqual(other, problem)) === i,
  );
}

/** Of what may be a text or an object, the problems of the form that was written. */
function ofUnion(value: unknown): (issue: z.core.$ZodIssue) => readonly z.core.$ZodIssue[] {
  return (issue) => {
    if (issue.code !== 'invalid_union') return [issue];
    const forms = issue.errors.map((errors) =>
      errors.map((error) => ({ ...error, path: [...issue.path, ...error.path] })),
    );
    const isOtherForm = (errors: readonly z.core.$ZodIssue[]) =>
      errors.some(({ code, path }) => code === 'invalid_type' && path.length === issue.path.length);
    const written = forms.find((errors) => !isOtherForm(errors)) ?? forms[0] ?? [];
    return written.flatMap(ofUnion(value));
  };
}

function issueText(issue: z.core.$ZodIssue, value: unknown): Pick<Problem, 'message' | 'found' | 'allowed'> {
  const found = shown(value);
  if (value === undefined && issue.code !== 'custom')
    return { message: 'is missing', allowed: allowedBy(issue) };
  switch (issue.code) {
    case 'custom':
      return {
        message: issue.message,
        found,
        ...(issue.params?.['allowed'] === undefined ? {} : { allowed: String(issue.params['allowed']) }),
      };
    case 'invalid_key':
      return {
        message: 'is not allowed as a key',
        found: shown(issue.path.at(-1)),
        allowed: issue.issues.map(allowedBy).join('; '),
      };
    default:
      return { message: 'is not allowed', found, allowed: allowedBy(issue) };
  }
}

function allowedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (!issue.message.startsWith('Invalid ')) return issue.message; // the schema's own words
      return issue.expected === 'int' ? 'a whole number' : `a value of type ${issue.expected}`;
    case 'invalid_value':
      return issue.values.map(String).join(', ');
    case 'too_small':
      if (!issue.message.startsWith('Too ')) return issue.message;
      return `at least ${issue.minimum}${issue.origin === 'string' ? ' characters' : ''}`;
    case 'too_big':
      if (!issue.message.startsWith('Too ')) return issue.message;
      return `at most ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}`;
    case 'invalid_format':
      return issue.message;
    default:
      return issue.message;
  }
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, step) =>
      typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[step] : undefined,
    value,
  );
}
