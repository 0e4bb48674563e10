import type { PastCommit } from './port.ts';

/** Parses the output of `git log -z --format=%H%n%cI%n%B`. */
export function pastCommits(output: string): PastCommit[] {
  return linesOf(output).map(([commit = '', at = '', ...lines]) => ({
    commit,
    at: new Date(at).toISOString(),
    message: messageOf(lines),
  }));
}

/** A commit and its author's name, as set in the author's Git. */
export interface AuthoredCommit extends PastCommit {
  readonly author: string;
}

/** Parses the output of `git log -z --format=%H%n%cI%n%an%n%B`. */
export function authoredCommits(output: string): AuthoredCommit[] {
  return linesOf(output).map(([commit = '', at = '', author = '', ...lines]) => ({
    commit,
    at: new Date(at).toISOString(),
    author,
    message: messageOf(lines),
  }));
}

function linesOf(output: string): string[][] {
  return output
    .split('\0')
    .filter((field) => field !== '')
    .map((text) => text.split('\n'));
}

const messageOf = (lines: readonly string[]): string => lines.join('\n').trimEnd();
