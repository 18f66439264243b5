import { endToEnd, examplesEndToEnd, resultsOf, stackedFeeds, stepsOf } from './runsTogether.ts';
import type { Scan } from '../graph/scan.ts';
import { batchedScan } from '../recipe/batchedScan.ts';
import {
  feedsInside,
  resultsOutside,
  stepCount,
  type Program,
  type Runtime,
  type Tensor,
  type Tensors,
} from '../runtime/runtime.ts';
import { modelBytes } from '../runtime/session.ts';
import { OptionError } from '../util/errors.ts';

/** The place of one training among several that share a program. */
export interface Lane {
  /** The training program as this training sees it: its own feeds, its own results. */
  compile(scan: Scan): Promise<Program>;
  /** Says that this training has ended, so that the others do not wait for it. */
  leave(): void;
}

/** A call that a training waits for. */
interface Call {
  /** Of the steps still to do, as they lie inside the program. */
  readonly feeds: Tensors;
  readonly steps: number;
  /** Results of the steps that are done. */
  readonly collected: readonly Tensors[];
  readonly resolve: (results: Record<string, Tensor>) => void;
  readonly reject: (reason: unknown) => void;
}

interface Training {
  state: 'awaited' | 'running' | 'ended';
  scan?: Scan;
  call?: Call | undefined;
}

/**
 * One batched training program for `count` trainings. Each calls its own as if it were alone; once all that still train
 * wait, one native call does as many steps as all of them want. What one wants beyond that it gets in the next calls.
 *
 * The programs must be the same to the last byte. The data need not be: the examples of all lie end to end, and the
 * indices of each training point to its own.
 */
export function sharedTraining(runtime: Runtime, count: number): Lane[] {
  const trainings = Array.from({ length: count }, (): Training => ({ state: 'awaited' }));
  const examples = examplesEndToEnd();
  let program: Program | undefined;
  let isRunning = false;
  let announce: () => void;
  const allHere = new Promise<void>((resolve) => (announce = resolve));
  const checkHere = () => {
    if (trainings.every(({ state }) => state !== 'awaited')) announce();
  };
  const opened = allHere.then(async () => {
    const scans = trainings.flatMap(({ scan }) => (scan ? [scan] : []));
    if (scans.length === 0) return;
    checkSame(scans);
    program = await runtime.compile(batchedScan(scans[0]!, count));
  });
  // Who compiles hears of a failure; nobody may be there to do so.
  opened.catch(() => undefined);

  /** Does what can be done, once all that still train wait. */
  async function proceed(): Promise<void> {
    const calls = trainings.map(({ call }) => call);
    const some = trainings.find(({ call }) => call !== undefined);
    if (isRunning || !some || trainings.some(({ state, call }) => state === 'running' && !call)) return;
    const scan = some.scan!;
    const steps = Math.min(...calls.flatMap((call) => (call ? [call.steps] : [])));
    isRunning = true;
    try {
      // What has ended computes along with another training's numbers; nobody looks at the result.
      const feeds = calls.map((call) => stepsOf(scan, (call ?? some.call!).feeds, 0, steps));
      const results = await program!.run(stackedFeeds(scan, feeds, examples));
      trainings.forEach((training, k) => {
        if (calls[k] && training.call)
          training.call = after(scan, training.call, steps, resultsOf(scan, results, k, count));
      });
    } catch (reason) {
      for (const training of trainings) {
        training.call?.reject(reason);
        training.call = undefined;
      }
    } finally {
      isRunning = false;
    }
    await proceed();
  }

  return trainings.map((training): Lane => {
    const leave = () => {
      if (training.state === 'ended') return;
      training.state = 'ended';
      checkHere();
      if (trainings.every(({ state }) => state === 'ended'))
        void opened.then(() => program?.dispose()).catch(() => undefined);
      else void proceed();
    };
    return {
      leave,
      async compile(scan) {
        training.scan = scan;
        training.state = 'running';
        checkHere();
        await opened;
        return {
          run: (feeds) =>
            new Promise((resolve, reject) => {
              const steps = stepCount(scan, feeds);
              training.call = { feeds: feedsInside(scan, feeds), steps, collected: [], resolve, reject };
              void proceed();
            }),
          dispose: () => Promise.resolve(leave()),
        };
      },
    };
  });
}

/** What is left of a call after some of its steps; nothing where it is answered. */
function after(scan: Scan, call: Call, steps: number, results: Tensors): Call | undefined {
  const { feeds, resolve } = call;
  const collected = [...call.collected, results];
  if (call.steps > steps) {
    const next = Object.entries(scan.carried).map(([from, to]) => [from, results[to]!]);
    const rest = { ...stepsOf(scan, feeds, steps), ...(Object.fromEntries(next) as Tensors) };
    return { ...call, feeds: rest, steps: call.steps - steps, collected };
  }
  const ofAllSteps = scan.collected.map((name) => [name, endToEnd(collected.map((piece) => piece[name]!))]);
  resolve(resultsOutside(scan, { ...results, ...(Object.fromEntries(ofAllSteps) as Tensors) }));
  return undefined;
}

/** @throws {OptionError} two programs differ. */
function checkSame(scans: readonly Scan[]): void {
  const [first, ...others] = scans.map(modelBytes);
  const differs = others.findIndex(
    (bytes) => bytes.length !== first!.length || bytes.some((byte, i) => byte !== first![i]),
  );
  if (differs >= 0)
    throw new OptionError(
      `fitTogether: the data of all trainings must lead to one network. That of training ${differs + 1} leads to another ` +
        'than that of training 0: other columns, categories, classes or class weights, or a smaller batch. Train them one by one.',
    );
}
