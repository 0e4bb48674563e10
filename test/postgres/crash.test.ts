import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Move, startMove } from './moving.ts';
import { ask, psql } from './psql.ts';
import { counts, type Isolation } from './world.ts';
import { openTransaction } from './writer.ts';

describe.each<Isolation>(['database', 'schema'])(
  'a move that is interrupted, with isolation %s',
  (isolation) => {
    let move: Move;
    beforeAll(async () => {
      move = await startMove(isolation);
    });
    afterAll(() => move.stop());

    const write = () => psql(move.owner, `INSERT INTO ${move.schema}.customer (name) VALUES ('late')`);
    const users = () => ask(move.everything, `SELECT username FROM ${move.schema}."user" ORDER BY 1`);

    /** Kills the script at a random point, several times. */
    async function interrupt(step: 'prepare' | 'gate' | 'unfence', moments: readonly number[]) {
      for (const moment of moments) {
        const running = move.start(step);
        await sleep(moment);
        await running.kill();
      }
    }

    it('is completed by the next run, wherever it was killed', async () => {
      await interrupt('prepare', [40, 100, 180]);
      expect(await move.run('prepare')).toMatchObject({ code: 0 });
      const before = await counts(move.everything, move.schema);
      await interrupt('gate', [60, 150, 300, 2300]);
      await interrupt('prepare', [90]);
      expect(await move.run('prepare')).toMatchObject({ code: 0 });
      expect(await move.run('gate')).toMatchObject({ code: 0 });
      expect((await write()).stderr).toMatch(/read-only transaction|permission denied/);
      expect(await users()).toEqual(['hinterhof-boss', 'hinterhof-new']);
      expect((await counts(move.everything, move.schema)).slice(1)).toEqual(before.slice(1));
      await interrupt('unfence', [60, 120]);
      expect(await move.run('unfence')).toMatchObject({ code: 0 });
      expect((await write()).code).toBe(0);
    });

    it('does not fence the data after the move was taken back, although its fence was still waiting', async () => {
      expect(await move.run('prepare')).toMatchObject({ code: 0 });
      const open = openTransaction(move.owner, `INSERT INTO ${move.schema}.customer (name) VALUES ('open')`);
      await sleep(300);
      const gate = move.start('gate');
      await sleep(1000);
      await gate.kill();
      expect(await move.run('unfence')).toMatchObject({ code: 0 });
      await open.commit();
      await sleep(500);
      expect((await write()).code).toBe(0);
    });
  },
);
