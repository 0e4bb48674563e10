import { ApiObject, type App, Chart } from 'cdk8s';
import { expect, it } from 'vitest';
import { manifestsOf, manifestText } from '../../../src/synth/manifests.ts';

const chartOf =
  (...names: string[]) =>
  (app: App) => {
    const chart = new Chart(app, 'chart');
    names.forEach((name, i) => {
      new ApiObject(chart, `object-${i}`, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name },
        data: { name: 'x', a: 'b' },
      });
    });
    return chart;
  };

it('rejects two objects with one name, of which Argo CD would apply the last', () => {
  expect(() => manifestsOf(chartOf('a', 'b', 'a'))).toThrow(
    'v1 ConfigMap /a is rendered twice in one bundle',
  );
});

it('starts with the source, and puts identifying keys first', () => {
  expect(
    manifestText('tenants/acme.yaml', manifestsOf(chartOf('a', 'b'))),
  ).toBe(`# Rendered from tenants/acme.yaml by mechanicbuddy synth: edit that file, not this one.
apiVersion: v1
kind: ConfigMap
metadata:
  name: a
data:
  name: x
  a: b
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: b
data:
  name: x
  a: b
`);
});
