// What augmentation costs: a training step with it against the plain step, and images a second against torchvision.
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { isInstalled, startPeer, torchvision } from './peer.ts';
import { median, spread } from './statistics.ts';
import { augmentWork, stepFeeds, writeStart, type Work } from './works.ts';
import { augmentImages } from '../src/augmentations/image/augmentImages.ts';
import { isMixing, mixExamples } from '../src/augmentations/mixing.ts';
import { makeGraph } from '../src/graph/graph.ts';
import { simplify } from '../src/graph/simplify.ts';
import { input } from '../src/graph/value.ts';
import * as rewrites from '../src/ops/rewrites/index.ts';
import { augmented } from '../src/recipe/augmented.ts';
import { trainingProgram } from '../src/recipe/compile.ts';
import { registry } from '../src/recipe/registry.ts';
import { nodeRuntime } from '../src/runtime/node.ts';
import { initialState } from '../src/train/state.ts';
import { randomKey } from '../src/util/random.ts';

export const title = 'what augmentation costs a step of resnet-8, and images a second against torchvision';

/** Batches that one timed call of augmentation alone makes. */
const batches = 20;

/** `--each` for the milliseconds of each augmentation alone; `--json`, `--threads 2`, `--rounds 7`. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      each: { type: 'boolean', default: false },
      threads: { type: 'string', default: String(Math.min(2, availableParallelism())) },
      rounds: { type: 'string', default: '7' },
    },
  });
  const count = (name: 'threads' | 'rounds'): number => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value > 0) return value;
    throw new RangeError(`--${name} must be a positive integer. Received ${values[name]}.`);
  };
  const [threads, rounds] = [count('threads'), count('rounds')];
  const say = (line: string) => (values.json ? console.error(line) : console.log(line));
  say(`${cpus()[0]?.model ?? 'unknown processor'}, ${threads} of ${availableParallelism()} cores`);
  if (values.each) {
    const milliseconds = await eachAlone(threads, rounds, say);
    if (values.json) console.log(JSON.stringify({ threads, milliseconds }, null, 2));
    return;
  }
  say(augmentWork.title);
  const step = await stepCost(threads, rounds);
  say(`  plain step       ${spread(step.plainMs)}`);
  say(`  augmented step   ${spread(step.augmentedMs)}, ratio ${step.ratio.toFixed(3)}`);
  const speed = await imagesPerSecond(threads, rounds, say);
  if (values.json)
    console.log(JSON.stringify({ threads, ratio: step.ratio, imagesPerSecond: speed }, null, 2));
}

/** Median milliseconds of each augmentation of pictures by itself, at its default strength and on every example. */
async function eachAlone(threads: number, rounds: number, say: (line: string) => void) {
  const { batch, width } = { batch: augmentWork.batch, width: 32 };
  const shape = [batch, 3, width, width];
  say(`each augmentation alone, ${batch} pictures of 3x${width}x${width}`);
  const found: Record<string, number> = {};
  for (const [name, augmentation] of Object.entries(registry.augmentationsOf.image)) {
    const [pictures, key] = [input('pictures', shape), input('key', [], 'uint32')];
    const list = [{ augmentation, options: { ...augmentation.defaults, probability: 1 } }];
    const scale = { mean: [120, 120, 120], deviation: [60, 60, 60] };
    const acted = augmentImages(pictures, key, list, scale);
    const { examples } = mixExamples(acted, key, list.filter(isMixing));
    const graph = makeGraph('augment', [pictures, key], { result: examples });
    const program = await nodeRuntime({ threads }).compile(simplify(graph, Object.values(rewrites)));
    const data = Float32Array.from({ length: batch * 3 * width * width }, (_, i) => (i % 97) / 32 - 1.5);
    const ms: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      const began = performance.now();
      for (let i = 0; i < batches; i++)
        await program.run({
          pictures: { dtype: 'float32', shape, data },
          key: { dtype: 'uint32', shape: [], data: Uint32Array.of(randomKey(0, 'step', round, i)) },
        });
      // The first round warms up.
      if (round > 0) ms.push((performance.now() - began) / batches);
    }
    found[name] = median(ms);
    say(`  ${name.padEnd(16)} ${spread(ms)}`);
  }
  return found;
}

