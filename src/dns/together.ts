/** What one resolver says to a question of yes or no. */
export type Verdict =
  | { readonly kind: 'yes' }
  | { readonly kind: 'no'; readonly found: readonly string[] }
  | { readonly kind: 'failure'; readonly reason: string };

/** What most of them say. */
export type Together =
  | { readonly kind: 'yes' }
  | { readonly kind: 'no'; readonly found: readonly string[] }
  | { readonly kind: 'unreachable'; readonly reason: string };

/** More than half of all that were asked; those that failed count among all, and for neither side. */
export function together(verdicts: readonly Verdict[]): Together {
  const noes = verdicts.filter((verdict) => verdict.kind === 'no');
  const yeses = verdicts.filter((verdict) => verdict.kind === 'yes');
  const isMost = ({ length }: readonly Verdict[]): boolean => length > verdicts.length / 2;
  if (isMost(yeses)) return { kind: 'yes' };
  if (isMost(noes)) return { kind: 'no', found: shown(noes.flatMap(({ found }) => found)) };
  const failures = verdicts.flatMap((verdict) => (verdict.kind === 'failure' ? [verdict.reason] : []));
  const counts = `of ${verdicts.length} resolvers ${yeses.length} said yes, ${noes.length} no`;
  return { kind: 'unreachable', reason: [counts, ...failures].join('; ') };
}

const MOST_SHOWN = 10;
const LONGEST_SHOWN = 100;

/** Foreign text, fit for a message: bounded, and nothing in it that moves a cursor, breaks a line or turns it round. */
export function shown(texts: readonly string[]): string[] {
  const fit = (text: string) => text.slice(0, LONGEST_SHOWN).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd');
  return [...new Set(texts.map(fit))].slice(0, MOST_SHOWN);
}
