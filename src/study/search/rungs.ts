/** What those who got so far are trained on. */
export interface Rung {
  readonly epochs: number;
  /** On so many of the pairs, the first ones. */
  readonly pairs: number;
}

/** Of so many on a rung one goes on to the next. */
const eta = 3;

/** Fewer epochs than these tell nothing. */
const leastEpochs = 8;

/** Cocktails that are compared with one another. */
export const blockSize = 12;

/**
 * The rungs of a search: a quarter of the epochs on one pair, half of them on two, and all on all pairs. A rung that
 * would be the same as the next is left out.
 */
export function rungsFor(epochs: number, pairs: number): Rung[] {
  const short = (share: number) => Math.min(epochs, Math.max(leastEpochs, Math.round(share * epochs)));
  const all: Rung[] = [
    { epochs: short(1 / 4), pairs: 1 },
    { epochs: short(1 / 2), pairs: Math.min(2, pairs) },
    { epochs, pairs },
  ];
  return all.filter((rung, i) => all[i + 1]?.epochs !== rung.epochs || all[i + 1]?.pairs !== rung.pairs);
}

/** How many of so many go on to the next rung. */
export const goingOn = (count: number): number => Math.max(1, Math.floor(count / eta));

/** What a block of so many cocktails costs on all its rungs, in trainings: all epochs of the last rung, on one pair. */
export function blockCost(count: number, rungs: readonly Rung[]): number {
  const whole = rungs.at(-1)!.epochs;
  let [cost, racing] = [0, count];
  for (const { epochs, pairs } of rungs) {
    cost += (racing * pairs * epochs) / whole;
    racing = goingOn(racing);
  }
  return cost;
}

/** Trials that a block of so many cocktails makes, at most. */
export const blockTrials = (count: number, rungs: readonly Rung[]): number =>
  rungs.reduce(
    ({ trials, racing }, { pairs }) => ({ trials: trials + racing * pairs, racing: goingOn(racing) }),
    { trials: 0, racing: count },
  ).trials;

/** Sizes of the blocks that so many trainings pay for: as many whole ones as there can be, then a smaller one. */
export function blocksWithin(trainings: number, rungs: readonly Rung[]): number[] {
  const whole = blockCost(blockSize, rungs);
  const blocks = new Array<number>(Math.max(0, Math.floor(trainings / whole))).fill(blockSize);
  const left = trainings - blocks.length * whole;
  for (let count = blockSize - 1; count >= eta; count--)
    if (blockCost(count, rungs) <= left) return [...blocks, count];
  return blocks;
}
