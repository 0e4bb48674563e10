import { describe, expect, it, vi } from 'vitest';
import type { renderTenant } from '../../../src/synth/tenant.ts';
import { committerOn, contents, makeRepository, signup } from '../../fixtures/committer.ts';

vi.mock(import('../../../src/synth/tenant.ts'), async (original) => {
  const real = await original();
  return {
    renderTenant(record, platform) {
      if (record.id === 'bad-luck') throw new Error('a chart that fails');
      return real.renderTenant(record, platform);
    },
  } satisfies { renderTenant: typeof renderTenant };
});

describe('an event that meets a defect', () => {
  it('is not acknowledged and changes nothing, and the others of its batch are in Git', async () => {
    const { repository } = await makeRepository();
    const { committer, told } = committerOn(repository);
    const events = ['First', 'Second', 'Bad Luck', 'Third'].map((name) => signup(name));
    const results = await Promise.all(events.map((event) => committer.submit(event)));
    expect(results.map(({ kind }) => kind)).toEqual(['decided', 'decided', 'unavailable', 'decided']);
    expect(results[2]).toEqual({ kind: 'unavailable', reason: 'a defect: a chart that fails' });
    const { paths } = await contents(repository);
    expect([...paths].filter((path) => path.startsWith('tenants/')).sort()).toEqual([
      'tenants/first.yaml',
      'tenants/second.yaml',
      'tenants/third.yaml',
    ]);
    expect(committer.trouble()).toBeUndefined();
    expect(told.failures).toEqual(['a defect: a chart that fails']);
    expect(await committer.submit(signup('Fourth'))).toMatchObject({ kind: 'decided' });
  });
});
