// Training steps against the peers that are installed: losses of a fixed start first, then times taken in turns, and the
// memory of a process that does nothing else.
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isInstalled, peers, self, startPeer, type Peer, type Running } from './peer.ts';
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
  /** Recipe to session, the first one of our process. */
  readonly compileMs: number;
  /** Largest resident set of the process that trained. */
  readonly oursPeakMb: number;
  readonly peerPeakMb: number;
}

interface Options {
  readonly threads: number;
  readonly rounds: number;
  readonly profile: boolean;
  readonly say: (line: string) => void;
}

/** `--json`, `--threads 2`, `--rounds 5`, `--only table,mlp`, `--peers torch,jax`, `--profile`. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
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
  const { json, profile } = values;
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
    if (only.includes(work.name))
      rows.push(...(await compare(work, found, { threads, rounds, profile, say })));
  if (json) console.log(JSON.stringify(rows, null, 2));
}

async function compare(
  work: Work,
  found: typeof peers,
  { threads, rounds, profile, say }: Options,
): Promise<Row[]> {
  // Before the peers are there: their threads wait by spinning.
  const floor = await floorMs(work, threads);
  const start = await mkdtemp(join(tmpdir(), 'hibiscus-bench-'));
  const load = { do: 'load', workload: work.name, start, threads };
  // In a process of its own, so that the memory of the others is that of one training.
  const once = async <T>(peer: Peer, act: (running: Running) => Promise<T>): Promise<T> => {
    const running = startPeer(peer, threads);
    try {
      await running.ask(peer === self ? { ...load, do: 'plan' } : load);
      return await act(running);
    } finally {
      running.close();
    }
  };
  const lossesOf = (peer: Peer) =>
    once(peer, async (running) => (await running.ask({ do: 'losses', steps: comparedSteps })).losses);
  const ours = startPeer(self, threads);
  const others: { name: string; running: Running; version: string; ms: number[] }[] = [];
  try {
    await writeStart(work, start);
    const { compileMs } = await ours.ask(load);
    say(`\n${work.title}`);
    const losses = await lossesOf(self);
    for (const peer of found) {
      const running = startPeer(peer, threads);
      try {
        const theirs = await lossesOf(peer);
        const worst = Math.max(
          ...losses.map((loss, i) => Math.abs(loss - theirs[i]!) / Math.max(1, Math.abs(loss))),
        );
        if (!(worst <= tolerance)) throw new Error(`losses differ by ${worst.toExponential(1)}`);
        const { version } = await running.ask(load);
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
    const { peakMb: oursPeakMb } = await ours.ask({ do: 'memory' });
    say(
      `  ${'hibiscus'.padEnd(16)} ${spread(oursMs)}, ${(median(oursMs) / floor).toFixed(1)} x the products alone (${floor.toFixed(3)} ms), peak ${oursPeakMb.toFixed(0)} MB, compiled in ${compileMs.toFixed(0)} ms`,
    );
    const rows: Row[] = [];
    for (const { name, running, version, ms } of others) {
      const ratios = ms.map((value, i) => value / oursMs[i]!);
      const { peakMb: peerPeakMb } = await running.ask({ do: 'memory' });
      say(
        `  ${name.padEnd(16)} ${spread(ms)}, ratio ${median(ratios).toFixed(2)} (${ratios.map((r) => r.toFixed(2)).join(' ')}), peak ${peerPeakMb.toFixed(0)} MB, ${version}`,
      );
      rows.push({
        workload: work.name,
        peer: name,
        threads,
        oursMs: median(oursMs),
        peerMs: median(ms),
        ratio: median(ratios),
        floorMs: floor,
        compileMs,
        oursPeakMb,
        peerPeakMb,
      });
    }
    if (profile && work.copies === 1) {
      const { ops } = await once(self, (running) => running.ask({ do: 'profile' }));
      const whole = ops.reduce((sum, { ms }) => sum + ms, 0);
      say(`  time by op, ${whole.toFixed(3)} ms a step while profiled:`);
      for (const { op, ms, nodes } of ops.filter(({ ms }) => ms >= 0.01 * whole))
        say(
          `    ${op.padEnd(20)} ${ms.toFixed(3)} ms ${((100 * ms) / whole).toFixed(0).padStart(3)} %  ${nodes} nodes`,
        );
    }
    return rows;
  } finally {
    ours.close();
    for (const { running } of others) running.close();
    await rm(start, { recursive: true, force: true });
  }
}
