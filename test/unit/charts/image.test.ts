import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fleetOf } from '../../fixtures/fleet.ts';

const lines = readFileSync('Dockerfile', 'utf8').split('\n');
const instructions = (name: string) =>
  lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
const { provisioner } = fleetOf([]).platform.images;

/** What it takes from this folder, not from the stage before. */
const sources = instructions('COPY')
  .filter((line) => !line.startsWith('--from='))
  .flatMap((line) => line.split(' ').slice(0, -1));

describe('the image of the webhook service', () => {
  it.each(sources)('is made of what is here and not ignored: %s', (source) => {
    expect(existsSync(source)).toBe(true);
    expect(readFileSync('.dockerignore', 'utf8').split('\n')).toContain(`!${source}`);
  });

  it('is made of nothing else: secrets and records stay out', () => {
    const ignored = readFileSync('.dockerignore', 'utf8').trim().split('\n');
    expect(ignored[0]).toBe('*');
    expect(ignored.slice(1).sort()).toEqual(sources.map((source) => `!${source}`).sort());
  });

  it('runs as the user and at the port that its Deployment names', () => {
    expect(instructions('USER')).toEqual([`${provisioner.user}:${provisioner.user}`]);
    expect(instructions('EXPOSE')).toEqual([String(provisioner.port)]);
    expect(instructions('ENTRYPOINT')).toEqual(['["node", "lib/src/cli/main.js"]']);
    expect(instructions('CMD')).toEqual(['["serve"]']);
  });

  it('has the version of Node that the project is tried with', () => {
    const wanted = JSON.parse(readFileSync('package.json', 'utf8')).devDependencies.node;
    for (const image of instructions('FROM')) expect(image).toMatch(/^node:24-alpine/);
    expect(wanted).toMatch(/^\^24\./);
  });
});
