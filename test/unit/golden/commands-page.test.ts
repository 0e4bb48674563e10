import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { commandsReference } from '../../fixtures/commands-reference.ts';

const PAGE = 'docs/reference/commands.md';
/** What a person wrote stands before it. */
const MARK =
  '<!-- Generated from the command line by `npm run golden`: change src/cli/, not what follows. -->\n';

it('docs/reference/commands.md says what the command line says', () => {
  const text = readFileSync(PAGE, 'utf8');
  const [intro] = text.split(MARK);
  const wanted = `${intro}${MARK}\n${commandsReference()}`;
  if (process.env['GOLDEN'] === 'update') writeFileSync(PAGE, wanted);
  else expect(text).toBe(wanted);
  expect(wanted).toContain('### tenant domain verify');
});
