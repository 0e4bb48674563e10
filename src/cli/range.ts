import { type Resolved, resolveMergeBase, resolveRevision } from '../git/base.ts';

/** What `diff` compares: a commit with another one, or with the work tree. */
export type Range =
  | {
      readonly kind: 'range';
      readonly base: string;
      readonly head: string | undefined;
      readonly notice: string | undefined;
    }
  | Exclude<Resolved, { readonly kind: 'commit' }>;

/**
 * Reads a range as Git does: `A..B` are two commits, `A...B` begins where B left A; `A...` is the same with the work tree
 * in place of B, anything else a revision and the work tree, nothing the merge base with `origin/main`.
 */
export async function readRange(root: string, text: string | undefined): Promise<Range> {
  const [, from = '', dots, to = ''] = /^(.*?)(\.{2,3})(.*)$/.exec(text ?? '') ?? [];
  const base = dots === undefined ? text : from || 'HEAD';
  const head = to || (dots === '..' ? 'HEAD' : undefined);
  const found = dots === '...' ? await resolveMergeBase(root, base, head) : await resolveRevision(root, base);
  if (found.kind !== 'commit') return found;
  return { kind: 'range', base: found.commit, head, notice: found.notice };
}
