/** The input of `git cat-file --batch`. */
export const blobRequest = (objects: readonly string[]): string =>
  objects.map((object) => `${object}\n`).join('');

/**
 * The texts in the output of `git cat-file --batch`, in the order of the objects.
 *
 * @throws when one is missing
 */
export function textsOf(objects: readonly string[], output: Buffer): string[] {
  let at = 0;
  return objects.map((object) => {
    const end = output.indexOf('\n', at);
    const [name, kind, length] = output.subarray(at, end).toString().split(' ');
    if (name !== object || kind !== 'blob') throw new Error(`git cat-file gave no blob for ${object}`);
    const start = end + 1;
    at = start + Number(length) + 1;
    return output.subarray(start, at - 1).toString('utf8');
  });
}
