// Which smaller sizes of a network are tried, and for how long each is trained.

/** The fewest sizes that are tried whatever the time, where there are so many, and the most. */
export const [fewestSizes, mostSizes] = [2, 16];

/** Where there is time for fewer sizes than these, each has half the size of the one before, to get as far. */
export const fewSizes = 4;

/**
 * Sizes to try below the one at hand: divided by √2 again and again, as long as they are whole and new. Parameters grow
 * with the square of the size, so each has about half as many as the one before.
 */
export function smallerSizes(size: number, count = mostSizes): number[] {
  const sizes: number[] = [];
  for (let k = 1; sizes.length < count; k++) {
    const next = Math.round(size / 2 ** (k / 2));
    if (next < 1) break;
    if (next < (sizes.at(-1) ?? size)) sizes.push(next);
    else if (next === 1) break;
  }
  return sizes;
}

/** Of these every other one: half the size, and about a quarter of the parameters, each time. */
export const halvedSizes = (size: number): number[] => smallerSizes(size).filter((_, k) => k % 2 === 1);

/** How many times as long as the largest size a smaller one trains at most. */
const mostTimes = 4;

/**
 * Epochs of a smaller size that take about as long as those of the largest: it learns more slowly, and its steps cost less.
 */
export const epochsAtSameCost = (epochs: number, largest: number, size: number): number =>
  Math.round(epochs * Math.min(mostTimes, largest / size));
