// Compares YAML writers: CPU time for one tenant's objects, and texts that a reader reads as something else.
import { readFileSync } from 'node:fs';
import { CORE_SCHEMA, dump, load, YAML11_SCHEMA } from 'js-yaml';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { table } from '../src/cli/terminal.ts';
import { emit, type Json } from '../src/yaml/emit.ts';
import { TRAPS } from '../test/fixtures/foreign-text.ts';

const objects = parseAllDocuments(readFileSync('dist/tenants/acme/manifests.yaml', 'utf8')).map(
  (document) => document.toJS() as Json,
);

const WRITERS: { readonly [name: string]: (value: Json) => string } = {
  'src/yaml/emit': emit,
  'js-yaml, defaults': (value) => dump(value),
  'yaml, defaults': (value) => stringify(value),
  "yaml, version '1.1'": (value) => stringify(value, { version: '1.1' }),
};
const READERS: readonly ((text: string) => unknown)[] = [
  (text) => parse(text, { version: '1.1' }),
  (text) => parse(text, { version: '1.2' }),
  (text) => load(text, { schema: YAML11_SCHEMA }),
  (text) => load(text, { schema: CORE_SCHEMA }),
];

/** Returns the CPU time for one tenant in milliseconds: the shortest of several rounds. */
function cost(write: (value: Json) => string): number {
  const rounds = Array.from({ length: 5 }, () => {
    const start = process.cpuUsage();
    for (let i = 0; i < 20; i++) for (const object of objects) write(object);
    return process.cpuUsage(start).user / 1000 / 20;
  });
  return Math.min(...rounds);
}

/** Returns the texts that some reader of YAML 1.1 or 1.2 rejects or reads as something else. */
function misread(write: (value: Json) => string): number {
  return TRAPS.filter((text) => READERS.some((read) => !isSame(read, write, text))).length;
}

function isSame(read: (text: string) => unknown, write: (value: Json) => string, text: string): boolean {
  try {
    return (read(write({ key: text })) as { key: unknown }).key === text;
  } catch {
    return false;
  }
}

const rows = Object.entries(WRITERS).map(([name, write]) => [
  name,
  `${cost(write).toFixed(2)} ms`,
  `${misread(write)} of ${TRAPS.length}`,
]);
process.stdout.write(table(['WRITER', 'CPU A TENANT', 'TEXTS MISREAD'], rows));
