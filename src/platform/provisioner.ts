import type { Platform } from './schema.ts';

/** A URL of Git whose host is GitHub itself: with a scheme, or the short form of SSH. */
const AT_GITHUB = /^(?:(?:https?|ssh):\/\/)?(?:[^/@]*@)?github\.com[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/;

/**
 * The repository at GitHub, `owner/name`, that the webhook service commits to. Nothing where it is switched off, or
 * where the repository is elsewhere and platform.yaml names none.
 */
export function provisionerRepository({ repository, system }: Platform): string | undefined {
  const { enabled, github } = system.provisioner;
  if (!enabled) return undefined;
  return github.repository ?? githubRepository(repository.url);
}

/** `owner/name` of a URL of Git at GitHub. */
export function githubRepository(url: string): string | undefined {
  return AT_GITHUB.exec(url)?.[1];
}
