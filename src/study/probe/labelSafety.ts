import { featureSpace, type Points } from './featureSpace.ts';
import type { LabelSafety, Operation } from './record.ts';
import { meanEffect } from '../statistics.ts';
import { subset, type Dataset } from '../../data/dataset.ts';
import { stratifiedSample } from '../../data/split.ts';
import { makeGraph } from '../../graph/graph.ts';
import { input } from '../../graph/value.ts';
import { augmented } from '../../recipe/augmented.ts';
import { network } from '../../recipe/compile.ts';
import { fitPreparation, preparedShape, type Preparation } from '../../recipe/preparation.ts';
import { recipe } from '../../recipe/schema.ts';
import { float32, type Runtime } from '../../runtime/runtime.ts';
import { preparePart } from '../../train/model.ts';
import { percent } from '../../util/format.ts';
import { randomKey } from '../../util/random.ts';
import { elementCount } from '../../util/shape.ts';

/** Examples that are looked at; more would say the same more slowly. */
const sampleSize = 600;

/** Of a class's own examples, the share whose nearest neighbour is as near as what may pass for one of the class. */
const ownShare = 0.95;

/**
 * Share of examples that must change their class beyond doubt before an operation is refused. On
 * handwritten digits the lower end of the interval is up to 0.08 for moving them by a tenth, 0.10 for cutting a piece
 * out, and 0.18 to 0.32 for mirroring them; on photographs it is below 0.04 for all of these.
 */
const mostChanged = 0.13;

/** How far an example is from its own class and from the nearest other one. */
interface Standing {
  readonly own: number;
  readonly other: number;
  /** The nearest other class. */
  readonly nearest: number;
}

/**
 * Whether labels survive an operation, asked of the classes themselves before any training.
 *
 * An example passes for another class where that class's nearest example is nearer than the nearest of its own class,
 * and as near as the class's examples are to each other (else it is merely unlike everything). The share that does so
 * once transformed is compared with the share that does so as it is, example by example, each without itself.
 *
 * @param operations Each is applied to every example, whatever its `probability`, with a fixed key.
 * @returns One answer an operation; undefined where no classes can answer, or their labels are mixed with the inputs.
 */
export async function labelSafety(
  data: Dataset,
  operations: readonly Operation[],
  runtime: Runtime,
): Promise<(LabelSafety | undefined)[]> {
  const { kind } = data.features;
  if (data.target.kind !== 'classes' || kind === 'tokens' || kind === 'text')
    return operations.map(() => undefined);
  const sample = subset(data, stratifiedSample(data, { size: sampleSize, seed: 0 }));
  const preparation = fitPreparation(sample);
  const { features } = await preparePart(preparation, sample, runtime);
  const { classes, labels } = sample.target as { classes: readonly string[]; labels: Int32Array };
  const values = features as Float32Array;
  const space = featureSpace(values, sample.size, preparation.features);
  const untouched = standings(space, space, labels);
  const reach = reaches(untouched, labels, classes.length);
  const before = untouched.map((standing) => passes(standing, reach));

  const answers: (LabelSafety | undefined)[] = [];
  for (const operation of operations) {
    const transformed = await transform(values, preparation, operation, runtime);
    if (!transformed) {
      answers.push(undefined);
      continue;
    }
    const now = standings(featureSpace(transformed, sample.size, preparation.features), space, labels);
    const after = now.map((standing) => passes(standing, reach));
    const { mean, interval, pairs } = meanEffect(after.map((is, i) => Number(is) - Number(before[i])));
    answers.push({
      safe: interval[0] <= mostChanged,
      mean,
      interval,
      examples: pairs,
      collisions: collisionsOf({ now, after, untouched, before, labels, classes }),
    });
  }
  return answers;
}

/** A sentence that says what an operation does to labels, for one that was refused. */
export function refusal({ name }: Operation, { collisions, mean, interval }: LabelSafety): string {
  const [first, ...others] = collisions;
  const more = others
    .filter(({ share }) => share >= 0.1)
    .map(({ from, to, share }) => `${from} for ${to} (${percent(share)})`);
  return [
    `${article(name)} ${first!.from} is nearer to ${first!.to} than to other examples of ${first!.from}: ` +
      `${percent(first!.share)} of them, ${percent(first!.untouched)} as they are.`,
    ...(more.length > 0 ? [`So pass ${more.join(', ')}.`] : []),
    `In all ${percent(mean)} more examples pass for another class (95% interval ${percent(interval[0])} to ${percent(interval[1])}).`,
  ].join(' ');
}

