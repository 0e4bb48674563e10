import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';

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
 * Reads one YAML 1.2 document strictly: no anchors, aliases, tags, duplicate keys or second document, at most
 * 64 KiB (issue 3). Every fault is listed, each with its line.
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
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.2',
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
  });
  const faults = [...syntaxFaults(document, lines), ...forbiddenNodes(document, lines)];
  if (faults.length > 0) return { kind: 'faults', faults: faults.sort((a, b) => a.line - b.line) };
  return {
    kind: 'document',
    value: document.toJS(),
    document,
    lineOf: (path) => lineOf(document, lines, path),
  };
}

function syntaxFaults(document: Document, lines: LineCounter): Fault[] {
  return [...document.errors, ...document.warnings]
    .filter(({ code }) => code !== 'TAG_RESOLVE_FAILED')
    .map(({ code, message, pos }) => {
      const line = lines.linePos(pos[0]).line;
      if (code === 'DUPLICATE_KEY')
        return { line, message: 'the key stands twice', allowed: 'each key once' };
      if (code === 'MULTIPLE_DOCS')
        return { line, message: 'the file holds a second document', allowed: 'one document a file' };
      return { line, message: `not valid YAML: ${message}` };
    });
}

function forbiddenNodes(document: Document, lines: LineCounter): Fault[] {
  const faults: Fault[] = [];
  visit(document, {
    Node(_key, node) {
      const line = lines.linePos(node.range?.[0] ?? 0).line;
      if (isAlias(node))
        faults.push({
          line,
          message: 'aliases are not read',
          found: `*${node.source}`,
          allowed: 'the value itself',
        });
      else if (node.anchor !== undefined)
        faults.push({
          line,
          message: 'anchors are not read',
          found: `&${node.anchor}`,
          allowed: 'the value itself',
        });
      if (hasTag(node))
        faults.push({
          line,
          message: 'tags are not read',
          found: String(node.tag),
          allowed: 'a plain or quoted value',
        });
    },
  });
  return faults;
}

function hasTag(node: Node): boolean {
  return (isScalar(node) || isMap(node) || isSeq(node)) && node.tag !== undefined;
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
