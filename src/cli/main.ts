#!/usr/bin/env node
import module from 'node:module';

// What was compiled once is kept in the system's temporary folder: the next command starts in half the time.
module.enableCompileCache?.();
await import('./command-line.ts');
