import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveMergeBase } from '../../../src/git/resolve-revision.ts';
import { messagesSince, readRevision } from '../../../src/git/revision.ts';

let folder: string;
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
const commit = (name: string, text: string) => {
  mkdirSync(join(folder, 'state', 'tenants'), { recursive: true });
  writeFileSync(join(folder, 'state', 'tenants', name), text);
  git('add', '.');
  git('commit', '--quiet', '--message', name);
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'revision-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('in a repository', () => {
  beforeEach(() => {
    git('init', '--quiet', '--initial-branch', 'main');
    commit('acme.yaml', 'name: Äcme 🔧\n');
    commit('later.yaml', 'x\n');
  });

  it('reads files below a folder as they were', async () => {
    const result = await readRevision(join(folder, 'state'), 'HEAD~1', ['platform.yaml', 'tenants']);
    expect(result).toMatchObject({
      kind: 'files',
      files: new Map([['tenants/acme.yaml', 'name: Äcme 🔧\n']]),
    });
  });

  it('compares with where the branch left origin/main', async () => {
    git('update-ref', 'refs/remotes/origin/main', 'HEAD~1');
    const result = await readRevision(join(folder, 'state'), undefined, ['tenants']);
    expect(result).toMatchObject({ revision: git('rev-parse', 'HEAD~1').trim() });
  });

  it('finds where a branch left another one that moved on meanwhile', async () => {
    const left = git('rev-parse', 'HEAD').trim();
    git('switch', '--quiet', '--create', 'branch');
    commit('own.yaml', 'x\n');
    git('switch', '--quiet', 'main');
    commit('meanwhile.yaml', 'x\n');
    expect(await resolveMergeBase(folder, 'branch')).toEqual({ kind: 'commit', commit: left });
    expect(await resolveMergeBase(folder, 'main', 'branch')).toEqual({ kind: 'commit', commit: left });
    expect(await resolveMergeBase(folder, 'main')).toMatchObject({ commit: git('rev-parse', 'HEAD').trim() });
    expect(await resolveMergeBase(folder, 'nowhere')).toEqual({
      kind: 'unknown',
      reason: 'no such revision: nowhere',
    });
  });

  it('takes a revision as it is that has no commit in common, and says so', async () => {
    git('switch', '--quiet', '--orphan', 'other');
    commit('own.yaml', 'x\n');
    expect(await resolveMergeBase(folder, 'main')).toEqual({
      kind: 'commit',
      commit: git('rev-parse', 'main').trim(),
      notice: 'main and HEAD have no common commit: comparing with main itself',
    });
  });

  it('reads the messages of the commits since', async () => {
    commit('third.yaml', 'x\n');
    expect((await messagesSince(folder, 'HEAD~2')).map((text) => text.trim()).filter(Boolean)).toEqual([
      'third.yaml',
      'later.yaml',
    ]);
  });

  it('says that there is no origin/main', async () => {
    expect(await readRevision(folder, undefined, ['tenants'])).toEqual({
      kind: 'none',
      reason: 'there is no origin/main',
    });
  });

  it.each(['nowhere', '--output=/tmp/x'])('says that there is no revision %s', async (revision) => {
    expect(await readRevision(folder, revision, ['tenants'])).toEqual({
      kind: 'unknown',
      reason: `no such revision: ${revision}`,
    });
  });
});

it('says that it is outside Git', async () => {
  expect(await readRevision(folder, undefined, ['tenants'])).toEqual({
    kind: 'none',
    reason: 'not in a Git repository',
  });
  expect(await readRevision(folder, 'main', ['tenants'])).toEqual({
    kind: 'unknown',
    reason: 'not in a Git repository',
  });
});
