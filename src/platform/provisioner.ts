import type { Platform } from './schema.ts';

/**
 * The repository at GitHub, `owner/name`, that the webhook service commits to. Nothing where it is switched off, or
 * where the repository is elsewhere and platform.yaml names none.
 */
export function provisionerRepository({ repository, system }: Platform): string | undefined {
  const { enabled, github } = system.provisioner;
  if (!enabled) return undefined;
  return github.repository ?? /github\.com[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(repository.url)?.[1];
}
