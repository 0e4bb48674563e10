/** Words that some YAML reader takes for a boolean or null: YAML 1.1's list, in any case. */
const RESERVED = new Set(['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null', 'nan', 'inf']);

/** Text that no reader takes for anything but a string: starts with a letter, `/` or `_`, no space at an end. */
const PLAIN = /^[A-Za-z/_]([A-Za-z0-9_./@+()-]|:(?! |$)|,? (?=[A-Za-z0-9_./@+()-]))*$/;

/** Longer text is quoted; it is not even matched, since a match of millions of characters overflows the stack. */
const LONGEST_PLAIN = 200;

/** Kubernetes quantities with a unit (`500m`, `2Gi`): digits and a letter are a number to no reader. */
const QUANTITY = /^\d{1,12}(m|Ki|Mi|Gi|Ti)$/;

/** What JSON leaves as it is, but YAML readers take for a line break, drop or refuse. */
const UNPRINTABLE = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** A string as a YAML scalar on one line: plain where it is safe, else in double quotes. In: well-formed text. */
export function scalarText(value: string): string {
  if (value.length < LONGEST_PLAIN && PLAIN.test(value) && !RESERVED.has(value.toLowerCase())) return value;
  if (QUANTITY.test(value)) return value;
  return JSON.stringify(value).replace(
    UNPRINTABLE,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
