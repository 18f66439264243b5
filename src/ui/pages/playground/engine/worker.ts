/*
 * The engine behind the page, in a thread of its own: trains, predicts and measures, and keeps the finished networks.
 * Nothing it holds leaves the browser.
 */
import { dropoutMasks } from './dropoutMasks.ts';
import { flowerTrial } from './flowerTrial.ts';
import type { Answer, CallName, Calls, Request, Start } from './protocol.ts';
import { predictor, training, type Parts, type Training } from './training.ts';
import { fromArrays } from '../../../../data/arrays.ts';
import { subset } from '../../../../data/dataset.ts';
import { splitDataset } from '../../../../data/split.ts';
import { makeGraph } from '../../../../graph/graph.ts';
import { input } from '../../../../graph/value.ts';
import { add } from '../../../../ops/elementwise/add.ts';
import type { Runtime } from '../../../../runtime/runtime.ts';
import { webRuntime } from '../../../../runtime/web.ts';
import { predict, type Model } from '../../../../train/model.ts';
import { scoreRaw } from '../../../../train/evaluate.ts';
import { HibiscusError, OptionError } from '../../../../util/errors.ts';
import type { TaskData } from '../tasks/task.ts';

const scope = globalThis as unknown as {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  postMessage(message: Answer): void;
};

type Act<N extends CallName> = (
  args: Calls[N]['args'],
  tell: (progress: Calls[N]['progress']) => void,
) => Calls[N]['result'] | Promise<Calls[N]['result']>;

/** The parts of a task. One table is split first: 60% to train, 20% to validate, 20% kept shut until the end. */
function partsOf(task: TaskData): Parts {
  if ('train' in task)
    return {
      train: fromArrays(task.train),
      validation: fromArrays(task.validation),
      test: fromArrays(task.test),
    };
  const whole = fromArrays(task.whole);
  const parts = splitDataset(whole, { parts: { train: 0.6, validation: 0.2, test: 0.2 }, seed: task.seed });
  return {
    train: subset(whole, parts.train),
    validation: subset(whole, parts.validation),
    test: subset(whole, parts.test),
  };
}

async function warmUp(runtime: Runtime): Promise<void> {
  const x = input('x', [1]);
  const program = await runtime.compile(makeGraph('warm', [x], { y: add(x, 1) }));
  await program.dispose();
}

function engine(runtime: Runtime): { readonly [N in CallName]: Act<N> } {
  const answers = predictor(runtime);
  const finished = new Map<number, Model>();
  let parts: Parts | undefined;
  let running: Training | undefined;
  let shown: Training | undefined;
  const needParts = () => {
    if (!parts) throw new OptionError('Data must be there first. Choose a data set.');
    return parts;
  };
  return {
    load({ task, keeps }) {
      if (!keeps) {
        running?.stop();
        finished.clear();
        running = undefined;
      }
      parts = partsOf(task);
      const { train, validation, test } = parts;
      return {
        sizes: { train: train.size, validation: validation.size, test: test.size },
        notes: train.notes,
      };
    },
    async train(spec, tell) {
      running?.stop();
      const own = training(spec, needParts(), runtime);
      running = own;
      const end = await own.run(tell);
      const model = own.now();
      if (model) finished.set(spec.run, model);
      return end;
    },
    change: (input) => running?.change(input) ?? false,
    pause: (isPaused) => running?.pause(isPaused),
    slow: (ms) => running?.slow(ms),
    stop: () => running?.stop(),
    async predict(arrays) {
      const model = running?.now();
      return model ? answers(model, fromArrays(arrays)) : null;
    },
    async test(runs) {
      const { test } = needParts();
      const scores = [];
      for (const run of runs) {
        const model = finished.get(run);
        if (!model) continue;
        const found = await predict(model, test.features, test.size, runtime);
        scores.push({ run, scores: scoreRaw(found, test, model.preparation.target) });
      }
      return scores;
    },
    demo({ task, ...spec }, tell) {
      shown?.stop();
      shown = training(spec, partsOf(task), runtime);
      return shown.run(tell);
    },
    warm: () => warmUp(runtime),
    flowers: (spec, tell) => flowerTrial(spec, runtime, tell),
    masks: (spec) => dropoutMasks(spec, runtime),
  };
}

let acts: ReturnType<typeof engine> | undefined;

async function answer({ id, name, args }: Request): Promise<void> {
  try {
    const act = acts![name] as Act<CallName>;
    const tell = (progress: unknown) => scope.postMessage({ id, progress });
    scope.postMessage({ id, result: await act(args as never, tell as never) });
  } catch (error) {
    const expected = error instanceof HibiscusError;
    if (!expected) console.error(error);
    scope.postMessage({ id, error: error instanceof Error ? error.message : String(error), expected });
  }
}

scope.onmessage = ({ data }) => {
  if (acts) void answer(data as Request);
  else acts = engine(webRuntime({ wasmPaths: (data as Start).wasmPaths }));
};
