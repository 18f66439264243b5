// What augmentation that is drawn anew costs a training of texts: a step with it against a plain one.
import { parseArgs } from 'node:util';
import { median } from './statistics.ts';
import { openTextSet } from './textSets.ts';
import { recipe, type RecipeInput } from '../src/recipe/schema.ts';
import { nodeRuntime } from '../src/runtime/node.ts';
import { fit } from '../src/train/fit.ts';

export const title = 'a training step of textCnn with texts drawn anew, against a plain step';

/** `--rounds 5`, `--threads 2`, `--set sst2`. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '5' },
      threads: { type: 'string', default: '2' },
      set: { type: 'string', default: 'sst2' },
    },
  });
  const [rounds, threads] = [Number(values.rounds), Number(values.threads)];
  if (!(Number.isInteger(rounds) && rounds > 0))
    throw new RangeError(`--rounds: a whole number from 1. Received ${values.rounds}.`);
  const opened = await openTextSet(values.set);
  if (!opened) return;
  const plain: RecipeInput = {
    architecture: { name: 'textCnn', size: 100 },
    dropout: 0.5,
    optimizer: { name: 'adam', learningRate: 0.001 },
    batchSize: 50,
    epochs: 3,
  };
  const forms: Record<string, RecipeInput> = {
    plain,
    'one of the four operations': { ...plain, augmentations: [{ name: 'easyDataAugmentation' }] },
    'all four, one after the other': {
      ...plain,
      augmentations: ['synonymReplacement', 'randomInsertion', 'randomSwap', 'randomDeletion'].map(
        (name) => ({
          name,
        }),
      ),
    },
  };
  const times: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round++)
    for (const [name, form] of Object.entries(forms)) {
      // Epochs are taken from one score to the next; scoring costs each of them the same.
      let last: number | undefined;
      const epochs: number[] = [];
      await fit({ train: opened.train }, recipe(form), {
        runtime: nodeRuntime({ threads }),
        onState: ({ epoch, step }) => {
          const now = performance.now();
          if (step === 0 && last !== undefined && epoch > 0) last = undefined;
          if (step > 0) {
            if (last !== undefined) epochs.push(now - last);
            last = now;
          } else last = now;
        },
      });
      const steps = Math.ceil(opened.train.size / 50) * 3;
      (times[name] ??= []).push(epochs.reduce((a, b) => a + b, 0) / steps);
    }
  const base = median(times.plain!);
  for (const [name, all] of Object.entries(times))
    console.log(
      `${name.padEnd(30)} ${median(all).toFixed(2)} ms a step (${Math.min(...all).toFixed(2)} to ${Math.max(...all).toFixed(2)}), ` +
        `${(median(all) / base).toFixed(3)} times the plain one`,
    );
}
