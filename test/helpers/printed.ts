import { count, number, percent, pointsValue, signedNumber } from '../../src/util/format.ts';

/** The numbers in a line of a printed table, as they are written there. */
export const numbersIn = (line: string): string[] =>
  line.match(/[<>+−-]?\d[\d,]*(?:\.\d+)?(?:e−?\d+)?%?/g) ?? [];

/** Every way in which a table may write a number that stands somewhere in `value`. */
export function writtenForms(value: unknown): Set<string> {
  const forms = new Set<string>();
  const visit = (part: unknown): void => {
    if (typeof part === 'string') for (const text of numbersIn(part)) forms.add(text);
    if (typeof part === 'number')
      for (const write of [percent, pointsValue, signedNumber, number, count, String]) {
        forms.add(write(part));
        // A share of errors is what an accuracy leaves.
        if (part >= 0 && part <= 1) forms.add(percent(1 - part));
        forms.add(part.toFixed(3));
      }
    if (typeof part === 'object' && part !== null) Object.values(part).forEach(visit);
  };
  visit(value);
  return forms;
}
