import { goingOn, halving, survivors, unharmed, type Contender } from './halving.ts';
import { labelSafety, refusal } from './labelSafety.ts';
import { isOpen, lookAgain, looks } from './lookAgain.ts';
import { operationsFor } from './operations.ts';
import { choosePolicy } from './policy.ts';
import {
  probeRecord,
  type LabelSafety,
  type Operation,
  type OperationRecord,
  type ProbeRecord,
} from './record.ts';
import { baselineRecipe } from '../baseline.ts';
import { dataSummary } from '../diagnose.ts';
import type { Executor } from '../executors/executor.ts';
import { claimJournal, dataFingerprint, fingerprint, settled, type Journal } from '../journal.ts';
import { recordSchema, type Effect } from '../record.ts';
import type { StudyProgress } from '../studyProgress.ts';
import { TestBench } from '../testBench.ts';
import type { TrialJob } from '../trial.ts';
import { subset, type Dataset } from '../../data/dataset.ts';
import { repeatedFolds, stratifiedSample } from '../../data/split.ts';
import { recipe as checked, type Recipe } from '../../recipe/schema.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { intervalText, plural, pointsValue, signedNumber } from '../../util/format.ts';
import { randomKey } from '../../util/random.ts';

/** Pairs seen by the end of each round; where few operations are asked about, others follow (`lookAgain`). */
const rounds = [3, 6, looks[0]] as const;

/** Most epochs of a short training, and least. */
const [mostEpochs, leastEpochs] = [60, 25];

/** Where few operations are asked about: examples, with repetition, that a training sees, and most epochs. */
const [shownToFew, mostEpochsOfFew] = [96_000, 120];

/** Examples, with repetition, that a short training sees where many operations are asked about. */
const shown = 10_000;

/**
 * How many operations are few: in the same time they are asked about in longer trainings. Those are fairer to
 * augmentation, which helps only once examples begin to be known by heart.
 */
const few = 6;

/** Examples that a short training has, at most. All that are held out judge it: judging is cheap. */
const mostTrained = 800;

export interface ProbeOptions {
  readonly executor: Executor;
  /** Runs the check of label safety. */
  readonly runtime: Runtime;
  readonly journal: Journal;
  readonly seed: number;
  /** Names of the operations. Default: all that act on such data. */
  readonly operations?: readonly string[];
  /** What is trained instead of the usual small network; its epochs are kept. */
  readonly baseline?: Recipe;
  /** Seconds the probe should take; fewer pairs are seen where it is short. */
  readonly budgetSeconds?: number;
  /** Whether what is proven is put together into a policy; without, there is none. Default true. */
  readonly policy?: boolean;
  /** Where the data came from, for the record. */
  readonly description: string;
  readonly onProgress?: (progress: StudyProgress) => void;
  /** Called with each operation as soon as it is decided. */
  readonly onOperation?: (operation: OperationRecord) => void;
  readonly signal?: AbortSignal;
}

/** A small network and a short training: what a probe of so many operations compares on. */
export function probeRecipe(data: Dataset, trainSize: number, operations: number): Recipe {
  const epochs =
    operations > few
      ? Math.max(leastEpochs, Math.min(mostEpochs, Math.ceil(shown / trainSize)))
      : Math.max(mostEpochs, Math.min(mostEpochsOfFew, Math.ceil(shownToFew / trainSize)));
  const base = baselineRecipe(data, epochs);
  if (base.architecture.name !== 'convnet') return base;
  return checked({
    ...base,
    architecture: { ...base.architecture, size: 8 },
    optimizer: { name: 'adam', learningRate: 0.005 },
    batchSize: 32,
  });
}

/**
 * Which augmentations help this task, and which policy of them to take.
 *
 * First the classes themselves are asked whether labels survive each operation (`labelSafety`, no training). Those that
 * do are compared with no augmentation in short trainings on the same splits, with the same seeds and steps, in rounds
 * from which losers drop out (`halving`; of few only what is shown to harm); where few are asked about, what those leave open is looked at again
 * (`lookAgain`). Those that are proven make a policy, which is proven as a whole
 * (`choosePolicy`).
 *
 * @param data What the executor has; see `probeData`.
 * @throws {DataError} too few examples, or a journal of another run. @throws {OptionError} an unknown operation.
 * @throws {InterruptedError} the signal; the journal holds what was done.
 */
