import { generateFleet } from '../../bench/fleet.ts';

const PLATFORM = `domain: mechanicbuddy.app
repository:
  url: https://github.com/your-org/mechanicbuddy
releases: {v1.2.2: {}, v1.2.3: {}, v1.3.0: {}}
channels: {stable: v1.2.3, canary: v1.3.0}
freeTier: {maxTenants: 120}
`;

export const HOSTILE = '<img src=x onerror="document.title=1"> "&amp; <script>alert(1)</script>';

const inDays = (days: number) =>
  new Date(Date.now() + days * 86_400_000).toISOString().replace(/\.\d+Z$/, 'Z');

/** Tenants in noteworthy states. */
const SPECIAL = [
  `id: zz-hostile\nname: ${JSON.stringify(HOSTILE)}\nownerEmail: a@b.example\ntier: professional\nmechanics: 3\n`,
  `id: hatch-demo\nname: Hatch Demo\nownerEmail: a@b.example\ntier: demo\nmechanics: 1\ntrialEndsAt: ${inDays(3.5)}\ntrialWarnedAt: ${inDays(-1)}\n`,
  `id: hatch-leaving\nname: Hatch Leaving\nownerEmail: a@b.example\ntier: professional\nmechanics: 2\nstatus: cancelled\nendsAt: ${inDays(20.5)}\n`,
  `id: hatch-archived\nname: Hatch Archived\nownerEmail: a@b.example\ntier: enterprise\nmechanics: 30\nstatus: archived\npurgeAfter: ${inDays(80.5)}\n`,
  `id: hatch-purging\nname: Hatch Purging\nownerEmail: a@b.example\ntier: professional\nmechanics: 5\nstatus: purging\npurgeStep: unprotected\nstepAt: ${inDays(-0.5)}\n`,
  `id: hatch-purged\nname: Hatch Purged\nownerEmail: a@b.example\ntier: professional\nmechanics: 5\nstatus: purged\n`,
  `id: hatch-many\nname: Hätch with many Domains and a Name that is as long as anybody would want it\nownerEmail: a@b.example\ntier: enterprise\nmechanics: 40\nchannel: canary\ndomains: [workshop-with-a-long-name.hatch-many-domains.example, second.hatch.example, third.hatch.example]\n`,
];

/** Returns the sources of a fleet: most tenants are generated, and some are in each state. */
export function fleetFiles(count: number): Map<string, string> {
  if (count === 0) return new Map([['platform.yaml', PLATFORM]]);
  const files = generateFleet(count - SPECIAL.length);
  files.set('platform.yaml', PLATFORM);
  const records = [...files].filter(([path]) => path.startsWith('tenants/'));
  for (const [i, [path, text]] of records.entries()) {
    if (/tier: free/.test(text)) continue;
    if (i % 10 === 0) files.set(path, `${text}channel: canary\n`);
    else if (i % 25 === 1) files.set(path, `${text}version: v1.2.2\n`);
  }
  for (const text of SPECIAL) files.set(`tenants/${/^id: (.*)$/m.exec(text)?.[1]}.yaml`, text);
  return files;
}
