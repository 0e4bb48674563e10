import { eachFile, readFiles } from '../../files/disk.ts';
import { idWarnings } from '../../platform/derived-names.ts';
import { warnings } from '../../platform/warnings.ts';
import { PENDING, parsePending } from '../../records/pending.ts';
import type { Problem } from '../../records/problem.ts';
import { foreignNamespaces } from '../../synth/foreign-namespaces.ts';
import { EXIT } from '../exit.ts';
import { loadFleet, reportNotes, reportProblems } from '../fleet.ts';
import { type JudgingOptions, judgeWorkTree } from '../judging.ts';
import { irregularCommitted } from '../regular-files.ts';
import { count, json, type Terminal } from '../terminal.ts';

/** Problems of pending signups: the service ignores an unreadable one, with its Stripe events. */
async function pendingProblems(root: string): Promise<Problem[]> {
  return [...(await readFiles(root, [PENDING]))].flatMap(([file, text]) => {
    const read = parsePending(file, text);
    return read.kind === 'problems' ? read.problems : [];
  });
}

/** `validate`: reports every problem of every file, and of the change against a base revision. */
export async function validate(options: JudgingOptions, terminal: Terminal): Promise<number> {
  // No cache: every file is checked again.
  const loaded = await loadFleet(options, terminal, () => undefined, 'all');
  if (loaded === undefined) return EXIT.invalid;
  const stray = [...(await irregularCommitted(options.root)), ...(await pendingProblems(options.root))];
  if (stray.length > 0) {
    reportProblems(stray, options, terminal);
    return EXIT.invalid;
  }
  const change = await judgeWorkTree(loaded.fleet, options, terminal);
  if (change.kind === 'unknown') {
    terminal.stderr(`${change.reason}\n`);
    return EXIT.outside;
  }
  const problems = [...change.problems, ...foreignNamespaces(eachFile(options.root, ['dist/tenants']))];
  if (problems.length > 0) {
    reportProblems(problems, options, terminal, change.notes);
    return EXIT.invalid;
  }
  const notes = [...warnings(loaded.fleet.platform), ...idWarnings(loaded.fleet.records), ...change.notes];
  if (options.json) terminal.stdout(json({ valid: true, problems: [], warnings: notes }));
  else {
    reportNotes(notes, terminal);
    terminal.stdout(`${count(loaded.fleet.records.length, 'record')} and platform.yaml are valid\n`);
  }
  return EXIT.done;
}
