import { describe, expect, it } from 'vitest';
import { parseSelection } from '../../../src/platform/selection.ts';
import { ACME, BIGSHOP, fleetOf, PETE } from '../../fixtures/fleet.ts';

const { records, platform } = fleetOf([ACME, `${BIGSHOP}version: v1.1.0\n`, `${PETE}status: suspended\n`]);
const picked = (text: string) => {
  const selection = parseSelection(text);
  if (selection.kind === 'fault') throw new Error(selection.message);
  return records.filter((record) => selection.matches(record, platform)).map(({ id }) => id);
};

it.each([
  ['tier=professional', ['acme']],
  ['tier==professional', ['acme']],
  ['tier!=professional', ['bigshop', 'pete']],
  ['tier in (professional, enterprise)', ['acme', 'bigshop']],
  ['tier notin (free,demo),status!=suspended', ['acme', 'bigshop']],
  ['version', ['acme', 'bigshop', 'pete']],
  ['!channel', ['bigshop']],
  ['channel=stable', ['acme', 'pete']],
  ['version=v1.1.0', ['bigshop']],
  ['version=v1.0.0', ['acme', 'pete']],
  ['id in (acme,pete) , status=active', ['acme']],
])('%s picks %j', (text, ids) => {
  expect(picked(text)).toEqual(ids);
});

it.each([
  ['id=acme', ['acme']],
  ['id in (acme, nobody),tier=free', ['acme', 'nobody']],
  ['id!=acme,id notin (pete),id', []],
])('%s asks for %j by name', (text, ids) => {
  expect(parseSelection(text)).toMatchObject({ ids });
});

describe('refused', () => {
  it.each(['', ' ', ','])('nothing: %j', (text) => {
    expect(parseSelection(text)).toEqual({
      kind: 'fault',
      message: 'the selection is empty (all tenants: id)',
    });
  });

  it.each(['colour=red', 'tier in professional', 'tier~x', 'a b'])('%s', (text) => {
    expect(parseSelection(text)).toEqual({
      kind: 'fault',
      message: `${text}: not a requirement (allowed: KEY=VALUE, KEY!=VALUE, KEY in (A,B), KEY notin (A,B), KEY, !KEY; keys: id, tier, status, channel, version, cluster)`,
    });
  });
});
