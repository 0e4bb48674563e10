import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Move, startMove } from './moving.ts';
import { ask } from './psql.ts';
import { counts, type Isolation, OWNER, placeOf } from './world.ts';

describe.each<Isolation>(['database', 'schema'])('with isolation %s', (isolation) => {
  let move: Move;
  beforeEach(async () => {
    move = await startMove(isolation);
  });
  afterEach(() => move.stop());

  const users = () => ask(move.tenancy, 'SELECT username FROM public."user" ORDER BY 1');
  const other = () => {
    const { database, schema } = placeOf('other', isolation);
    return counts({ ...move.superuser, PGUSER: OWNER, PGDATABASE: database }, schema);
  };
  const schemas = () =>
    ask(move.owner, `SELECT nspname FROM pg_namespace WHERE nspname = 'tenant_hinterhof'`);

  it.each([
    ['a purge', 'purge'],
    ['a move that is over', 'release'],
  ] as const)(
    '%s drops the tenant’s own users, and nothing of another’s; twice is as good',
    async (_what, step) => {
      const before = await other();
      expect(await users()).toEqual(['hinterhof-boss', 'hinterhof-new', 'other-boss']);
      for (let time = 0; time < 2; time++) {
        expect(await move.run(step)).toMatchObject({ code: 0 });
        expect(await users()).toEqual(['other-boss']);
      }
      expect(await other()).toEqual(before);
      expect(await schemas()).toEqual([]);
    },
  );
});