export async function probe(data: Dataset, options: ProbeOptions): Promise<ProbeRecord> {
  const { journal, seed, runtime, onOperation } = options;
  const began = performance.now();
  const operations = operationsFor(data, options.operations);
  const pairs = probePairs(data, looks.at(-1)!, seed);
  claimJournal(journal, fingerprint('probe', dataFingerprint(data)), seed);
  const bench = new TestBench(options);
  const safety = new Map(
    (await labelSafety(data, operations, runtime)).map((answer, i) => [operations[i]!.name, answer]),
  );
  const isSafe = ({ name }: Operation) => safety.get(name)?.safe !== false;
  const decided = new Map<string, OperationRecord>();
  const decide = (record: OperationRecord) => {
    decided.set(record.name, record);
    onOperation?.(record);
  };
  for (const operation of operations.filter((one) => !isSafe(one)))
    decide(refusedRecord(operation, safety.get(operation.name)!));

  const racing = operations.filter(isSafe);
  const baseline = options.baseline ?? probeRecipe(data, pairs[0]!.parts.train.length, racing.length);
  const run = (stage: string, label: string, augmentations: readonly Operation[], from: number, to: number) =>
    bench.pairs(
      stage,
      label,
      checked({ ...baseline, augmentations: [...baseline.augmentations, ...augmentations] }),
      pairs.slice(from, to),
    );
  bench.total = racing.length === 0 ? 0 : trialsOf(racing.length, rounds);
  const first = racing.length === 0 ? [] : await run('What helps?', 'none', [], 0, 1);
  const seen = await settled(journal, 'pairs', () => {
    const { budgetSeconds } = options;
    if (budgetSeconds === undefined || first.length === 0) return rounds.at(-1)!;
    const left = budgetSeconds - (performance.now() - began) / 1000;
    const fits = rounds.filter(
      (_, i) => bench.leastSecondsFor(trialsOf(racing.length, rounds.slice(0, i + 1))) <= left,
    );
    return fits.at(-1) ?? rounds[0];
  });
  const planned = rounds.filter((to) => to <= seen);
  const inPoints = first[0]?.validation?.accuracy !== undefined;
  const say = (contender: Contender) =>
    decide(recordOf(contender, planned, safety.get(contender.operation.name), inPoints));
  const open: Contender[] = [];
  const { contenders, baseline: plain } = await halving(
    racing,
    planned,
    (augmentations, from, to) =>
      run('What helps?', augmentations[0]?.name ?? 'none', augmentations, from, to),
    (contender) => {
      const isLast = contender.rounds === rounds.length && racing.length <= few;
      if (isLast && isOpen(contender)) open.push(contender);
      else say(contender);
    },
    racing.length <= few ? unharmed : survivors,
  );
  const seenAgain = await lookAgain(open, plain, {
    run: (augmentations, from, to) =>
      run('A further look', augmentations[0]?.name ?? 'none', augmentations, from, to),
    affords: async (more, look) => {
      const affordable = await settled(journal, look, () => {
        const { budgetSeconds } = options;
        const left = (budgetSeconds ?? Infinity) - (performance.now() - began) / 1000;
        // The policy is still to come.
        return Number(bench.secondsFor(more + 3 * plain.length) <= left);
      });
      if (affordable === 1) bench.total += more;
      return affordable === 1;
    },
  });
  for (const contender of seenAgain) say(contender);
  // A policy is compared on the pairs that all have seen.
  const proven = contenders.map((contender) => ({
    ...contender,
    decision: decided.get(contender.operation.name)!.decision,
  }));
  const { candidates, policy } = await choosePolicy(
    options.policy === false ? [] : proven,
    plain,
    (label, augmentations, from, to) => run('What helps together?', label, augmentations, from, to),
    planned.length === rounds.length,
  );
  const chosen = candidates.find((candidate) => candidate.chosen);
  return probeRecord.parse({
    schema: recordSchema,
    data: dataSummary(data, options.description),
    operations: operations.map(({ name }) => decided.get(name)!),
    policy: [...policy],
    evidence: {
      ...(chosen && { effect: chosen.effect, lossEffect: chosen.lossEffect }),
      candidates: candidates.map(
        ({ operations: some, effect, lossEffect, calibratedEffect, chosen: is }) => ({
          operations: [...some],
          effect,
          lossEffect,
          calibratedEffect,
          chosen: is,
        }),
      ),
      sentences: sentencesOf(policy, chosen?.effect, inPoints, baseline.epochs),
    },
    trials: bench.done,
    seconds: (performance.now() - began) / 1000,
    seed,
  } satisfies ProbeRecord);
}

