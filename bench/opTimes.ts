// Where the time of a training program goes, by the kind of node, as onnxruntime's own profile counts it.
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import type { Scan } from '../src/graph/scan.ts';
import { feedsInside, type Tensors } from '../src/runtime/runtime.ts';
import { modelBytes } from '../src/runtime/session.ts';

/** Time of all nodes of one kind. */
export interface OpTime {
  readonly op: string;
  /** Milliseconds a step. Profiling itself takes some of them. */
  readonly ms: number;
  /** Nodes a step. */
  readonly nodes: number;
}

interface Event {
  readonly name: string;
  readonly dur: number;
  readonly args?: { readonly op_name?: string };
}

/** Runs so many steps once to warm up and once to measure, and gives the times, longest first. */
export async function opTimes(
  program: Scan,
  feeds: Tensors,
  { steps, threads }: { readonly steps: number; readonly threads: number },
): Promise<OpTime[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hibiscus-profile-'));
  try {
    const session = await ort.InferenceSession.create(modelBytes(program), {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'disabled',
      logSeverityLevel: 3,
      enableProfiling: true,
      profileFilePrefix: join(folder, 'profile'),
    });
    const inputs: Record<string, ort.Tensor> = {
      steps: new ort.Tensor('int64', BigInt64Array.of(BigInt(steps)), []),
    };
    for (const [name, { dtype, data, shape }] of Object.entries(feedsInside(program, feeds)))
      inputs[name] = new ort.Tensor(dtype, data as never, shape);
    await session.run(inputs);
    await session.run(inputs);
    session.endProfiling();
    await session.release();
    const [file] = await readdir(folder);
    return summed(JSON.parse(await readFile(join(folder, file!), 'utf8')) as Event[], 2 * steps);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function summed(events: readonly Event[], steps: number): OpTime[] {
  const sums = new Map<string, { us: number; calls: number }>();
  for (const { name, dur, args } of events) {
    const op = args?.op_name;
    // The loop holds all the others.
    if (!op || op === 'Loop' || !name.endsWith('_kernel_time')) continue;
    const sum = sums.get(op) ?? { us: 0, calls: 0 };
    sums.set(op, { us: sum.us + dur, calls: sum.calls + 1 });
  }
  return [...sums]
    .map(([op, { us, calls }]) => ({ op, ms: us / 1000 / steps, nodes: calls / steps }))
    .sort((a, b) => b.ms - a.ms);
}
