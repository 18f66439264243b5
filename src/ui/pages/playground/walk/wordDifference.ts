/** The words of `after`, and which of them the longest common sequence with `before` does not hold. */
export function wordDifference(
  before: string,
  after: string,
): readonly { readonly word: string; readonly isNew: boolean }[] {
  const [a, b] = [before.split(' '), after.split(' ')];
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i]![j] =
        a[i] === b[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
  const found: { word: string; isNew: boolean }[] = [];
  let i = 0;
  for (let j = 0; j < b.length; j++) {
    while (i < a.length && a[i] !== b[j] && lengths[i + 1]![j]! === lengths[i]![j]!) i++;
    const isSame = i < a.length && a[i] === b[j];
    found.push({ word: b[j]!, isNew: !isSame });
    if (isSame) i++;
  }
  return found;
}
