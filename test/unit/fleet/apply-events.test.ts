import { describe, expect, it, vi } from 'vitest';
import type { DomainAsked, StepAsked, TenantEvent } from '../../../src/events/event.ts';
import { applyEvents } from '../../../src/fleet/apply-events.ts';
import type { renderTenant } from '../../../src/synth/tenant.ts';
import { committerOn, contents, makeRepository, signup } from '../../fixtures/committer.ts';
import { ACME } from '../../fixtures/fleet.ts';
import { NOW, worldOf } from '../../fixtures/lifecycle.ts';

vi.mock(import('../../../src/synth/tenant.ts'), async (original) => {
  const real = await original();
  return {
    renderTenant(record, platform) {
      if (record.id === 'bad-luck') throw new Error('a chart that fails');
      const files = real.renderTenant(record, platform);
      if (record.id !== 'unreleased' || record.storage === undefined) return files;
      return new Map(
        [...files].map(([path, text]) => [path, text.replaceAll('image: ghcr.io', 'image: evil.io')]),
      );
    },
  } satisfies { renderTenant: typeof renderTenant };
});

const OPTIONS = { now: NOW, renders: true, gates: true, limits: { count: 10, bytes: 2 ** 21 } };

describe('an event that meets a defect', () => {
  it('is not acknowledged and changes nothing, and the others of its batch are in Git', async () => {
    const { repository } = await makeRepository();
    const { committer, told } = committerOn(repository);
    const events = ['First', 'Second', 'Bad Luck', 'Third'].map((name) => signup(name));
    const results = await Promise.all(events.map((event) => committer.submit(event)));
    expect(results.map(({ kind }) => kind)).toEqual(['decided', 'decided', 'unavailable', 'decided']);
    expect(results[2]).toEqual({ kind: 'unavailable', reason: 'a defect: a chart that fails' });
    const { entries } = await contents(repository);
    expect([...entries.keys()].filter((path) => path.startsWith('tenants/')).sort()).toEqual([
      'tenants/first.yaml',
      'tenants/second.yaml',
      'tenants/third.yaml',
    ]);
    expect(committer.trouble()).toBeUndefined();
    expect(told.failures).toEqual(['a defect: a chart that fails']);
    expect(await committer.submit(signup('Fourth'))).toMatchObject({ kind: 'decided' });
  });
});

describe('what the gate refuses', () => {
  it.each([true, false])('is refused, whether the rendered files are committed too: %s', (renders) => {
    const record = ACME.replace('id: acme', 'id: unreleased');
    const { state, platform } = worldOf([record]);
    const event: TenantEvent = {
      kind: 'patch',
      id: 'x',
      actor: 'admin:eve',
      tenant: 'unreleased',
      patch: { storage: '60Gi' },
    };
    const { results, commit } = applyEvents(state, [event], { ...OPTIONS, platform, renders });
    expect(results).toMatchObject([
      { kind: 'refused', detail: 'the gate refuses what this renders: image-without-release' },
    ]);
    expect(commit).toBeUndefined();
  });
});

const DOMAIN = 'workshop.acme.com';
const TOKEN = '0123456789abcdef0123456789abcdef';
const named = (id: string, fields: string) => ACME.replace('id: acme', `id: ${id}`) + fields;
const WAITS = `pendingDomains: [{domain: ${DOMAIN}, token: ${TOKEN}, expiresAt: 2026-11-30T00:00:00Z}]\n`;
const HAS = `domains: [${DOMAIN}]\n`;
const PURGED = `${HAS}status: purged\n`;
const domain = (kind: DomainAsked['kind'], tenant: string): DomainAsked => ({
  kind,
  actor: 'admin:eve',
  id: `${kind}-${tenant}`,
  tenant,
  domain: DOMAIN,
  token: TOKEN,
});
const recovery = (tenant: string): StepAsked => ({
  kind: 'restore',
  actor: 'admin:eve',
  id: `restore-${tenant}`,
  tenant,
  fromBackup: true,
});

describe('a domain within one commit', () => {
  it.each<[string, readonly string[], readonly TenantEvent[], readonly string[]]>([
    [
      'is whose proof came first',
      [named('one', WAITS), named('two', WAITS)],
      [domain('domain-verify', 'one'), domain('domain-verify', 'two')],
      ['changed', 'taken'],
    ],
    [
      'is the verified one’s, not that of a tenant restored from its backup',
      [named('one', WAITS), named('two', PURGED)],
      [domain('domain-verify', 'one'), recovery('two')],
      ['changed', 'invalid'],
    ],
    [
      'is the restored one’s',
      [named('one', PURGED), named('two', WAITS)],
      [recovery('one'), domain('domain-verify', 'two')],
      ['changed', 'taken'],
    ],
    [
      'that was given up is free again',
      [named('one', HAS), named('two', WAITS)],
      [domain('domain-remove', 'one'), domain('domain-verify', 'two')],
      ['changed', 'changed'],
    ],
    [
      'that was given up and proved anew is its new owner’s alone',
      [named('one', HAS), named('two', WAITS), named('three', WAITS)],
      [
        domain('domain-remove', 'one'),
        domain('domain-verify', 'two'),
        domain('domain-remove', 'one'),
        domain('domain-verify', 'three'),
      ],
      ['changed', 'changed', 'unchanged', 'taken'],
    ],
    [
      'of a tenant that is purged in it is free again',
      [
        named('one', `${HAS}status: purging\npurgeStep: emptied\nstepAt: 2026-11-20T00:00:00Z\n`),
        named('two', WAITS),
      ],
      [{ kind: 'date', actor: 'sweep', id: 'date-one', tenant: 'one' }, domain('domain-verify', 'two')],
      ['changed', 'changed'],
    ],
  ])('%s', (_what, records, events, wanted) => {
    const { state, platform } = worldOf(records);
    const { results } = applyEvents(state, events, { ...OPTIONS, platform });
    expect(results.map((each) => (each.kind === 'refused' ? each.rule : each.kind))).toEqual(wanted);
  });
});
