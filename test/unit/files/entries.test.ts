import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readEntries } from '../../../src/files/entries.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mechanicbuddy-entries-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), path);
  }
}
const entries = (...paths: string[]) => Object.fromEntries(readEntries(root, paths));

it('are the files at and below the paths', () => {
  write('a', 'tenants/acme.yaml', 'tenants/eu/beta.yaml', 'dist/tenants/acme/x', 'dist/other');
  expect(entries('a', 'tenants', 'dist/tenants', 'absent', 'absent/below')).toEqual({
    a: 'file',
    'tenants/acme.yaml': 'file',
    'tenants/eu/beta.yaml': 'file',
    'dist/tenants/acme/x': 'file',
  });
});

it('are links, not what these lead to', () => {
  write('elsewhere/x');
  mkdirSync(join(root, 'tenants'));
  symlinkSync('../elsewhere', join(root, 'tenants/folder'));
  symlinkSync('nowhere', join(root, 'tenants/acme.yaml'));
  expect(entries('tenants')).toEqual({ 'tenants/folder': 'link', 'tenants/acme.yaml': 'link' });
  symlinkSync('tenants', join(root, 'other'));
  expect(entries('other', 'other/acme.yaml')).toEqual({ other: 'link' });
});

it('are what is in place of a parent folder', () => {
  write('dist');
  expect(entries('dist/tenants/acme', 'dist/tenants/beta')).toEqual({ dist: 'file' });
});

it('are a submodule, not its files', () => {
  write('tenants/module/.git', 'tenants/module/x', 'tenants/acme.yaml');
  expect(entries('tenants')).toEqual({ 'tenants/module': 'submodule', 'tenants/acme.yaml': 'file' });
});

it('leave out what Git does not record', () => {
  write('tenants/acme.yaml');
  execFileSync('mkfifo', [join(root, 'tenants/pipe')]);
  expect(entries('tenants')).toEqual({ 'tenants/acme.yaml': 'file' });
});
