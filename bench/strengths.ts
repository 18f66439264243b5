// What an augmentation is worth at some strengths: networks of a probe with and without it, each asked about the whole test
// part, which tells smaller effects than a probe can.
import { parseArgs } from 'node:util';
import { counts, openSet } from './probeSets.ts';
import { operationsFromTexts } from '../src/cli/operations.ts';
import { nodeRuntime } from '../src/runtime/node.ts';
import { probeRecipe } from '../src/study/probe/probe.ts';
import { meanEffect } from '../src/study/statistics.ts';
import { recipe } from '../src/recipe/schema.ts';
import { fit } from '../src/train/fit.ts';
import { intervalText, percent, pointsValue } from '../src/util/format.ts';

export const title = 'strengths and probabilities of augmentations, against none, on whole test parts';

const three = (value: number): string => value.toFixed(3);

/**
 * `--set fashion`: or mnist, cifar. `--size 1000`: examples to train on. `--seeds 4`: samples and weights.
 * `--operations "zoom=scaleRange:0.7..1.3+probability:0.5,rotate"`: one arm each, as `hibiscus augment` takes them.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      set: { type: 'string', default: 'fashion' },
      size: { type: 'string', default: '1000' },
      operations: {
        type: 'string',
        default: 'zoom=scaleRange:0.85..1.15,zoom=scaleRange:0.7..1.3+probability:0.5',
      },
      seeds: { type: 'string', default: '4' },
    },
  });
  const { size, seeds } = counts({ size: values.size, seeds: values.seeds });
  const arms = values.operations.split(',');
  const operations = operationsFromTexts(arms);
  const runtime = nodeRuntime();
  const gains = arms.map(() => ({ points: [] as number[], loss: [] as number[] }));
  for (let seed = 1; seed <= seeds; seed++) {
    const opened = await openSet(values.set, size, seed);
    if (!opened) return;
    const { train, test } = opened;
    if (!test) throw new RangeError(`--set: ${values.set} has no test part.`);
    const trained = async (augmentations: typeof operations) => {
      const { validation } = await fit(
        { train, validation: test },
        recipe({ ...probeRecipe(train, train.size, 1), augmentations, seed }),
        { runtime, evaluateEvery: 10_000, calibrated: true },
      );
      return { right: validation!.accuracy!, loss: validation!.calibratedLoss! };
    };
    const plain = await trained([]);
    const said = [`none ${percent(plain.right)}, ${three(plain.loss)}`];
    for (const [i, arm] of arms.entries()) {
      const treated = await trained([operations[i]!]);
      gains[i]!.points.push(treated.right - plain.right);
      gains[i]!.loss.push(plain.loss - treated.loss);
      said.push(`${arm} ${percent(treated.right)}, ${three(treated.loss)}`);
    }
    console.log(`seed ${seed}: ${said.join('; ')}`);
  }
  for (const [i, arm] of arms.entries()) {
    const [points, loss] = [meanEffect(gains[i]!.points), meanEffect(gains[i]!.loss)];
    console.log(
      `${arm}: ${pointsValue(points.mean)} points (${intervalText(points.interval, pointsValue)}), ` +
        `calibrated loss taken away ${three(loss.mean)} (${intervalText(loss.interval, three)})`,
    );
  }
}
