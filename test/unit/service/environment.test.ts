import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../src/service/environment.ts';

const LOCAL = {
  GIT_ADAPTER: 'local',
  GIT_DIR: '/repository.git',
  SIGNUP_WEBHOOK_SECRET: 'a-secret-of-the-portal',
};
const problemsOf = (variables: Record<string, string>) => {
  const read = readEnvironment(variables);
  return read.kind === 'problems' ? read.problems : [];
};
const environmentOf = (variables: Record<string, string>) => {
  const read = readEnvironment(variables);
  if (read.kind === 'problems') throw new Error(read.problems.join('\n'));
  return read.environment;
};

describe('the environment', () => {
  it('has defaults for what an operator need not say', () => {
    expect(environmentOf(LOCAL)).toMatchObject({
      PORT: 8080,
      GIT_BRANCH: 'main',
      LOG_LEVEL: 'info',
      BODY_LIMIT: 1_048_576,
      QUEUE_LIMIT: 1000,
    });
  });

  it('takes a secret from a file, without its last line break', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'mechanicbuddy-')), 'secret');
    writeFileSync(file, 'whsec_from_a_mounted_file\n');
    expect(environmentOf({ ...LOCAL, STRIPE_WEBHOOK_SECRET_FILE: file }).STRIPE_WEBHOOK_SECRET).toEqual([
      'whsec_from_a_mounted_file',
    ]);
    expect(problemsOf({ ...LOCAL, STRIPE_WEBHOOK_SECRET_FILE: `${file}.gone` })).toEqual([
      expect.stringMatching(/^STRIPE_WEBHOOK_SECRET_FILE: ENOENT/),
    ]);
    expect(
      problemsOf({ ...LOCAL, STRIPE_WEBHOOK_SECRET: 'x'.repeat(20), STRIPE_WEBHOOK_SECRET_FILE: file }),
    ).toEqual(['STRIPE_WEBHOOK_SECRET: given as STRIPE_WEBHOOK_SECRET_FILE too, one of them is enough']);
  });

  it('reads administrators’ tokens by name', () => {
    const { ADMIN_TOKENS } = environmentOf({
      ...LOCAL,
      ADMIN_TOKENS: 'eve=0123456789abcdef, bob.b=fedcba9876543210=',
    });
    expect([...ADMIN_TOKENS]).toEqual([
      ['eve', '0123456789abcdef'],
      ['bob.b', 'fedcba9876543210='],
    ]);
  });

  it('takes an empty variable for one that is not there', () => {
    expect(environmentOf({ ...LOCAL, STRIPE_WEBHOOK_SECRET: '', PORT: '' })).toMatchObject({ PORT: 8080 });
  });

  it('tells every problem at once, and no secret', () => {
    const secret = 'short-secret';
    const problems = problemsOf({
      GIT_ADAPTER: 'svn',
      PORT: '99999',
      SIGNUP_WEBHOOK_SECRET: secret,
      ADMIN_TOKENS: `eve=${secret}`,
      STRIPE_API_BASE: 'nowhere',
    });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'PORT',
      'GIT_ADAPTER',
      'STRIPE_API_BASE',
      'SIGNUP_WEBHOOK_SECRET',
      'ADMIN_TOKENS',
    ]);
    expect(problems.join()).not.toContain(secret);
  });

  it.each([
    ['local without its folder', { GIT_DIR: '' }, ['GIT_DIR']],
    ['GitHub without anything', { GIT_ADAPTER: 'github' }, ['GITHUB_REPOSITORY', 'GITHUB_TOKEN']],
    [
      'half a GitHub App',
      { GIT_ADAPTER: 'github', GITHUB_REPOSITORY: 'o/r', GITHUB_APP_ID: '7' },
      ['GITHUB_INSTALLATION_ID', 'GITHUB_APP_PRIVATE_KEY'],
    ],
    [
      'nobody who may ask',
      { SIGNUP_WEBHOOK_SECRET: '' },
      ['STRIPE_WEBHOOK_SECRET, SIGNUP_WEBHOOK_SECRET, ADMIN_TOKENS'],
    ],
  ])('knows what belongs together: %s', (_what, variables, names) => {
    expect(problemsOf({ ...LOCAL, ...variables }).map((problem) => problem.split(':')[0])).toEqual(names);
  });
});

it.each(['STRIPE_WEBHOOK_SECRET', 'SIGNUP_WEBHOOK_SECRET', 'SUBSCRIBER_SECRET'] as const)(
  '%s may hold two, the newer first',
  (name) => {
    const [one, two] = ['a-newer-secret-of-it', 'an-older-secret-of-it'];
    expect(environmentOf({ ...LOCAL, [name]: `${one}, ${two}\n` })[name]).toEqual([one, two]);
    expect(environmentOf({ ...LOCAL, [name]: one })[name]).toEqual([one]);
    for (const wrong of [`${one},short`, `${one},`, `${one},${two},${one}`])
      expect(problemsOf({ ...LOCAL, [name]: wrong })).toEqual([
        `${name}: at least 16 characters; two secrets at most, with a comma between them`,
      ]);
  },
);
