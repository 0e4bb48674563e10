// The program that a user of plain cdk8s writes: one App, a Chart for each tenant, `synth()`. Usage: plain-cdk8s FLEET OUT
import { App } from 'cdk8s';
import { TenantChart } from '../../src/charts/tenant/tenant-chart.ts';
import { readFiles } from '../../src/files/disk.ts';
import { parseFleet } from '../../src/platform/fleet.ts';
import { resolveParts } from '../../src/platform/resolve.ts';
import type { Placeholder, Words } from '../../src/platform/tenant.ts';

const [root = '', outdir = ''] = process.argv.slice(2);
const fleet = parseFleet(await readFiles(root, ['platform.yaml', 'tenants']));
if (fleet.kind === 'problems') throw new Error(JSON.stringify(fleet.problems[0]));
const app = new App({ outdir });
for (const record of fleet.records) {
  // Real values instead of placeholders: every tenant is rendered on its own.
  const words = record as Words as Words<Placeholder>;
  for (const tenant of resolveParts(record, fleet.platform, words))
    if (tenant.kind === 'dedicated') new TenantChart(app, { tenant, platform: fleet.platform });
}
app.synth();
