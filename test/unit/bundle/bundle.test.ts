import { execFile, execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const run = promisify(execFile);
let root: string;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** A program that says a word, of the shape that `bundle.mjs` expects. */
const says = (word: string) => write('src/cli/word.ts', `export const word = '${word}';\n`);
const bundled = () => run(process.execPath, ['bundle.mjs'], { cwd: root });
const program = () =>
  execFileSync(process.execPath, ['lib/src/cli/main.js'], { cwd: root, encoding: 'utf8', stdio: 'pipe' });
const builds = () => readdirSync(join(root, 'lib')).filter((name) => name !== 'src');
const builtAt = () => statSync(join(root, 'lib/src/cli/main.js')).mtimeMs;
/** The build that runs. */
const current = () =>
  /'\.\.\/\.\.\/(\w+)\//.exec(readFileSync(join(root, 'lib/src/cli/main.js'), 'utf8'))?.[1];
const programHash = () => readFileSync(join(root, 'lib', current() ?? '', 'program-hash'), 'utf8');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bundle-'));
  cpSync('bundle.mjs', join(root, 'bundle.mjs'));
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
  write('package.json', '{"type": "module"}');
  write('package-lock.json', '{}');
  write('imports/there.ts', '');
  write('src/http/page/index.html', '<p>one</p>');
  write('src/cli/hash-check-thread.ts', '');
  write('src/cli/main.ts', "const { word } = await import('./word.ts');\nprocess.stdout.write(word);\n");
  says('one');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('the program', () => {
  it('is built from the sources', async () => {
    await bundled();
    expect(program()).toBe('one');
    says('two');
    await bundled();
    expect(program()).toBe('two');
  });

  it('is left alone while nothing changes', async () => {
    await bundled();
    const before = builtAt();
    await bundled();
    expect(builtAt()).toBe(before);
    expect(builds()).toHaveLength(1);
  });

  it.each([
    ['a source', () => says('two')],
    ['a generated source', () => write('imports/there.ts', 'export {};\n')],
    ['the lock file', () => write('package-lock.json', '{"changed": true}')],
    ['bundle.mjs', () => write('bundle.mjs', `${readFileSync('bundle.mjs', 'utf8')}// changed\n`)],
    ['a file of the page', () => write('src/http/page/index.html', '<p>two</p>')],
    ['the build, which is gone', () => rmSync(join(root, 'lib', current() ?? ''), { recursive: true })],
  ])('is built again after a change of %s', async (_, change) => {
    await bundled();
    const before = builtAt();
    change();
    await bundled();
    expect(builtAt()).toBeGreaterThan(before);
    const page = join(root, 'lib', current() ?? '', 'page/index.html');
    expect(readFileSync(page)).toEqual(readFileSync(join(root, 'src/http/page/index.html')));
  });

  it('has another hash only when it is another program', async () => {
    await bundled();
    const before = programHash();
    write('src/cli/word.ts', "// Only a comment.\nexport const word = 'one';\n");
    await bundled();
    expect(programHash()).toBe(before);
    says('two');
    await bundled();
    expect(programHash()).not.toBe(before);
  });

  it('keeps a build of today, which may still run, and removes an older one', async () => {
    await bundled();
    const first = current() ?? '';
    says('two');
    await bundled();
    expect(builds()).toContain(first);
    const old = new Date(Date.now() - 25 * 60 * 60 * 1000);
    utimesSync(join(root, 'lib', first), old, old);
    says('three');
    await bundled();
    expect(builds()).not.toContain(first);
    expect(program()).toBe('three');
  });
});

it('runs after every interrupt, as it was or as it is now', async () => {
  await bundled();
  const begin = Date.now();
  says('two');
  await bundled();
  const whole = Date.now() - begin;
  const words = ['two'];
  for (let part = 0; part <= 10; part++) {
    words.push(`word-${part}`);
    says(`word-${part}`);
    const building = bundled();
    const end = building.catch(() => undefined);
    await setTimeout((whole * part) / 10);
    building.child.kill('SIGKILL');
    await end;
    expect(words).toContain(program());
  }
  await bundled();
  expect(program()).toBe('word-10');
});

it('is there all the time while several build it at once', async () => {
  await bundled();
  says('two');
  let isDone = false;
  const all = Promise.all([bundled(), bundled(), bundled()]).finally(() => {
    isDone = true;
  });
  do {
    const { stdout } = await run(process.execPath, ['lib/src/cli/main.js'], { cwd: root });
    expect(['one', 'two']).toContain(stdout);
  } while (!isDone);
  await all;
  expect(program()).toBe('two');
  expect(builds()).toHaveLength(2);
});

it('is built by several that begin at once with nothing', async () => {
  await Promise.all([bundled(), bundled(), bundled()]);
  expect(program()).toBe('one');
  expect(builds()).toHaveLength(1);
});
