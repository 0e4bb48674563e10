import { applyChanges, readFiles } from '../../files/disk.ts';
import { compareFiles, type FileChanges, type FileSet } from '../../files/file-set.ts';
import type { Fleet } from '../../platform/fleet.ts';
import { EXIT } from '../exit.ts';
import { type CommonOptions, loadFleet, noSuchTenant, reportProblems } from '../fleet.ts';
import { render } from '../rendering.ts';
import { listFiles } from '../reporting.ts';
import { count, json, type Terminal } from '../terminal.ts';

export interface SynthOptions extends CommonOptions {
  readonly check?: boolean;
  readonly plan?: boolean;
  readonly tenant?: readonly string[];
}

/** `synth`: renders `dist/`, `argocd/` and `schemas/`, or tells how they differ from what they should be. */
export async function synth(options: SynthOptions, terminal: Terminal): Promise<number> {
  const loaded = await loadFleet(options, terminal);
  if (loaded === undefined) {
    if (!options.json) terminal.stderr('nothing was written\n');
    return EXIT.invalid;
  }
  const unknown = (options.tenant ?? []).filter(
    (id) => !loaded.fleet.records.some((record) => record.id === id),
  );
  if (unknown.length > 0) {
    reportProblems(unknown.map(noSuchTenant), options, terminal);
    return EXIT.invalid;
  }
  const wanted = await render(loaded.fleet, options.tenant, terminal);
  const present = await presentFiles(options);
  const changes = compareFiles(present, wanted);
  if (options.check) return reportCheck(changes, present, options, terminal);
  if (!options.plan) await applyChanges(options.root, changes);
  await warnOfOrphans(changes, loaded.fleet, terminal);
  reportChanges(changes, options, terminal);
  return EXIT.done;
}

/** The generated files that are there; with `--tenant` only those of the tenants. */
async function presentFiles({ root, tenant }: SynthOptions): Promise<FileSet> {
  const { GENERATED, isOfTenant, sharedTenantFile, tenantFolder } = await import('../../synth/paths.ts');
  if (tenant === undefined) return readFiles(root, GENERATED);
  const files = await readFiles(
    root,
    tenant.flatMap((id) => [tenantFolder(id), sharedTenantFile(id)]),
  );
  return new Map([...files].filter(([path]) => tenant.some((id) => isOfTenant(path, id))));
}

/** Tenants whose files go though no record stands for them: what they own in the cluster stays, but belongs to nobody. */
async function warnOfOrphans(changes: FileChanges, { records }: Fleet, terminal: Terminal): Promise<void> {
  const { tenantOfIndex } = await import('../../synth/paths.ts');
  for (const path of changes.deletions) {
    const id = tenantOfIndex(path);
    if (id === undefined || records.some((record) => record.id === id)) continue;
    terminal.stderr(
      `warning: no record stands for ${id}: git restore tenants/${id}.yaml, if that was not meant\n`,
    );
  }
}

function reportChanges(changes: FileChanges, options: SynthOptions, terminal: Terminal): void {
  const written = [...changes.additions.keys()];
  const { deletions: removed, unchanged } = changes;
  if (options.json) {
    terminal.stdout(json({ written, removed, unchanged, planned: options.plan === true }));
    return;
  }
  listFiles(changes, options.plan === true, terminal);
  const verb = options.plan ? 'planned: ' : '';
  terminal.stdout(
    `${verb}${count(written.length, 'file')} written, ${removed.length} removed, ${unchanged} unchanged\n`,
  );
}

/** For CI: every file that differs, and how; exit code 1 when there is one. */
async function reportCheck(
  changes: FileChanges,
  present: FileSet,
  options: SynthOptions,
  terminal: Terminal,
): Promise<number> {
  const paths = [...changes.additions.keys(), ...changes.deletions].sort();
  const isSame = paths.length === 0;
  if (options.json) terminal.stdout(json({ same: isSame, different: paths, unchanged: changes.unchanged }));
  else if (isSame) terminal.stdout(`${count(changes.unchanged, 'file')} as synth renders them\n`);
  else terminal.stdout(await differences(paths, changes, present));
  return isSame ? EXIT.done : EXIT.invalid;
}

async function differences(
  paths: readonly string[],
  changes: FileChanges,
  present: FileSet,
): Promise<string> {
  const { createTwoFilesPatch } = await import('diff');
  const patches = paths.map((path) => {
    const [was, is] = [present.get(path), changes.additions.get(path)];
    const names = [
      was === undefined ? '/dev/null' : `a/${path}`,
      is === undefined ? '/dev/null' : `b/${path}`,
    ] as const;
    return createTwoFilesPatch(...names, was ?? '', is ?? '', undefined, undefined, { context: 3 });
  });
  const summary = paths.map((path) => `differs: ${path}\n`).join('');
  return `${patches.join('')}\n${summary}${count(paths.length, 'file')} ${paths.length === 1 ? 'differs' : 'differ'}; run mechanicbuddy synth and commit the result\n`;
}
