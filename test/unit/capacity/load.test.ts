import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addLoads, NO_LOAD, podLoad, times } from '../../../src/capacity/load.ts';
import { load, sized } from '../../fixtures/capacity.ts';

const container = (cpu: number, memory: number) => ({ resources: sized(cpu, memory) });
const staying = (cpu: number, memory: number) => ({ ...container(cpu, memory), restartPolicy: 'Always' });

describe('a pod takes', () => {
  it('what its containers take together', () => {
    expect(podLoad({ containers: [container(100, 64), container(50, 32)] })).toEqual(
      load(1, 150, 96, 300, 192),
    );
  });

  it('what its largest init container takes if that is more, separately for CPU and memory', () => {
    const pod = {
      containers: [container(100, 500)],
      initContainers: [container(300, 64), container(200, 64)],
    };
    expect(podLoad(pod)).toEqual(load(1, 300, 500, 600, 1000));
  });

  it('a sidecar beside the other containers', () => {
    const pod = { containers: [container(100, 100)], initContainers: [staying(10, 20)] };
    expect(podLoad(pod)).toEqual(load(1, 110, 120, 220, 240));
  });

  it('an init container beside earlier sidecars, but not beside later ones', () => {
    const later = [container(500, 500), staying(10, 10)];
    const earlier = [staying(10, 10), container(500, 500)];
    const most = (initContainers: typeof later) =>
      podLoad({ containers: [container(1, 1)], initContainers }).requests;
    expect(most(later)).toEqual({ cpuMillicores: 500, memoryMiB: 500 });
    expect(most(earlier)).toEqual({ cpuMillicores: 510, memoryMiB: 510 });
  });

  it('nothing without resources, and its limits if there are no requests', () => {
    expect(podLoad({ containers: [{}] })).toEqual(load(1));
    expect(podLoad({ containers: [{ resources: { limits: { cpu: '2', memory: '1Gi' } } }] })).toEqual(
      load(1, 2000, 1024, 2000, 1024),
    );
  });
});

it('adds and multiplies', () => {
  const amount = fc.nat(1_000_000);
  const any = fc.tuple(amount, amount, amount, amount, amount).map((numbers) => load(...numbers));
  fc.assert(
    fc.property(any, fc.nat(20), (one, count) => {
      const added = Array.from({ length: count }, () => one).reduce(addLoads, NO_LOAD);
      expect(times(one, count)).toEqual(added);
    }),
  );
});
