import { type Resolved, resolveMergeBase, resolveRevision } from '../git/resolve-revision.ts';

/** The two sides that `diff` compares: a commit, and another one or the work tree. */
type Range =
  | {
      readonly kind: 'range';
      readonly base: string;
      readonly head: string | undefined;
      readonly notice: string | undefined;
    }
  | Exclude<Resolved, { readonly kind: 'commit' }>;

/**
 * Reads a range as Git does. `A..B` are two commits; `A...B` starts at their merge base; `A...` is the same with the work
 * tree instead of B; a single revision is compared with the work tree; the default is the merge base with `origin/main`.
 */
export async function readRange(root: string, text: string | undefined): Promise<Range> {
  const [, from = '', dots, to = ''] = /^(.*?)(\.{2,3})(.*)$/.exec(text ?? '') ?? [];
  const base = dots === undefined ? text : from || 'HEAD';
  const head = to || (dots === '..' ? 'HEAD' : undefined);
  const found = dots === '...' ? await resolveMergeBase(root, base, head) : await resolveRevision(root, base);
  if (found.kind !== 'commit') return found;
  return { kind: 'range', base: found.commit, head, notice: found.notice };
}
