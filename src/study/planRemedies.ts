import { settled, type Journal } from './journal.ts';
import type { Pair } from './pairs.ts';
import { operationOf } from './refuse.ts';
import type { Finding } from './study.ts';
import type { TestBench } from './testBench.ts';
import type { Recipe } from '../recipe/schema.ts';
import type { RemedyVariant } from '../remedies/remedy.ts';

/** What goes first where time is short: it was worth most on large tables, which are those on which time is short. */
const firstOfAll = ['stretches'];

/**
 * What goes last where time is short: sizes are looked for later anyway, and the others were worth least of their kind where
 * all were measured (docs/tables.md, docs/augmentation-choice.md).
 */
const lastOfAll = ['gaussianNoise', 'zoom', 'quantiles', 'shrink'];

/** As many remedies as there is time for: augmentations and the others in turn. What is taken keeps its order. */
export function affordableRemedies(
  variants: readonly RemedyVariant[],
  baseline: Recipe,
  count: number,
): { readonly variants: readonly RemedyVariant[]; readonly left: readonly RemedyVariant[] } {
  const isAugmentation = (variant: RemedyVariant) => operationOf(variant, baseline) !== undefined;
  const soon = variants.filter(({ name }) => ![...firstOfAll, ...lastOfAll].includes(name));
  const augmentations = soon.filter(isAugmentation);
  const others = soon.filter((variant) => !isAugmentation(variant));
  const rank = (variant: RemedyVariant) => {
    if (firstOfAll.includes(variant.name)) return -1;
    if (lastOfAll.includes(variant.name)) return variants.length + lastOfAll.indexOf(variant.name);
    return isAugmentation(variant) ? augmentations.indexOf(variant) + 0.5 : others.indexOf(variant);
  };
  const taken = new Set([...variants].sort((a, b) => rank(a) - rank(b)).slice(0, count));
  return {
    variants: variants.filter((variant) => taken.has(variant)),
    left: variants.filter((variant) => !taken.has(variant)),
  };
}

/**
 * The remedies that a study tries: all, or as many as a budget pays for, one at the least; a note says which are left out.
 *
 * @param plan.secondsLeft What the budget leaves for them; undefined without a budget.
 */
export async function planRemedies(
  bench: TestBench,
  plan: {
    readonly wished: readonly RemedyVariant[];
    readonly baseline: Recipe;
    readonly pairs: readonly Pair[];
    readonly journal: Journal;
    readonly secondsLeft: (() => number) | undefined;
    readonly onFinding: (finding: Finding) => void;
  },
): Promise<readonly RemedyVariant[]> {
  const { wished, baseline, pairs, journal, secondsLeft, onFinding } = plan;
  const count = await settled(journal, 'remedies', () => {
    if (secondsLeft === undefined) return wished.length;
    const affordable = Math.floor(secondsLeft() / Math.max(bench.secondsFor(pairs.length), 1e-9));
    return Math.min(wished.length, Math.max(1, affordable));
  });
  const { variants, left } = affordableRemedies(wished, baseline, count);
  if (left.length > 0)
    onFinding({
      kind: 'note',
      text: `The budget allows ${count} of ${wished.length} remedies. Not tried: ${left.map(({ name }) => name).join(', ')}.`,
    });
  return variants;
}
