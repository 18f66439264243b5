import type { TargetPreparation } from './preparation.ts';
import { registry } from './registry.ts';
import { lookUp, type Recipe } from './schema.ts';
import type { Loss, LossOptions } from '../losses/loss.ts';
import { OptionError } from '../util/errors.ts';

/**
 * The loss that a recipe trains with, and its options for targets so prepared. Options act on the training loss only:
 * scores are the clean, unweighted loss, so that training and validation are measured alike.
 *
 * @throws {OptionError} a loss or an option for another kind of target.
 */
export function chosenLoss(
  recipe: Recipe,
  target: TargetPreparation,
): { readonly loss: Loss; readonly options: LossOptions } {
  const isClasses = target.kind === 'classes';
  const { name, ...own } = typeof recipe.loss === 'string' ? { name: recipe.loss } : recipe.loss;
  const loss =
    name === 'auto'
      ? registry.losses[isClasses ? 'crossEntropy' : 'meanSquaredError']!
      : lookUp('loss', registry.losses, name);
  if (loss.targetType !== (isClasses ? 'int32' : 'float32'))
    throw new OptionError(`loss: ${name} does not fit a target of ${isClasses ? 'classes' : 'numbers'}.`);
  const { labelSmoothing, classWeights } = recipe;
  if (!isClasses && (labelSmoothing > 0 || classWeights !== 'none'))
    throw new OptionError(
      `${labelSmoothing > 0 ? 'labelSmoothing' : 'classWeights'}: is for classes. The target "${target.name}" is a number.`,
    );
  return {
    loss,
    options: {
      ...own,
      ...(labelSmoothing > 0 && { labelSmoothing }),
      ...(isClasses && classWeights === 'balanced' && { classWeights: balancedWeights(target) }),
    },
  };
}

/**
 * Weights under which every class counts as much as any other: n / (classes · count), over the training part.
 *
 * A class without an example there gets 0, and is not among the classes counted.
 */
function balancedWeights({ counts }: Extract<TargetPreparation, { kind: 'classes' }>): number[] {
  if (!counts)
    throw new OptionError(
      'classWeights: balanced needs the number of training examples of each class. The preparation is of an older ' +
        'version and holds none; prepare anew.',
    );
  const total = counts.reduce((sum, count) => sum + count, 0);
  const present = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count > 0 ? total / (present * count) : 0));
}
