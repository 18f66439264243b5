import { checkTextOptions, type AlphaOptions, type Draw, type TextAugmentation } from './augmentation.ts';
import { replacements } from './words.ts';

/** Rows of a QWERTY keyboard; each lower row stands a little further right, so a key touches two of the row below. */
const rows = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'] as const;

/** The keys that touch a key. */
const neighbours: ReadonlyMap<string, string> = new Map(
  rows.flatMap((row, y) =>
    Array.from(row, (key, x): [string, string] => {
      const [above = '', below = ''] = [rows[y - 1], rows[y + 1]];
      return [
        key,
        [row[x - 1], row[x + 1], above[x], above[x + 1], below[x - 1], below[x]].filter(Boolean).join(''),
      ];
    }),
  ),
);

const shortest = 4;
/** Letters alone: addresses, hashtags and syllables with vowel signs are not typed letter by letter. */
const isTyped = (word: string): boolean => word.length >= shortest && /^\p{Letter}+$/u.test(word);

/**
 * Misspells words drawn at random as fingers do, alpha · length of them: inside the word, one letter becomes that of a
 * neighbouring key (QWERTY), changes places with the next, comes twice or is left out, each equally likely.
 *
 * Texts: as many words as before; words of fewer than 4 letters and kept words stay. A letter without neighbours on
 * this keyboard comes twice. Also `probability`, default 1.
 *
 * @throws {OptionError} alpha outside [0, 1].
 * @example { name: 'keyboardTypos', alpha: 0.05, copies: 4 }
 *
 * @see Belinkov and Bisk 2018, "Synthetic and natural noise both break neural machine translation", arXiv:1711.02173.
 */
export const keyboardTypos: TextAugmentation<AlphaOptions> = Object.freeze({
  name: 'keyboardTypos',
  kind: 'text',
  explanation: 'misspells words as fingers do',
  defaults: Object.freeze({ alpha: 'auto', copies: 'auto', guard: true, probability: 1 }),
  check: (options) => checkTextOptions('keyboardTypos', options),
  draw: (sentence, options, draw, context) =>
    replacements(sentence, options, draw, context, ({ word }) => {
      const letters = isTyped(word) ? Array.from(word) : [];
      return letters.length >= shortest ? misspelt(letters, draw) : undefined;
    }),
} satisfies TextAugmentation<AlphaOptions>);

/** Another word than before; the first and the last letter stay. */
function misspelt(letters: string[], draw: Draw): string {
  const kind = draw.below(4);
  const at = 1 + draw.below(letters.length - (kind === 0 ? 3 : 2));
  const letter = letters[at]!;
  const near = neighbours.get(letter);
  if (kind === 0 && letters[at + 1] !== letter) letters.splice(at, 2, letters[at + 1]!, letter);
  else if (kind === 1) letters.splice(at, 1);
  else if (kind === 2 && near) letters[at] = near[draw.below(near.length)]!;
  else letters.splice(at, 0, letter);
  return letters.join('');
}
