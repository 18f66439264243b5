// What both exports do to texts of records, which may hold anything.

const unwritable = /[\p{Cc}\p{Cs}]+/gu;

/** A text in one line: what cannot be written (control characters, half surrogate pairs) is a space. */
export const oneLine = (text: string): string => text.replace(unwritable, ' ').trim();

/** At most `most` UTF-16 units, cut between characters; what is cut off is shown by an ellipsis. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  let end = most - 1;
  if (/[\ud800-\udbff]/.test(text[end - 1]!)) end--;
  return `${text.slice(0, end)}…`;
}

/** Names with a number behind those that were there before, whatever their case: some file systems know none. */
export function uniqueNames(names: readonly string[], most = Infinity): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let n = 2; taken.has(free.toLowerCase()); n++) {
      const tail = ` ${n}`;
      free = name.slice(0, most - tail.length) + tail;
    }
    taken.add(free.toLowerCase());
    return free;
  });
}
