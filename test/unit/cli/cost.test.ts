import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fleetCost } from '../../../src/capacity/fleet-capacity.ts';
import { type Workspace, workspace } from '../../fixtures/command.ts';
import { ACME, BIGSHOP, filesOf, fleetOf, PETE, TRYOUT } from '../../fixtures/fleet.ts';

const suspended = `${ACME.replaceAll('acme', 'norden')}status: suspended\nsuspendedBy: billing\n`;
const records = [ACME, BIGSHOP, suspended, PETE, TRYOUT];

let place: Workspace;
beforeAll(async () => {
  place = await workspace(filesOf(records));
});
afterAll(() => place.remove());

const TABLES = `TIER                                  TENANTS     COST   REVENUE   MARGIN
free (share of the shared instance)         1    30.00      0.00   -30.00
demo (share of the shared instance)         1    30.00      0.00   -30.00
professional                                2   104.20     80.00   -24.20
enterprise                                  1   306.30    390.00    83.70
system                                           84.20      0.00   -84.20
in all                                      5   554.70    470.00   -84.70

per month in USD, at the prices in platform.yaml: requested CPU and memory, and volumes, but not backups

LOWEST MARGINS   TIER           STATUS      MECHANICS     COST   REVENUE   MARGIN
pete             free           active              1    30.00      0.00   -30.00
tryout           demo           active              1    30.00      0.00   -30.00
acme             professional   active              4    94.20     80.00   -14.20
norden           professional   suspended           4    10.00      0.00   -10.00
bigshop          enterprise     active             26   306.30    390.00    83.70
`;

describe('cost', () => {
  it('prints tables for people', async () => {
    expect(await place.run('cost')).toEqual({ code: 0, stdout: TABLES, stderr: '' });
  });

  it('prints the same as JSON', async () => {
    const { code, stdout } = await place.run('cost', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(fleetCost(fleetOf(records)));
  });

  it('lists the given number of lowest margins', async () => {
    const names = async (worst: string) =>
      (
        JSON.parse((await place.run('cost', '--json', '--worst', worst)).stdout) as {
          worst: { id: string }[];
        }
      ).worst.map(({ id }) => id);
    expect(await names('2')).toEqual(['pete', 'tryout']);
    expect(await names('0')).toEqual([]);
    expect((await place.run('cost', '--worst', '0')).stdout).not.toContain('LOWEST');
  });

  it('of a selection', async () => {
    const { stdout } = await place.run('cost', '-l', 'tier=professional');
    expect(stdout).toMatch(/^selected +2 +104\.20 +80\.00 +-24\.20$/m);
    expect(stdout).not.toMatch(/^(system|pete|bigshop)/m);
  });

  it.each([
    ['-l', 'colour=red'],
    ['--worst', 'many'],
  ])('%s %s is wrong: exit 2', async (...args) => {
    const { code, stdout, stderr } = await place.run('cost', ...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).not.toBe('');
  });
});
