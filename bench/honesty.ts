// Whether the figures of a study hold: what it reports against what its network does on fresh examples, over hundreds of
// small studies; and whether random labels are ever called a gain.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { appendJsonLine, readJsonLines } from './jsonLines.ts';
import { counts, openSet } from './probeSets.ts';
import { fromArrays } from '../src/data/arrays.ts';
import { joinDatasets, subset, type Dataset } from '../src/data/dataset.ts';
import { recipe } from '../src/recipe/schema.ts';
import { nodeRuntime } from '../src/runtime/node.ts';
import { inlineExecutor } from '../src/study/executors/inline.ts';
import { memoryJournal } from '../src/study/journal.ts';
import { mean, meanEffect, wilsonInterval } from '../src/study/statistics.ts';
import { study } from '../src/study/study.ts';
import { predictEnsemble } from '../src/train/ensemble.ts';
import { predict } from '../src/train/model.ts';
import { argmax } from '../src/metrics/argmax.ts';
import { intervalText, percent, pointsValue } from '../src/util/format.ts';
import { permutation, randomKey, uniformAt } from '../src/util/random.ts';

export const title = 'hundreds of small studies: reported against fresh figures, and gains on random labels';

/** What one study said and what is so. */
const answerSchema = z.object({
  world: z.string(),
  seed: z.number(),
  /** Accuracy by validation, by the test part with its interval, and on fresh examples. */
  validation: z.number(),
  validationOfChoice: z.number(),
  test: z.number(),
  interval: z.tuple([z.number(), z.number()]),
  fresh: z.number(),
  kept: z.array(z.string()),
  /** Chosen against baseline on the test part: better beyond the interval. */
  isBetter: z.boolean(),
  verdict: z.string(),
});
type Answer = z.infer<typeof answerSchema>;

const [examples, testExamples, columns] = [160, 4000, 10];

/**
 * Fresh examples have luck of their own: were they 20,000, a right interval would hold their figure in 92.6% of studies. Of
 * the pictures there are no more.
 */
const freshExamples = (world: string): number => (Object.hasOwn(rules, world) ? 200_000 : 60_000);

type Row = readonly number[];

/** How a label follows from a row, given a number from 0 to 1 that decides between the likely and the unlikely. */
const rules: Readonly<Record<string, (row: Row, luck: number) => boolean>> = {
  /** A plane, and a tenth of the labels wrong. */
  plane: ([a, b, c], luck) => a! + b! + c! > 0 !== luck < 0.1,
  /** A ring: no single column tells anything. */
  ring: ([a, b], luck) => a! * a! + b! * b! > 1.4 !== luck < 0.05,
  /** Two columns that must agree, with much noise. */
  agree: ([a, b, c], luck) => a! * b! > 0.2 * c! !== luck < 0.2,
  /** Nothing tells anything. */
  random: (_, luck) => luck < 0.5,
};

/** What the examples of a study are drawn from: the rules, and real pictures that are drawn from without putting back. */
const worlds = [...Object.keys(rules), 'mnist'];

/** Rows of normal numbers, most of which have nothing to say, with their labels. */
function drawn(world: string, count: number, key: number): Dataset {
  let at = 0;
  const uniform = () => uniformAt(key, at++);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const rows = Array.from({ length: count }, () => Array.from({ length: columns }, normal));
  const labels = rows.map((row) => (rules[world]!(row, uniform()) ? 'yes' : 'no'));
  return fromArrays({ rows, columns: Array.from({ length: columns }, (_, j) => `x${j}`), labels });
}

let pictures: Promise<Dataset> | undefined;

/** All pictures of MNIST, read once. */
const allPictures = (): Promise<Dataset> =>
  (pictures ??= openSet('mnist').then((opened) => joinDatasets(opened!.train, opened!.test!)));

/** The examples of a study, its test part, and fresh ones. */
async function partsOf(world: string, seed: number): Promise<readonly [Dataset, Dataset, Dataset]> {
  if (Object.hasOwn(rules, world)) {
    const part = (name: string, count: number) =>
      drawn(world, count, randomKey('honesty', world, name, seed));
    return [part('study', examples), part('test', testExamples), part('fresh', freshExamples(world))];
  }
  const all = await allPictures();
  const order = permutation(all.size, randomKey('honesty', world, seed));
  const [from, to] = [examples, examples + testExamples];
  const part = (start: number, end: number) => subset(all, order.subarray(start, end));
  return [part(0, from), part(from, to), part(to, to + freshExamples(world))];
}

