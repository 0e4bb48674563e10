import { CST, type Document, isMap, isNode, isScalar, isSeq, Lexer, LineCounter, parseDocument } from 'yaml';

/** One thing that is wrong with a text, with where it stands (1-based). */
export interface Fault {
  readonly line: number;
  readonly message: string;
  readonly found?: string;
  readonly allowed?: string;
}

export type Path = readonly (string | number)[];

/** A text that was read: its value, its document (to be edited in place), and the line of each field. */
export interface ReadDocument {
  readonly kind: 'document';
  readonly value: unknown;
  readonly document: Document;
  /** The line of the field, or of the nearest field above it that is there. */
  readonly lineOf: (path: Path) => number;
}

export type ReadResult = ReadDocument | { readonly kind: 'faults'; readonly faults: readonly Fault[] };

/** The largest file that is read, in bytes. */
export const LARGEST_FILE = 64 * 1024;

/**
 * Reads one YAML 1.2 document strictly: no anchors, aliases, tags, duplicate keys, second document or other version,
 * at most 64 KiB.
 *
 * @returns the value, or every fault with its line
 */
export function readYaml(text: string): ReadResult {
  const size = Buffer.byteLength(text);
  if (size > LARGEST_FILE) {
    return {
      kind: 'faults',
      faults: [
        {
          line: 1,
          message: 'the file is too large',
          found: `${size} bytes`,
          allowed: `at most ${LARGEST_FILE} bytes`,
        },
      ],
    };
  }
  const broken = text.indexOf('\ufffd');
  if (broken >= 0) {
    const line = text.slice(0, broken).split('\n').length;
    return {
      kind: 'faults',
      faults: [{ line, message: 'the file holds bytes that are not UTF-8', allowed: 'UTF-8' }],
    };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.2',
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
  });
  const faults = faultsOf(document, lines, text);
  if (faults.length > 0) return { kind: 'faults', faults: faults.sort((a, b) => a.line - b.line) };
  return {
    kind: 'document',
    value: document.toJS(),
    document,
    lineOf: (path) => lineOf(document, lines, path),
  };
}

/** The line of a field in a text that was read without a fault before; the first where it cannot be told. */
export function lineIn(text: string, path: Path): number {
  const read = readYaml(text);
  return read.kind === 'document' ? read.lineOf(path) : 1;
}

function faultsOf(document: Document, lines: LineCounter, text: string): Fault[] {
  const tooDeep = document.errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  if (tooDeep !== undefined)
    return [{ line: lines.linePos(tooDeep.pos[0]).line, message: 'the nesting is too deep' }];
  return withoutRepeats([
    ...versionFaults(document, text),
    ...syntaxFaults(document, lines, text),
    ...forbiddenTokens(text, lines),
  ]);
}

/** A `%YAML 1.1` line would change what values mean: `no` would be a boolean. */
function versionFaults(document: Document, text: string): Fault[] {
  const version = document.directives?.yaml.version;
  if (version === undefined || version === '1.2') return [];
  const line = text.split('\n').findIndex((candidate) => /^\ufeff?%YAML/.test(candidate)) + 1;
  return [
    {
      line,
      message: 'the file asks for another version of YAML',
      found: `%YAML ${version}`,
      allowed: '%YAML 1.2 or none',
    },
  ];
}

function syntaxFaults(document: Document, lines: LineCounter, text: string): Fault[] {
  return [...document.errors, ...document.warnings]
    .filter(({ code, pos }) => !(code === 'TAG_RESOLVE_FAILED' && text[pos[0]] === '!')) // found as a token
    .map(({ code, message, pos }) => {
      const line = lines.linePos(pos[0]).line;
      switch (code) {
        case 'DUPLICATE_KEY':
          return { line, message: 'the key stands twice', allowed: 'each key once' };
        case 'MULTIPLE_DOCS':
          return { line, message: 'the file holds a second document', allowed: 'one document a file' };
        case 'NON_STRING_KEY':
          return { line, message: 'the key is not a text', allowed: 'a plain or quoted text as key' };
        default:
          return { line, message: `not valid YAML: ${message}` };
      }
    });
}

/** Each fault once: errors come in crowds. */
function withoutRepeats(faults: readonly Fault[]): Fault[] {
  return [
    ...new Map(faults.map((fault) => [`${fault.line} ${fault.message} ${fault.found}`, fault])).values(),
  ];
}

/** What the lexer adds to a text; a scalar's text follows its mark. */
const MARKS: readonly string[] = ['doc-mode', 'flow-error-end', 'scalar'];

const FORBIDDEN: { readonly [token: string]: Pick<Fault, 'message' | 'allowed'> } = {
  anchor: { message: 'anchors are not read', allowed: 'the value itself' },
  alias: { message: 'aliases are not read', allowed: 'the value itself' },
  tag: { message: 'tags are not read', allowed: 'a plain or quoted value' },
};

/** Anchors, aliases and tags as they stand in the text, whatever they mean and wherever their value stands. */
function forbiddenTokens(text: string, lines: LineCounter): Fault[] {
  // Most texts hold none of their signs, not even within words, and need no second reading.
  if (!/[&*!]/.test(text)) return [];
  const faults: Fault[] = [];
  let offset = 0;
  let isText = false;
  for (const token of new Lexer().lex(text)) {
    const type: string | null = isText ? 'text' : CST.tokenType(token);
    isText = type === 'scalar';
    const forbidden = FORBIDDEN[type ?? ''];
    if (forbidden !== undefined)
      faults.push({ line: lines.linePos(offset).line, found: token, ...forbidden });
    if (!MARKS.includes(type ?? '')) offset += token.length;
  }
  return faults;
}

function lineOf(document: Document, lines: LineCounter, path: Path): number {
  let node: unknown = document.contents;
  let offset = offsetOf(node) ?? 0;
  for (const step of path) {
    const pair = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && key.value === String(step))
      : undefined;
    const next = isSeq(node) ? node.items[Number(step)] : pair?.value;
    const found = offsetOf(pair?.key ?? next);
    if (found === undefined) break;
    offset = found;
    node = next;
  }
  return lines.linePos(offset).line;
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
