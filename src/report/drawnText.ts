import { number } from '../util/format.ts';

/** What an augmentation drew for an example, by name. */
type Drawn = Readonly<Record<string, number | readonly number[]>>;

/**
 * What was drawn, in short for people: "degrees 3.37", "x 0.02, y -0.05". Places of single rectangles and corners, and
 * numbers by the dozen, are left to the manifest.
 */
export function drawnText(drawn: Drawn): string {
  if ('side' in drawn) return drawn.side === 1 ? 'as it was' : 'mirrored';
  if ('own' in drawn) return `own ${percentText(drawn.own as number)}`;
  return Object.entries(drawn)
    .filter(([name, value]) => name !== 'happens' && typeof value === 'number' && !/\d$/.test(name))
    .map(([name, value]) => `${name} ${number(Number((value as number).toPrecision(2)))}`)
    .join(', ');
}

const percentText = (share: number): string => `${Math.round(100 * share)}%`;

/** What happened to an example: the numbers of one augmentation, the names of a few. */
export function drawsText(
  draws: readonly { readonly name: string; readonly drawn: Drawn }[],
  column: string,
): string {
  const [first, ...others] = draws;
  if (!first) return 'as it was';
  if (others.length === 0 && first.name === column) return drawnText(first.drawn);
  // Of many there is no room; the manifest has them.
  return draws.length <= 4 ? draws.map(({ name }) => name).join(', ') : '';
}