async function answerTo(world: string, seed: number): Promise<Answer> {
  const [data, test, fresh] = await partsOf(world, seed);
  const runtime = nodeRuntime({ threads: 1, flushSubnormals: true });
  const { record, model } = await study(data, test, {
    ...{ executor: inlineExecutor(data, runtime), runtime, journal: memoryJournal(), seed },
    ...{ audit: [], testIsGiven: true, learningCurve: false, description: world },
    ...{ pairs: 3, search: 14 },
    baseline: recipe({
      architecture: { name: 'mlp', size: 48 },
      optimizer: { name: 'adam', learningRate: 0.005 },
      schedule: { name: 'cosine' },
      epochs: 40,
    }),
  });
  const { predictions, width } = await ('members' in model
    ? predictEnsemble(model, fresh.features, fresh.size, runtime)
    : predict(model, fresh.features, fresh.size, runtime));
  const labels = fresh.target.kind === 'classes' ? fresh.target.labels : [];
  const { chosen, improvement } = record;
  return {
    ...{ world, seed },
    validation: chosen.validation.accuracy!,
    validationOfChoice: (chosen.validationOfChoice ?? chosen.validation).accuracy!,
    test: chosen.test.accuracy!,
    interval: chosen.interval,
    fresh: mean(Array.from(labels, (label, n) => Number(argmax(predictions, n * width, width) === label))),
    kept: [
      ...[...record.remedies, ...record.combined]
        .filter(({ decision }) => decision === 'keep')
        .map(({ name }) => name),
      ...(record.search?.winner.decision === 'keep' ? ['search'] : []),
    ],
    isBetter: improvement.interval[0] > 0,
    verdict: record.diagnosis.verdict,
  };
}

/**
 * `--studies 50` of each world; `--worlds plane,…`; `--json`: all answers; `--state file`: answers as JSON lines, those in it
 * are not sought again. `--part` is what it calls itself with.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      studies: { type: 'string', default: '50' },
      worlds: { type: 'string', default: worlds.join() },
      json: { type: 'boolean', default: false },
      state: { type: 'string' },
      part: { type: 'boolean', default: false },
    },
  });
  const { studies } = counts({ studies: values.studies });
  if (values.part) return answerAll();
  const names = values.worlds.split(',');
  const wrong = names.find((name) => !worlds.includes(name));
  if (wrong !== undefined)
    throw new RangeError(`--worlds: must be among ${worlds.join(', ')}. Received ${wrong}.`);
  const asked = Array.from({ length: studies }, (_, i) => i + 1).flatMap((seed) =>
    names.map((world) => [world, seed] as const),
  );
  const { state } = values;
  const isAsked = (answer: Answer) =>
    asked.some(([world, seed]) => world === answer.world && seed === answer.seed);
  const answers = readJsonLines(state, answerSchema).filter(isAsked);
  const all = asked.filter(
    ([world, seed]) => !answers.some((known) => known.world === world && known.seed === seed),
  );
  const parts = availableParallelism();
  await Promise.all(
    Array.from({ length: parts }, (_, part) => {
      const child = fork(process.argv[1]!, ['honesty', '--part']);
      child.send(all.filter((_, i) => i % parts === part));
      child.on('message', (answer: Answer) => {
        answers.push(answer);
        appendJsonLine(state, answer);
        if (answers.length % 20 === 0) console.error(`${answers.length} of ${asked.length} studies`);
      });
      return new Promise<void>((resolve, reject) =>
        child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a part ended with ${code}`)))),
      );
    }),
  );
  answers.sort((a, b) => a.seed - b.seed);
  if (values.json) return console.log(JSON.stringify(answers, null, 2));
  for (const name of names)
    report(
      name,
      answers.filter(({ world }) => world === name),
    );
  if (names.length > 1) report('all', answers);
}

/** In a process of its own: answers to the studies that it is sent. */
async function answerAll(): Promise<void> {
  const [mine] = (await once(process, 'message')) as [readonly (readonly [string, number])[]];
  for (const [world, seed] of mine) process.send!(await answerTo(world, seed));
  process.disconnect();
}

function report(name: string, answers: readonly Answer[]): void {
  const n = answers.length;
  const against = (figure: (answer: Answer) => number) =>
    answers.map((answer) => figure(answer) - answer.fresh);
  const tested = against(({ test }) => test);
  const holds = answers.filter(({ interval: [low, high], fresh }) => low <= fresh && fresh <= high).length;
  const share = holds / n;
  console.log(
    `\n${name}: ${n} studies, ${percent(mean(answers.map(({ fresh }) => fresh)))} right on fresh examples\n` +
      `  test part minus fresh: mean of the magnitude ${(100 * mean(tested.map(Math.abs))).toFixed(2)} points, mean ${meanText(tested)}; ` +
      `the interval holds the fresh figure in ${holds} of ${n}, ${percent(share)} (${intervalText(wilsonInterval(share, n), percent)})\n` +
      `  validation minus fresh: mean ${meanText(against(({ validation }) => validation))}; ` +
      `before the luck of the choice is taken out ${meanText(against(({ validationOfChoice }) => validationOfChoice))}`,
  );
  if (name !== 'random') return;
  const calling = answers.filter(({ kept }) => kept.length > 0);
  console.log(
    `  called a gain: ${calling.length} of ${n} studies (${[...new Set(calling.flatMap(({ kept }) => kept))].join(', ') || 'nothing'}); ` +
      `better on the test part beyond the interval: ${answers.filter(({ isBetter }) => isBetter).length}; ` +
      `verdict noise: ${answers.filter(({ verdict }) => verdict === 'noise').length}`,
  );
}

function meanText(values: readonly number[]): string {
  const { mean: centre, interval } = meanEffect(values);
  return `${pointsValue(centre)} points (${intervalText(interval, pointsValue)})`;
}
