import { expect, it } from 'vitest';
import { openMetrics } from '../../../src/service/metrics.ts';
import { wantedImages } from '../../../src/service/wanted-images.ts';
import { ACME, MOVING, PETE } from '../../fixtures/fleet.ts';
import { worldOf } from '../../fixtures/lifecycle.ts';

const wanted = (...records: string[]) =>
  wantedImages(worldOf(records).state).map(({ namespace, container, image }) => [
    namespace,
    container,
    image.replace(/^.*:/, ''),
  ]);
const PLATFORM_OWN = [
  ['mechanicbuddy-system', 'management-api', '1.0.0'],
  ['mechanicbuddy-free-tier', 'api', '1.0.0'],
];

it('names the image of each API that serves', () => {
  expect(wanted(ACME, PETE)).toEqual([...PLATFORM_OWN, ['tenant-acme', 'api', '1.0.0']]);
});

it('follows a pin', () => {
  const pinned = `${ACME}version: v1.1.0\n`;
  expect(wanted(pinned).at(-1)).toEqual(['tenant-acme', 'api', '1.1.0']);
});

it.each([
  ['suspended', `${ACME}status: suspended\n`],
  ['importing its data', MOVING],
])('leaves out a tenant that is %s', (_state, record) => {
  expect(wanted(record)).toEqual(PLATFORM_OWN);
});

it('leaves no series of a release behind that is wanted no longer', async () => {
  const metrics = openMetrics();
  const lines = async () => (await metrics.text()).split('\n').filter((line) => line.includes('tenant-acme'));
  metrics.observer.synced(worldOf([ACME]).state);
  expect(await lines()).toHaveLength(1);
  metrics.observer.synced(worldOf([`${ACME}version: v1.1.0\n`]).state);
  expect(await lines()).toEqual([expect.stringContaining(':1.1.0')]);
});
