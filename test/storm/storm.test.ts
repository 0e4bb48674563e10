import { describe, expect, it } from 'vitest';
import { generatorVersion } from '../../src/cli/version.ts';
import type { FileSet } from '../../src/files/file-set.ts';
import { trailers } from '../../src/fleet/commit-message.ts';
import { renderFleet } from '../../src/synth/render.ts';
import { contents } from '../fixtures/committer.ts';
import { filesOf, fleetOf } from '../fixtures/fleet.ts';
import { PRICES } from '../fixtures/lifecycle.ts';
import { chance } from './chance.ts';
import {
  expectBilling,
  expectCommandsPass,
  expectLinear,
  expectOnceEach,
  expectSignups,
} from './expectations.ts';
import { grounds, type StormGround } from './grounds.ts';
import { type Counted, countedBy, type Running, startProcess } from './processes.ts';
import { type Acknowledged, sendAll } from './senders.ts';
import { EVENTS, type Sent, SIGNUPS, traffic } from './traffic.ts';

const PLATFORM = `${PRICES}freeTier: {maxTenants: 1000}\n`;
const SEED = Number(process.env['STORM_SEED'] ?? 20_261_123);
/** Concurrent requests. */
const WIDTH = 40;
/** The share of requests after which a process is killed. */
const KILL_AT = 0.4;

for (const { name, open } of grounds) {
  describe(`${name}, seed ${SEED}`, () => {
    it('has each request in Git once, with two services, shuffled and repeated requests, and one process killed', async () => {
      const ground = await open(fleet(), chance(SEED + 1));
      try {
        const storm = await run(ground, traffic(chance(SEED)));
        const faults = ground.calm();
        const history = await ground.history();
        console.log(`${name}, seed ${SEED}\n${report(storm, history, faults)}`);
        expectLinear(history);
        const { texts } = await contents(ground.repository);
        expectOnceEach(storm.results, history);
        expectSignups(storm.results, texts, history);
        expectBilling(storm.results, texts, PLATFORM);
        await expectCommandsPass(texts);
        expect(storm.cutOff, 'requests were under way when the process was killed').toBeGreaterThan(0);
      } finally {
        await ground.close();
      }
    });
  });
}

function fleet(): FileSet {
  const rendered = renderFleet(fleetOf([], PLATFORM), { generator: generatorVersion() });
  return new Map([...filesOf([], PLATFORM), ...rendered]);
}

interface Storm {
  readonly results: readonly Acknowledged[];
  /** Counters of the two services, and of the killed one. */
  readonly counted: readonly Counted[];
  /** Requests that were sent more than once: without other faults, those in progress at the kill. */
  readonly cutOff: number;
  readonly seconds: number;
}

async function run({ program, variables }: StormGround, all: readonly Sent[]): Promise<Storm> {
  const running = [await startProcess(program, variables), await startProcess(program, variables)];
  const urls = running.map(({ url }) => url);
  const counted: Counted[] = [];
  let killing: Promise<void> | undefined;
  const killAndStart = async () => {
    const [, victim] = running as [Running, Running];
    counted.push(await countedBy(victim));
    await victim.end('SIGKILL');
    running[1] = await startProcess(program, variables);
    urls[1] = running[1].url;
  };
  try {
    const began = performance.now();
    const results = await sendAll(all, WIDTH, urls, chance(SEED + 2), (done) => {
      if (done > KILL_AT) killing ??= killAndStart();
    });
    const seconds = (performance.now() - began) / 1000;
    await killing;
    counted.push(...(await Promise.all(running.map(countedBy))));
    return { results, counted, seconds, cutOff: results.filter(({ tries }) => tries > 1).length };
  } finally {
    await Promise.all(running.map(({ end }) => end('SIGTERM')));
  }
}

function report(
  { results, counted, seconds }: Storm,
  history: readonly { message: string }[],
  faults: number,
) {
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
  const most = (numbers: readonly number[]) => (Math.max(...numbers) / 1000).toFixed(1);
  const commits = history.length - 1;
  const changes = sum(history.map(({ message }) => trailers(message, 'Event-Id').length));
  return [
    `  ${results.length} requests (${SIGNUPS} signups, ${EVENTS} events, the others repeated), ${WIDTH} at a time`,
    `  ${SIGNUPS} signups and ${changes - SIGNUPS} events in ${commits} commits: ${(SIGNUPS / commits).toFixed(1)} signups, ${(changes / commits).toFixed(1)} changes a commit`,
    `  ${sum(counted.map(({ conflicts }) => conflicts))} heads that moved, ${sum(counted.map(({ failed }) => failed))} commits that failed, ${faults} faults at Git’s server`,
    `  ${sum(results.map(({ tries }) => tries - 1))} requests sent again`,
    `  slowest answer ${most(results.map(({ slowest }) => slowest))} s, slowest acknowledgement ${most(results.map(({ milliseconds }) => milliseconds))} s, ${seconds.toFixed(0)} s in all`,
  ].join('\n');
}
