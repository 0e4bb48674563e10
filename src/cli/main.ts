#!/usr/bin/env node
import module from 'node:module';

// Before anything else is loaded: what an older Node stumbles over says nothing to a person.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(`mechanicbuddy needs Node 22.12 or newer; this is ${process.versions.node}\n`);
  process.exitCode = 2;
} else {
  // What was compiled once is kept in the system's temporary folder: the next command starts in half the time.
  module.enableCompileCache?.();
  await import('./command-line.ts');
}
