// Training steps against the peers that are installed: losses of a fixed start first, then times taken in turns.
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isInstalled, peers, self, startPeer, type Running } from './peer.ts';
import { floorMs } from './floor.ts';
import { median, spread } from './statistics.ts';
import { works, writeStart, type Work } from './works.ts';

export const title = 'training steps of six workloads against PyTorch, JAX, Keras and tfjs';

/** Losses of both sides over the first steps must agree this well. */
const tolerance = 1e-3;
const comparedSteps = 10;

interface Row {
  readonly workload: string;
  readonly peer: string;
  readonly threads: number;
  readonly oursMs: number;
  readonly peerMs: number;
  /** Peer time divided by ours: above 1, Hibiscus is faster. */
  readonly ratio: number;
  /** Time of the step's matrix products alone. */
  readonly floorMs: number;
}

/** `--json`, `--threads 2`, `--rounds 5`, `--only table,mlp`, `--peers torch,jax`. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      threads: { type: 'string', default: String(Math.min(2, availableParallelism())) },
      rounds: { type: 'string', default: '5' },
      only: { type: 'string' },
      peers: { type: 'string' },
    },
  });
  const count = (name: 'threads' | 'rounds'): number => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value > 0) return value;
    throw new RangeError(`--${name} must be a positive integer. Received ${values[name]}.`);
  };
  const { json } = values;
  const [threads, rounds] = [count('threads'), count('rounds')];
  const names = works.map(({ name }) => name);
  const only = values.only?.split(',') ?? names;
  for (const name of only)
    if (!names.includes(name)) throw new RangeError(`--only takes ${names.join(', ')}. Received ${name}.`);
  const wanted = values.peers?.split(',');
  const say = (line: string) => (json ? console.error(line) : console.log(line));
  say(`${cpus()[0]?.model ?? 'unknown processor'}, ${threads} of ${availableParallelism()} cores`);
  const found = peers.filter((peer) => {
    if (wanted && !wanted.some((part) => peer.name.toLowerCase().includes(part.toLowerCase()))) return false;
    const here = isInstalled(peer);
    if (!here) say(`${peer.name}: not found, left out`);
    return here;
  });
  const rows: Row[] = [];
  for (const work of works)
    if (only.includes(work.name)) rows.push(...(await compare(work, found, { threads, rounds, say })));
  if (json) console.log(JSON.stringify(rows, null, 2));
}

/** Our losses from the fixed start, without what is random: of a process that ends, so that its memory is not ours. */
async function fixedLosses(load: object, threads: number): Promise<number[]> {
  const running = startPeer(self, threads);
  try {
    await running.ask({ ...load, do: 'plan' });
    return (await running.ask({ do: 'losses', steps: comparedSteps })).losses;
  } finally {
    running.close();
  }
}

async function compare(
  work: Work,
  found: typeof peers,
  { threads, rounds, say }: { threads: number; rounds: number; say: (line: string) => void },
): Promise<Row[]> {
  // Before the peers are there: their threads wait by spinning.
  const floor = await floorMs(work, threads);
  const start = await mkdtemp(join(tmpdir(), 'hibiscus-bench-'));
  const load = { do: 'load', workload: work.name, start, threads };
  const ours = startPeer(self, threads);
  const others: { name: string; running: Running; version: string; ms: number[] }[] = [];
  try {
    await writeStart(work, start);
    const { compileMs } = await ours.ask(load);
    say(`\n${work.title}`);
    say(`  compiled in ${compileMs.toFixed(0)} ms`);
    const losses = await fixedLosses(load, threads);
    for (const peer of found) {
      const running = startPeer(peer, threads);
      try {
        const { version } = await running.ask(load);
        const theirs = (await running.ask({ do: 'losses', steps: comparedSteps })).losses;
        const worst = Math.max(
          ...losses.map((loss, i) => Math.abs(loss - theirs[i]!) / Math.max(1, Math.abs(loss))),
        );
        if (!(worst <= tolerance)) throw new Error(`losses differ by ${worst.toExponential(1)}`);
        // Once more than is measured: compilers compile, pools grow.
        await running.ask({ do: 'time', steps: work.steps });
        others.push({ name: peer.name, running, version, ms: [] });
      } catch (error) {
        running.close();
        say(`  ${peer.name}: ${(error as Error).message}`);
      }
    }
    await ours.ask({ do: 'time', steps: work.steps });
    const oursMs: number[] = [];
    for (let round = 0; round < rounds; round++) {
      oursMs.push((await ours.ask({ do: 'time', steps: work.steps })).ms);
      for (const other of others)
        other.ms.push((await other.running.ask({ do: 'time', steps: work.steps })).ms);
    }
    const { peakMb } = await ours.ask({ do: 'memory' });
    say(
      `  ${'hibiscus'.padEnd(16)} ${spread(oursMs)}, ${(median(oursMs) / floor).toFixed(1)} x the products alone (${floor.toFixed(3)} ms), peak ${peakMb.toFixed(0)} MB`,
    );
    const rows: Row[] = [];
    for (const { name, running, version, ms } of others) {
      const ratios = ms.map((value, i) => value / oursMs[i]!);
      const peak = (await running.ask({ do: 'memory' })).peakMb;
      say(
        `  ${name.padEnd(16)} ${spread(ms)}, ratio ${median(ratios).toFixed(2)} (${ratios.map((r) => r.toFixed(2)).join(' ')}), peak ${peak.toFixed(0)} MB, ${version}`,
      );
      rows.push({
        workload: work.name,
        peer: name,
        threads,
        oursMs: median(oursMs),
        peerMs: median(ms),
        ratio: median(ratios),
        floorMs: floor,
      });
    }
    return rows;
  } finally {
    ours.close();
    for (const { running } of others) running.close();
    await rm(start, { recursive: true, force: true });
  }
}