/** Splits without a part for stopping, which short trainings do not need; of many examples they train on some. */
export function probePairs(
  data: Dataset,
  count: number,
  seed: number,
): (Pick<TrialJob, 'parts' | 'scoresOnly'> & { readonly seed: number })[] {
  return repeatedFolds(data, { folds: 5, repeats: Math.ceil(count / 5), seed })
    .slice(0, count)
    .map(({ train, held }, i) => ({
      parts: { train: someOf(data, train, randomKey(seed, 'probe examples', i)), validation: held },
      scoresOnly: true,
      seed: randomKey(seed, 'probe', i),
    }));
}

function someOf(data: Dataset, train: Int32Array, seed: number): Int32Array {
  if (train.length <= mostTrained) return train;
  return stratifiedSample(subset(data, train), { size: mostTrained, seed }).map((i) => train[i]!);
}

/** About how many trials so many rounds take: of many operations half go on each time; then strengths and policies. */
function trialsOf(operations: number, planned: readonly number[]): number {
  let [trials, left, from] = [0, operations, 0];
  for (const to of planned) {
    trials += (left + 1) * (to - from);
    [left, from] = [operations > few ? goingOn(left) : left, to];
  }
  return trials + 3 * from;
}

const nothing: Effect = { mean: 0, interval: [0, 0], pairs: 0 };

const optionsOf = ({ name: _, ...rest }: Operation) => rest;

const refusedRecord = (operation: Operation, safety: LabelSafety): OperationRecord => ({
  name: operation.name,
  options: optionsOf(operation),
  effect: nothing,
  lossEffect: nothing,
  calibratedEffect: nothing,
  decision: 'harm',
  reason: refusal(operation, safety),
  safety,
});

function recordOf(
  contender: Contender,
  planned: readonly number[],
  safety: LabelSafety | undefined,
  inPoints: boolean,
): OperationRecord {
  const { operation, effect, lossEffect, calibratedEffect, decision } = contender;
  return {
    name: operation.name,
    options: optionsOf(operation),
    effect,
    lossEffect,
    calibratedEffect,
    decision,
    reason: reasonOf(contender, planned.length, inPoints),
    ...(safety && { safety }),
  };
}

function reasonOf(
  { effect, calibratedEffect: lossEffect, decision, rounds: round }: Contender,
  planned: number,
  inPoints: boolean,
): string {
  const change = changeText(effect, inPoints);
  const loss = `${inPoints ? 'calibrated ' : ''}loss ${signedNumber(-lossEffect.mean)} (${intervalText([-lossEffect.interval[1], -lossEffect.interval[0]], signedNumber)})`;
  const on = `on ${plural(effect.pairs, 'split')}`;
  if (decision === 'keep')
    return effect.interval[0] > 0
      ? `Better beyond its interval ${on}: ${change}, ${loss}.`
      : `Less loss beyond its interval and no worse a score ${on}: ${change}, ${loss}.`;
  if (decision === 'harm') return `Worse beyond its interval ${on}: ${change}, ${loss}.`;
  if (round > planned)
    return `No effect shown ${on}, at the 98% that several looks ask for: ${change}, ${loss}.`;
  return round < planned
    ? `Left the race ${on}: others did better; ${change}, ${loss}.`
    : `No effect shown ${on}: ${change}, ${loss}.`;
}

function changeText({ mean, interval }: Effect, inPoints: boolean): string {
  const write = inPoints ? pointsValue : signedNumber;
  return `${write(mean)}${inPoints ? ' points of accuracy' : ' of rmse'} (95% ${intervalText(interval, write)})`;
}

function sentencesOf(
  policy: readonly Operation[],
  effect: Effect | undefined,
  inPoints: boolean,
  epochs: number,
): string[] {
  if (!effect) return ['No augmentation is proven to help this task; the policy is none.'];
  const names = policy.map(({ name }) => name).join(', ');
  return [
    `${names}: together ${changeText(effect, inPoints)} against no augmentation on ${plural(effect.pairs, 'split')}, in trainings of ${plural(epochs, 'epoch')}.`,
  ];
}
