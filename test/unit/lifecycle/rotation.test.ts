import { describe, expect, it } from 'vitest';
import { ACME, MOVING, PETE } from '../../fixtures/fleet.ts';
import { worldOf } from '../../fixtures/lifecycle.ts';

const rotation = (tenant: string, generation: number) =>
  ({ kind: 'rotation', id: 'cli-1', actor: 'cli', tenant, generation }) as const;

describe('a rotation of the administrator’s password', () => {
  it.each([
    [ACME, 'acme'],
    [PETE, 'pete'],
  ])('raises the generation, once for each that is asked for', (text, id) => {
    const world = worldOf([text]);
    expect(world.tell(rotation(id, 2))).toMatchObject({ kind: 'changed' });
    expect(world.record(id)?.passwordGeneration).toBe(2);
    expect(world.tell(rotation(id, 2))).toMatchObject({ kind: 'unchanged' });
    expect(world.tell(rotation(id, 3))).toMatchObject({ kind: 'changed' });
    expect(world.record(id)?.passwordGeneration).toBe(3);
  });

  it('says when it takes effect', () => {
    expect(worldOf([ACME]).tell(rotation('acme', 2))).toMatchObject({
      warnings: [expect.stringContaining('tenant credentials acme')],
    });
    expect(worldOf([`${ACME}status: suspended\n`]).tell(rotation('acme', 2))).toMatchObject({
      warnings: ['acme does not serve: the new password is set when it does again'],
    });
  });

  it.each([
    ['of nobody', ACME, 'other'],
    ['of a tenant that is purged', `${ACME}status: purged\n`, 'acme'],
    ['of a tenant that is being purged', `${ACME}status: purging\n`, 'acme'],
    ['while its users move', MOVING, 'hinterhof'],
  ])('is refused: %s', (_what, text, id) => {
    expect(worldOf([text]).tell(rotation(id, 2))).toMatchObject({ kind: 'refused' });
  });
});