const article = (name: string): string =>
  ({ flipVertical: 'An upside-down', flipHorizontal: 'A mirrored' })[name] ?? `After ${name} a`;

/** Prepared examples after the operation, done to each of them; undefined where it mixes their labels as well. */
async function transform(
  values: Float32Array,
  preparation: Preparation,
  operation: Operation,
  runtime: Runtime,
): Promise<Float32Array | undefined> {
  const certain = recipe({
    architecture: { name: 'linear', size: 1 },
    augmentations: [{ ...operation, probability: 1 }],
  });
  const example = preparedShape(preparation.features);
  const shape = [values.length / elementCount(example), ...example];
  const [x, key] = [input('x', shape), input('key', [], 'uint32')];
  const { examples, mixes } = augmented(network(certain, preparation), x, key);
  if (mixes.length > 0) return undefined;
  const program = await runtime.compile(makeGraph('transform', [x, key], { y: examples }));
  try {
    const { y } = await program.run({
      x: float32(values, shape),
      key: { dtype: 'uint32', shape: [], data: Uint32Array.of(randomKey('label safety')) },
    });
    return y!.data as Float32Array;
  } finally {
    await program.dispose();
  }
}

/** Where each point stands among the others. Point i of `points` is example i of `space`, which is left out for it. */
function standings(points: Points, space: Points, labels: Int32Array): Standing[] {
  const { values, width } = space;
  return Array.from(labels, (label, i) => {
    let [own, other, nearest] = [Infinity, Infinity, -1];
    for (let j = 0; j < labels.length; j++) {
      if (j === i) continue;
      const isOwn = labels[j] === label;
      const limit = isOwn ? own : other;
      let distance = 0;
      for (let k = 0; k < width && distance < limit; k++) {
        const difference = points.values[i * width + k]! - values[j * width + k]!;
        distance += difference * difference;
      }
      if (distance >= limit) continue;
      if (isOwn) own = distance;
      else [other, nearest] = [distance, labels[j]!];
    }
    return { own, other, nearest };
  });
}

/** How near to an example of each class one must be to pass for another: as near as most of its own are. */
const reaches = (all: readonly Standing[], labels: Int32Array, classes: number): number[] =>
  Array.from({ length: classes }, (_, k) => {
    const own = all.flatMap((standing, i) =>
      labels[i] === k && standing.own < Infinity ? [standing.own] : [],
    );
    return own.sort((a, b) => a - b)[Math.floor(ownShare * own.length)] ?? 0;
  });

/** A class of one example has no example of its own to be near to, so it says nothing. */
const passes = ({ own, other, nearest }: Standing, reach: readonly number[]): boolean =>
  own < Infinity && other < own && other <= reach[nearest]!;

/** The five pairs of classes that collide most often because of the operation. */
function collisionsOf(check: {
  readonly now: readonly Standing[];
  readonly after: readonly boolean[];
  readonly untouched: readonly Standing[];
  readonly before: readonly boolean[];
  readonly labels: Int32Array;
  readonly classes: readonly string[];
}): LabelSafety['collisions'] {
  const { now, after, untouched, before, labels, classes } = check;
  const counts = new Array<number>(classes.length).fill(0);
  for (const label of labels) counts[label]!++;
  const shares = (all: readonly Standing[], are: readonly boolean[]) => {
    const matrix = classes.map(() => classes.map(() => 0));
    all.forEach(({ nearest }, i) => {
      if (are[i]) matrix[labels[i]!]![nearest]! += 1 / counts[labels[i]!]!;
    });
    return matrix;
  };
  const [turned, as] = [shares(now, after), shares(untouched, before)];
  return classes
    .flatMap((from, a) =>
      classes.map((to, b) => ({ from, to, share: turned[a]![b]!, untouched: as[a]![b]! })),
    )
    .filter(({ share, untouched: was }) => share > was)
    .sort((a, b) => b.share - b.untouched - (a.share - a.untouched))
    .slice(0, 5);
}
