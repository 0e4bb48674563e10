import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import { MARK } from '../../../src/diff/markdown.ts';

const { jobs } = parse(readFileSync('.github/workflows/diff.yaml', 'utf8'));
const script: string = jobs.comment.steps.find((step: { env?: object }) => step.env !== undefined).run;

/** Stands in for GitHub's command line: one comment in a file, and a line for each call. */
const GH = `#!/usr/bin/env bash
echo "$*" >> calls
case "$*" in
  *--jq*) [[ -f posted ]] && echo 7 || true ;;
  *POST*|*PATCH*) cp comment.md posted ;;
esac
`;
const NPX = '#!/usr/bin/env bash\necho "$MARK $*"\n';

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'mechanicbuddy-'));
  for (const [name, text] of [
    ['gh', GH],
    ['npx', NPX],
  ] as const) {
    writeFileSync(join(place, name), text);
    chmodSync(join(place, name), 0o755);
  }
});
afterEach(() => rmSync(place, { recursive: true }));

const run = () =>
  execFileSync('bash', ['-e', '-c', script], {
    cwd: place,
    env: {
      PATH: `${place}:${process.env['PATH']}`,
      GITHUB_BASE_REF: 'main',
      GITHUB_REPOSITORY: 'your-org/mechanicbuddy',
      NUMBER: '12',
      MARK,
    },
  });

it('posts one comment, and updates it from then on', () => {
  run();
  run();
  const calls = readFileSync(join(place, 'calls'), 'utf8').trim().split('\n');
  expect(calls.map((call) => call.replace(/ --jq .*/, ''))).toEqual([
    'api --paginate repos/your-org/mechanicbuddy/issues/12/comments',
    'api --silent --method POST repos/your-org/mechanicbuddy/issues/12/comments --field body=@comment.md',
    'api --paginate repos/your-org/mechanicbuddy/issues/12/comments',
    'api --silent --method PATCH repos/your-org/mechanicbuddy/issues/comments/7 --field body=@comment.md',
  ]);
  expect(readFileSync(join(place, 'posted'), 'utf8')).toBe(
    `${MARK} mechanicbuddy diff origin/main... -o markdown\n`,
  );
});

it('looks for the comment by the mark that the command writes, and by who wrote it', () => {
  expect(script).toContain(`startswith("${MARK}")`);
  expect(script).toContain('.user.login == "github-actions[bot]"');
});
