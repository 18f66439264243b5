// Our side of `npm run bench -- engine`, in a process of its own that speaks the protocol of peer.py.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { stepFeeds, works, type Work } from '../works.ts';
import { opTimes } from '../opTimes.ts';
import { trainingProgram } from '../../src/recipe/compile.ts';
import { nodeRuntime } from '../../src/runtime/node.ts';
import type { Tensor } from '../../src/runtime/runtime.ts';
import { sharedTraining, type Lane } from '../../src/train/sharedTraining.ts';
import { initialState } from '../../src/train/state.ts';

type Train = (steps: number) => Promise<number[]>;

/** A training of a workload from its start; each call goes on where the last one ended. Also: milliseconds to compile. */
async function training(
  work: Work,
  random: boolean,
  { compile }: Pick<Lane, 'compile'>,
): Promise<{ run: Train; ms: number }> {
  const began = performance.now();
  const net = work.network(random);
  const program = await compile(trainingProgram(net, work.batch));
  const ms = performance.now() - began;
  const data = work.data();
  let { tensors } = initialState(net);
  let done = 0;
  return {
    ms,
    async run(steps) {
      const results = await program.run({
        ...tensors,
        ...stepFeeds(work, data, net.recipe.optimizer.learningRate, done, steps),
      });
      done += steps;
      tensors = Object.fromEntries(
        Object.keys(tensors).map((name) => [name, results[`next/${name}`]!] as [string, Tensor]),
      );
      return Array.from(results.loss!.data);
    },
  };
}

/** Several trainings in one batched program on one thread; the losses are those of the last. */
async function batched(work: Work, random: boolean, count: number): Promise<Train> {
  const lanes = sharedTraining(nodeRuntime({ threads: 1 }), count);
  const trainings = await Promise.all(lanes.map((lane) => training(work, random, lane)));
  return async (steps) => (await Promise.all(trainings.map(({ run }) => run(steps)))).at(-1)!;
}

/** Time by the kind of node over some steps from the start. */
async function profile(work: Work, threads: number) {
  const net = work.network(true);
  const { steps } = work;
  const feeds = stepFeeds(work, work.data(), net.recipe.optimizer.learningRate, 0, steps);
  return opTimes(
    trainingProgram(net, work.batch),
    { ...initialState(net).tensors, ...feeds },
    { steps, threads },
  );
}

const peakMb = (): number => process.resourceUsage().maxRSS / 1024;

/** Several trainings in two processes, in each as one batched program, and the memory that both hold. */
async function inTwoProcesses(work: Work): Promise<{ run: Train; peakMb: () => number }> {
  const children = Array.from({ length: 2 }, () =>
    fork(fileURLToPath(import.meta.url), ['part', work.name, String(work.copies / 2)]),
  );
  process.on('exit', () => children.forEach((child) => child.kill()));
  let peaks: number[] = [];
  const ask = async (child: ChildProcess, steps: number): Promise<number> => {
    child.send(steps);
    const [peak] = (await once(child, 'message')) as [number];
    return peak;
  };
  const run = async (steps: number) => {
    peaks = await Promise.all(children.map((child) => ask(child, steps)));
    return [];
  };
  await run(5);
  return { run, peakMb: () => peaks.reduce((sum, peak) => sum + peak) };
}

const workOf = (name: string): Work => works.find((work) => work.name === name)!;

if (process.argv[2] === 'part') {
  const run = await batched(workOf(process.argv[3]!), true, Number(process.argv[4]));
  process.on('message', (steps: number) => void run(steps).then(() => process.send!(peakMb())));
  process.on('disconnect', () => process.exit());
} else {
  let work: Work;
  let run: Train;
  let threads = 1;
  let peak = peakMb;
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as { do: string; workload: string; threads: number; steps: number };
    let answer: object;
    if (request.do === 'load') {
      work = workOf(request.workload);
      threads = request.threads;
      const first = await training(work, true, nodeRuntime({ threads }));
      run = first.run;
      if (work.copies > 1) ({ run, peakMb: peak } = await inTwoProcesses(work));
      answer = { version: `Node ${process.version}`, compileMs: first.ms };
    } else if (request.do === 'plan') {
      work = workOf(request.workload);
      threads = request.threads;
      answer = {};
    } else if (request.do === 'losses') {
      const alike =
        work!.copies > 1
          ? await batched(work!, false, work!.copies)
          : (await training(work!, false, nodeRuntime({ threads }))).run;
      answer = { losses: await alike(request.steps) };
    } else if (request.do === 'profile') {
      answer = { ops: await profile(work!, threads) };
    } else if (request.do === 'time') {
      const start = performance.now();
      await run!(request.steps);
      answer = { ms: (performance.now() - start) / request.steps };
    } else answer = { peakMb: peak() };
    console.log(JSON.stringify(answer));
  }
  process.exit();
}
