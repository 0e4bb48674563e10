#!/usr/bin/env node
import module from 'node:module';

// Checked before anything else is loaded: the errors of an older Node would not name the cause.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(`mechanicbuddy needs Node 22.12 or newer; this is ${process.versions.node}\n`);
  process.exitCode = 2;
} else {
  // Keeps compiled code in the system's temporary folder: the next command starts in half the time.
  module.enableCompileCache?.();
  await import('./command-line.ts');
}
