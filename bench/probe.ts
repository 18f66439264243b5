// What the probe says of operations whose worth is known, on three sets of real pictures, and how long it takes.
import { parseArgs } from 'node:util';
import { counts, openSet, operationText, probeOf } from './probeSets.ts';
import { meanEffect } from '../src/study/statistics.ts';
import { intervalText, pointsValue } from '../src/util/format.ts';
import type { OperationRecord } from '../src/study/probe/record.ts';

export const title = 'which augmentations the probe keeps and refuses on MNIST, Fashion-MNIST and CIFAR';

/** Those whose worth is known. */
const known = ['flipVertical', 'flipHorizontal', 'shift', 'zoom'];

const twelve = [
  ...known,
  ...['rotate', 'noise', 'shear', 'crop', 'cutout', 'brightness', 'contrast', 'blur'],
];

/** What must be said: refused or harm is `no`, kept is `yes`, and neither of them `neutral`. */
type Said = 'yes' | 'neutral' | 'no';

const saidOf = ({ decision }: OperationRecord): Said =>
  (({ keep: 'yes', drop: 'neutral', harm: 'no' }) as const)[decision];

const photographs: Readonly<Record<string, readonly Said[]>> = {
  flipHorizontal: ['yes', 'neutral'],
  flipVertical: ['no', 'neutral'],
  shift: ['yes'],
  zoom: ['yes'],
};

const expected: Readonly<Record<string, Readonly<Record<string, readonly Said[]>>>> = {
  mnist: { flipHorizontal: ['no'], flipVertical: ['no'], shift: ['yes'], zoom: ['yes'] },
  fashion: photographs,
  cifar: photographs,
};

/**
 * `--seeds 5`: splits and samples. `--sets mnist300,mnist1000,fashion1000,cifar2000`: which, and how many examples.
 * `--time`: instead, how long twelve operations take on 500 pictures of 32x32. `--workers`: trainings side by side.
 * `--state folder`: what it holds is not trained again.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string', default: '5' },
      sets: { type: 'string', default: 'mnist300,mnist1000,fashion1000,cifar2000' },
      time: { type: 'boolean', default: false },
      workers: { type: 'string' },
      state: { type: 'string' },
    },
  });
  const { seeds } = counts({ seeds: values.seeds });
  const { state } = values;
  const how = {
    ...(values.workers !== undefined && counts({ workers: values.workers })),
    ...(state !== undefined && { state }),
  };
  if (values.time) return takeTime(how);
  let [kept, asked] = [0, 0];
  const all: { readonly set: string; readonly operation: OperationRecord }[] = [];
  // Seed by seed, so that a run that is cut short has seen all sets.
  for (let seed = 1; seed <= seeds; seed++)
    for (const word of values.sets.split(',')) {
      const [, name = word, size = '1000'] = /^([a-z]+)(\d+)?$/.exec(word) ?? [];
      const opened = await openSet(name, Number(size), seed);
      if (!opened) continue;
      const record = await probeOf(opened.train, known, { ...how, seed, name: word, policy: false });
      console.log(
        `\n${name}, ${opened.train.size} examples, seed ${seed}: ${record.trials} trainings in ${record.seconds.toFixed(0)} s`,
      );
      for (const operation of record.operations) {
        all.push({ set: word, operation });
        const wanted = expected[name]?.[operation.name];
        const isKept = wanted?.includes(saidOf(operation));
        if (wanted) asked++;
        if (isKept) kept++;
        console.log(
          `  ${wanted ? (isKept ? 'as it must be ' : 'NOT AS IT MUST') : '              '}  ${operation.name.padEnd(15)} ${operationText(operation)}`,
        );
      }
    }
  console.log(`\n${kept} of ${asked} decisions are as they must be`);
  console.log(
    '\n| set | operation | refused | kept | no effect | harm | accuracy, points | calibrated loss |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  for (const key of new Set(all.map(({ set, operation }) => `${set} | ${operation.name}`)))
    console.log(overSeeds(key, all));
}

/** What was decided with all seeds, and the mean of what each saw, with the interval over seeds. */
function overSeeds(
  key: string,
  all: readonly { readonly set: string; readonly operation: OperationRecord }[],
): string {
  const own = all.filter(({ set, operation }) => `${set} | ${operation.name}` === key);
  const asked = own.map(({ operation }) => operation).filter(({ effect }) => effect.pairs > 0);
  const times = (decision: OperationRecord['decision']) =>
    asked.filter((operation) => operation.decision === decision).length;
  const mean = (effect: 'effect' | 'calibratedEffect', write: (value: number) => string) => {
    if (asked.length === 0) return '';
    const over = meanEffect(asked.map((operation) => operation[effect].mean));
    return `${write(over.mean)} (${intervalText(over.interval, write)})`;
  };
  const cells = [own.length - asked.length, times('keep'), times('drop'), times('harm')];
  return `| ${key} | ${cells.join(' | ')} | ${mean('effect', pointsValue)} | ${mean('calibratedEffect', (value) => value.toFixed(3))} |`;
}

async function takeTime(how: { readonly workers?: number }): Promise<void> {
  const opened = await openSet('cifar', 500, 1);
  if (!opened) return;
  const record = await probeOf(opened.train, twelve, { ...how, seed: 1, name: 'time' });
  console.log(
    `${twelve.length} operations, ${opened.train.size} pictures of 32x32: ${record.trials} trainings in ${record.seconds.toFixed(0)} s`,
  );
  for (const operation of record.operations)
    console.log(`  ${operation.name.padEnd(15)} ${operationText(operation)}`);
  console.log(`  policy: ${record.policy.map((one) => one.name).join(', ') || 'none'}`);
}
