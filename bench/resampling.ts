// Whether an augmentation that resamples pictures should leave some as they are: at two probabilities against none, each
// network asked about the whole test part, which tells smaller effects than a probe can.
import { parseArgs } from 'node:util';
import { counts, openSet } from './probeSets.ts';
import { nodeRuntime } from '../src/runtime/node.ts';
import { probeRecipe } from '../src/study/probe/probe.ts';
import { meanEffect } from '../src/study/statistics.ts';
import { recipe } from '../src/recipe/schema.ts';
import { fit } from '../src/train/fit.ts';
import { intervalText, percent, pointsValue } from '../src/util/format.ts';

export const title = 'augmentations that resample, at probability 1 and 0.5, against none';

const three = (value: number): string => value.toFixed(3);

/**
 * `--set fashion`: or mnist, cifar. `--size 1000`: examples to train on. `--operations zoom`: and others, by commas, at
 * their usual strength. `--probabilities 1,0.5`. `--seeds 4`: samples and weights.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      set: { type: 'string', default: 'fashion' },
      size: { type: 'string', default: '1000' },
      operations: { type: 'string', default: 'zoom' },
      probabilities: { type: 'string', default: '1,0.5' },
      seeds: { type: 'string', default: '4' },
    },
  });
  const { size, seeds } = counts({ size: values.size, seeds: values.seeds });
  const arms = values.operations
    .split(',')
    .flatMap((name) =>
      values.probabilities.split(',').map((share) => ({ name, probability: Number(share) })),
    );
  const runtime = nodeRuntime();
  const gains = arms.map(() => ({ points: [] as number[], loss: [] as number[] }));
  for (let seed = 1; seed <= seeds; seed++) {
    const opened = await openSet(values.set, size, seed);
    if (!opened) return;
    const { train, test } = opened;
    if (!test) throw new RangeError(`--set: ${values.set} has no test part.`);
    const trained = async (augmentations: readonly (typeof arms)[number][]) => {
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
      const treated = await trained([arm]);
      gains[i]!.points.push(treated.right - plain.right);
      gains[i]!.loss.push(plain.loss - treated.loss);
      said.push(`${arm.name} at ${arm.probability} ${percent(treated.right)}, ${three(treated.loss)}`);
    }
    console.log(`seed ${seed}: ${said.join('; ')}`);
  }
  for (const [i, { name, probability }] of arms.entries()) {
    const [points, loss] = [meanEffect(gains[i]!.points), meanEffect(gains[i]!.loss)];
    console.log(
      `${name} at ${probability}: ${pointsValue(points.mean)} points (${intervalText(points.interval, pointsValue)}), ` +
        `calibrated loss taken away ${three(loss.mean)} (${intervalText(loss.interval, three)})`,
    );
  }
}
