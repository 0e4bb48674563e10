import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { renderFleet } from '../../../src/synth/render.ts';
import { emitDocuments, type Json } from '../../../src/yaml/emit.ts';
import { ACME, BIGSHOP, fleetOf, objectsIn, PETE } from '../../fixtures/fleet.ts';

/** All of it anew: the fixtures’ own remembers what belongs to no tenant. */
const rendered = (records: readonly string[]) => renderFleet(fleetOf(records), { generator: 'test' });

describe('reproducible', () => {
  it('gives the same bytes for another order of files, time zone and locale', () => {
    const run = (order: string, env: Record<string, string>) =>
      execFileSync(process.execPath, ['test/fixtures/render-shuffled.ts', order], {
        env: { ...process.env, ...env },
        encoding: 'utf8',
      })
        .trim()
        .split(' ');
    const [here, hour, number] = run('sorted', { TZ: 'UTC', LC_ALL: 'C' });
    const [there, otherHour, otherNumber] = run('reversed', {
      TZ: 'Pacific/Auckland',
      LC_ALL: 'de_DE.UTF-8',
    });
    expect([hour, otherHour]).toEqual(['0', '12']);
    expect([number, otherNumber]).toEqual(['1.5', '1,5']);
    expect(there).toBe(here);
  });

  it('uses neither the time nor random numbers', () => {
    const now = Date.now;
    const random = Math.random;
    const refuse = () => {
      throw new Error('rendering asked for the time or for chance');
    };
    Object.assign(Date, { now: refuse });
    Object.assign(Math, { random: refuse });
    try {
      expect(rendered([ACME, PETE]).size).toBeGreaterThan(5);
    } finally {
      Object.assign(Date, { now });
      Object.assign(Math, { random });
    }
  });
});

describe('one bundle does not depend on another', () => {
  it('renders a tenant alone as among others', () => {
    const all = rendered([ACME, BIGSHOP, PETE]);
    const alone = renderFleet(fleetOf([ACME, BIGSHOP, PETE]), { generator: 'test', tenants: ['bigshop'] });
    expect([...alone.keys()]).toEqual([
      'dist/tenants/bigshop/application.json',
      'dist/tenants/bigshop/manifests.yaml',
    ]);
    for (const [path, text] of alone) expect(text).toBe(all.get(path));
  });

  it('renders the platform the same with and without tenants', () => {
    const few = rendered([]);
    const many = rendered([ACME, BIGSHOP, PETE]);
    for (const [path, text] of few) expect(many.get(path), path).toBe(text);
  });
});

describe('what a customer typed', () => {
  it('is in no manifest, except for hosts', () => {
    const hostile = ACME.replace('ACME Auto Repair', '"x\\"]}: {{.id}} $(PGPASSWORD) <script> # &anchor"');
    const files = rendered([hostile]);
    const harmless = rendered([ACME]);
    for (const path of harmless.keys()) expect(files.get(path), path).toBe(harmless.get(path));
  });
});

it('writes every file in the project’s one form', () => {
  for (const [path, text] of rendered([ACME, PETE])) {
    if (!path.endsWith('manifests.yaml')) continue;
    const [head, ...rest] = text.split('\n');
    expect(head).toMatch(/^# Rendered from \S+ by mechanicbuddy synth/);
    expect(rest.join('\n')).toBe(
      emitDocuments(objectsIn(new Map([[path, text]]), path) as unknown as Json[]),
    );
  }
});

it('records the generator’s version', () => {
  expect(JSON.parse(rendered([]).get('dist/generator.json') ?? '')).toEqual({ version: 'test' });
});

it('renders JSON Schemas in which fields with a default are optional', () => {
  const schema = JSON.parse(rendered([]).get('schemas/tenant.schema.json') ?? '');
  expect(schema.required).toEqual(['id', 'name', 'ownerEmail', 'tier', 'mechanics']);
  expect(schema.properties.tier).toMatchObject({ type: 'string', pattern: expect.any(String) });
  const tiers = JSON.parse(rendered([]).get('schemas/platform.schema.json') ?? '').properties.tiers;
  expect(tiers.additionalProperties.properties).toHaveProperty('like');
  expect(schema.additionalProperties).toBe(false);
});