/** Times of a step with augmentation and of one without, taken in turns. */
async function stepCost(threads: number, rounds: number) {
  const steps = 6;
  const sides = await Promise.all(
    [false, true].map(async (random) => {
      const net = augmentWork.network(random);
      const program = await nodeRuntime({ threads }).compile(trainingProgram(net, augmentWork.batch));
      const { tensors } = initialState(net);
      const feeds = {
        ...tensors,
        ...stepFeeds(augmentWork, augmentWork.data(), net.recipe.optimizer.learningRate, 0, steps),
      };
      const once = async () => {
        const began = performance.now();
        await program.run(feeds);
        return (performance.now() - began) / steps;
      };
      await once();
      return { once, ms: [] as number[] };
    }),
  );
  for (let round = 0; round < rounds; round++) for (const side of sides) side.ms.push(await side.once());
  const [plainMs, augmentedMs] = sides.map(({ ms }) => ms) as [number[], number[]];
  return { plainMs, augmentedMs, ratio: median(augmentedMs.map((ms, i) => ms / plainMs[i]!)) };
}

/** Augmentation alone, in turns with torchvision where it is installed. */
async function imagesPerSecond(threads: number, rounds: number, say: (line: string) => void) {
  const { batch } = augmentWork;
  const augment = await augmentation(augmentWork, threads);
  const found = torchvision.filter((peer) => {
    const here = isInstalled(peer);
    if (!here) say(`  ${peer.name}: not found, left out`);
    return here;
  });
  const start = await mkdtemp(join(tmpdir(), 'hibiscus-bench-'));
  const others = found.map((peer) => ({ ...peer, running: startPeer(peer, threads), ms: [] as number[] }));
  try {
    await writeStart(augmentWork, start);
    const versions = new Map<string, string>();
    for (const { name, running } of others) {
      const { version } = await running.ask({ do: 'load', workload: augmentWork.name, start, threads });
      versions.set(name, version);
      await running.ask({ do: 'time', steps: batches });
    }
    await augment();
    const ours: number[] = [];
    for (let round = 0; round < rounds; round++) {
      // The peers' threads wait for more work by spinning for a while.
      await setTimeout(300);
      ours.push(await augment());
      for (const { running, ms } of others) ms.push((await running.ask({ do: 'time', steps: batches })).ms);
    }
    const perSecond = (ms: readonly number[]) => Math.round((batch / median(ms)) * 1000);
    say(`  augmentation of a batch alone, ${batch} images`);
    say(`    hibiscus ${spread(ours)}, ${perSecond(ours)} images/s`);
    const speeds: Record<string, number> = { hibiscus: perSecond(ours) };
    for (const { name, ms } of others) {
      const ratio = median(ms.map((value, i) => value / ours[i]!));
      say(
        `    ${name} ${spread(ms)}, ${perSecond(ms)} images/s, ratio ${ratio.toFixed(2)}, ${versions.get(name)}`,
      );
      speeds[name] = perSecond(ms);
    }
    return speeds;
  } finally {
    for (const { running } of others) running.close();
    await rm(start, { recursive: true, force: true });
  }
}

/** Milliseconds that the recipe's augmentation of one batch takes by itself, in a program of its own. */
async function augmentation(work: Work, threads: number): Promise<() => Promise<number>> {
  const net = work.network(true);
  const shape = [work.batch, ...net.exampleShape];
  const [pictures, key] = [input('pictures', shape), input('key', [], 'uint32')];
  const graph = makeGraph('augment', [pictures, key], { result: augmented(net, pictures, key).examples });
  const program = await nodeRuntime({ threads }).compile(graph);
  const data = (work.data().features.data as Float32Array).slice(
    0,
    shape.reduce((n, dim) => n * dim, 1),
  );
  let step = 0;
  return async () => {
    const began = performance.now();
    for (let i = 0; i < batches; i++)
      await program.run({
        pictures: { dtype: 'float32', shape, data },
        key: { dtype: 'uint32', shape: [], data: Uint32Array.of(randomKey(0, 'step', step++)) },
      });
    return (performance.now() - began) / batches;
  };
}
