import type { PastCommit } from './port.ts';

/** What `git log -z --format=%H%n%cI%n%B` says. */
export function pastCommits(output: string): PastCommit[] {
  return output
    .split('\0')
    .filter((field) => field !== '')
    .map((text) => {
      const [commit = '', at = '', ...lines] = text.split('\n');
      return { commit, at: new Date(at).toISOString(), message: lines.join('\n').trimEnd() };
    });
}
