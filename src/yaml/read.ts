import { CST, type Document, isMap, isNode, isScalar, isSeq, Lexer, LineCounter, parseDocument } from 'yaml';

/** One thing that is wrong with a text, with its line (from 1). */
export interface Fault {
  readonly line: number;
  readonly message: string;
  readonly found?: string;
  readonly allowed?: string;
}

export type Path = readonly (string | number)[];

/** A text that was read: its value, its document (to be edited in place), and the line of each field. */
interface ReadDocument {
  readonly kind: 'document';
  readonly value: unknown;
  readonly document: Document;
  /** Returns the line of a field, or of its nearest ancestor that exists. */
  readonly lineOf: (path: Path) => number;
}

type ReadResult = ReadDocument | { readonly kind: 'faults'; readonly faults: readonly Fault[] };

/** The largest file that is read, in bytes. */
export const LARGEST_FILE = 64 * 1024;

/**
 * Reads one YAML 1.2 document strictly: no anchors, aliases, tags, duplicate keys, second document or other version,
 * at most 64 KiB.
 *
 * @returns the value, or every fault with its line
 */
export function readYaml(text: string): ReadResult {
  const unreadable = contentFault(text);
  if (unreadable !== undefined) return { kind: 'faults', faults: [unreadable] };
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

/** What is wrong with a text before it is parsed: its size, or its encoding. */
function contentFault(text: string): Fault | undefined {
  const size = Buffer.byteLength(text);
  if (size > LARGEST_FILE) {
    const allowed = `at most ${LARGEST_FILE} bytes`;
    return { line: 1, message: 'the file is too large', found: `${size} bytes`, allowed };
  }
  const broken = text.indexOf('\ufffd');
  if (broken < 0) return undefined;
  const line = text.slice(0, broken).split('\n').length;
  return { line, message: 'the file contains bytes that are not UTF-8', allowed: 'UTF-8' };
}

/** Returns the line of a field in a text; 1 if the text cannot be read. */
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
      message: 'the file declares another version of YAML',
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
          return { line, message: 'duplicate key', allowed: 'each key once' };
        case 'MULTIPLE_DOCS':
          return { line, message: 'the file contains a second document', allowed: 'one document per file' };
        case 'NON_STRING_KEY':
          return { line, message: 'the key is not a string', allowed: 'a plain or quoted string as key' };
        default:
          return { line, message: `invalid YAML: ${message}` };
      }
    });
}

/** Each fault once: the parser reports some errors several times. */
function withoutRepeats(faults: readonly Fault[]): Fault[] {
  return [
    ...new Map(faults.map((fault) => [`${fault.line} ${fault.message} ${fault.found}`, fault])).values(),
  ];
}

/** Tokens that the lexer adds to the text; a scalar's text follows its mark. */
const MARKS: readonly string[] = ['doc-mode', 'flow-error-end', 'scalar'];

const FORBIDDEN: { readonly [token: string]: Pick<Fault, 'message' | 'allowed'> } = {
  anchor: { message: 'anchors are not supported', allowed: 'the value itself' },
  alias: { message: 'aliases are not supported', allowed: 'the value itself' },
  tag: { message: 'tags are not supported', allowed: 'a plain or quoted value' },
};

/** Finds anchors, aliases and tags as tokens of the text, whether or not the parser makes anything of them. */
function forbiddenTokens(text: string, lines: LineCounter): Fault[] {
  // Most texts contain none of these characters, so that a second pass is not needed.
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
