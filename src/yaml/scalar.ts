/** Words that some YAML readers take for a boolean, null or a number: YAML 1.1's list, in any case. */
const RESERVED = new Set(['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null', 'nan', 'inf']);

/** Text that every reader takes for a string: it starts with a letter, `/` or `_`, and has no space at either end. */
const PLAIN = /^[A-Za-z/_]([A-Za-z0-9_./@+()-]|:(?! |$)|,? (?=[A-Za-z0-9_./@+()-]))*$/;

/** Longer text is quoted without a match: matching millions of characters overflows the stack. */
const LONGEST_PLAIN = 200;

/** Kubernetes quantities with a unit (`500m`, `2Gi`): no reader takes digits and a letter for a number. */
const QUANTITY = /^\d{1,12}(m|Ki|Mi|Gi|Ti)$/;

/** Characters that JSON does not escape, but YAML readers take for a line break, drop or reject. */
const UNPRINTABLE = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;

/**
 * Writes a string as a YAML scalar on one line: plain where that is safe, otherwise in double quotes.
 *
 * @param value - a string without lone surrogates
 */
export function scalarText(value: string): string {
  if (value.length < LONGEST_PLAIN && PLAIN.test(value) && !RESERVED.has(value.toLowerCase())) return value;
  if (QUANTITY.test(value)) return value;
  return JSON.stringify(value).replace(
    UNPRINTABLE,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
