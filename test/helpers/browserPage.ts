/** What the tests call in the page. Bundled for the browser together with the modules of all ops. */
import { seededDraw } from './draw.ts';
import { trainings } from './browserTrainings.ts';
import { trainReader } from './sequenceTraining.ts';
import { makeGraph, type Graph } from '../../src/graph/graph.ts';
import type { NdArray, Op } from '../../src/graph/types.ts';
import { input } from '../../src/graph/value.ts';
import { fit, modelToOnnx, recipe, RunError, webRuntime } from '../../src/index.browser.ts';
import { lowerGraph } from '../../src/onnx/lower.ts';
import { trainingProgram, network } from '../../src/recipe/compile.ts';
import { fitPreparation } from '../../src/recipe/preparation.ts';
import { interpret } from '../../src/runtime/reference.ts';
import type { Runtime, Tensor } from '../../src/runtime/runtime.ts';
import { modelBytes } from '../../src/runtime/session.ts';
import { withoutWebgpu, type WebProvider, type WebRuntimeOptions } from '../../src/runtime/web.ts';

/** Where the tests serve onnxruntime-web's files. */
const wasmPaths = '/ort/';

/** The result of a training in numbers that survive the way out of the page. */
export interface Trained {
  readonly parameters: Record<string, number[]>;
  readonly losses: number[];
  readonly model: number[];
  /** Where each program ran, with the reason where it fell back. */
  readonly placements: Record<string, { readonly provider: WebProvider; readonly reason?: string }>;
  readonly fallbacks: string[];
  readonly threads: number;
}

async function train(name: string, options: WebRuntimeOptions = {}, evaluateEvery = 1): Promise<Trained> {
  const { data, plan } = trainings[name]!;
  const fallbacks: string[] = [];
  const inner = webRuntime({ wasmPaths, onFallback: ({ program }) => fallbacks.push(program), ...options });
  const placements: Trained['placements'] = {};
  const runtime: Runtime = {
    name: inner.name,
    async compile(program) {
      const compiled = await inner.compile(program);
      const title = 'body' in program ? program.body.name : program.name;
      placements[title] = {
        provider: compiled.provider,
        ...(compiled.reason !== undefined && { reason: compiled.reason }),
      };
      return compiled;
    },
  };
  const { model, history } = await fit(data(), recipe(plan), { runtime, evaluateEvery });
  return {
    parameters: Object.fromEntries(
      Object.entries(model.parameters).map(([path, values]) => [path, Array.from(values)]),
    ),
    losses: history.flatMap((record) => [record.train.loss, record.validation!.loss]),
    model: Array.from(modelToOnnx(model)),
    placements,
    fallbacks,
    threads: inner.threads,
  };
}

/** The message of the RunError with which the training program of `name` is refused by `options`. */
async function refusal(name: string, options: WebRuntimeOptions): Promise<string> {
  const { data, plan } = trainings[name]!;
  const net = network(recipe(plan), fitPreparation(data().train));
  try {
    await webRuntime({ wasmPaths, ...options }).compile(trainingProgram(net, 16));
  } catch (error) {
    return error instanceof RunError ? error.message : `no RunError: ${String(error)}`;
  }
  return 'none';
}

interface OpGraph {
  readonly graph: Graph;
  readonly feeds: Record<string, NdArray>;
}

function opGraphs(op: Op): OpGraph[] {
  return op.cases(seededDraw(op.name, 1)).map(({ inputs, build }) => {
    const values = inputs.map((array, i) => input(`x${i}`, array.shape, array.dtype));
    return {
      graph: makeGraph(op.name, values, { y: build(...values) }),
      feeds: Object.fromEntries(inputs.map((array, i) => [`x${i}`, array])),
    };
  });
}

const toTensor = (array: NdArray): Tensor =>
  (array.dtype === 'float32' ? { ...array, data: Float32Array.from(array.data) } : array) as Tensor;

/** The largest relative difference of each op to the reference, by name. */
async function opDifferences(ops: readonly Op[]): Promise<Record<string, number>> {
  const runtime = webRuntime({ wasmPaths });
  const worst: Record<string, number> = {};
  for (const op of ops)
    for (const { graph, feeds } of opGraphs(op)) {
      const program = await runtime.compile(graph);
      const y = (
        await program.run(
          Object.fromEntries(Object.entries(feeds).map(([name, array]) => [name, toTensor(array)])),
        )
      ).y!;
      await program.dispose();
      const truth = interpret(graph, feeds).y!;
      const fits = y.shape.join() === truth.shape.join() && y.dtype === truth.dtype;
      truth.data.forEach((x, i) => {
        const difference = Object.is(x, y.data[i]) ? 0 : Math.abs(x - y.data[i]!) / Math.max(1, Math.abs(x));
        worst[op.name] = Math.max(worst[op.name] ?? 0, fits && difference >= 0 ? difference : Infinity);
      });
    }
  return worst;
}

/** ONNX ops that are said to be missing from WebGPU although a program with nothing else that is missing was taken. */
async function wronglyMissing(ops: readonly Op[]): Promise<string[]> {
  const ort = await import('onnxruntime-web/webgpu');
  ort.env.wasm.wasmPaths = wasmPaths;
  const taken = new Set<string>();
  for (const { graph } of ops.flatMap(opGraphs)) {
    const used = withoutWebgpu.filter((opType) =>
      lowerGraph(graph).graph.nodes.some((node) => node.opType === opType),
    );
    if (used.length === 0) continue;
    try {
      const session = await ort.InferenceSession.create(modelBytes(graph), {
        executionProviders: ['webgpu'],
        logSeverityLevel: 4,
        extra: { session: { disable_cpu_ep_fallback: '1' } },
      });
      await session.release();
      for (const opType of used) taken.add(opType);
    } catch {
      // Refused, as expected.
    }
  }
  return [...taken];
}

const hasAdapter = async (): Promise<boolean> =>
  Boolean(
    await (
      globalThis as { navigator?: { gpu?: { requestAdapter(): Promise<unknown> } } }
    ).navigator?.gpu?.requestAdapter(),
  );

/** Puts everything where the tests find it. */
export function expose(ops: readonly Op[]): void {
  Object.assign(globalThis, {
    page: {
      train,
      trainReader: (name) => trainReader(name, webRuntime({ wasmPaths })),
      refusal,
      hasAdapter,
      opDifferences: () => opDifferences(ops),
      wronglyMissing: () => wronglyMissing(ops),
    } satisfies Page,
  });
}

export interface Page {
  train(name: string, options?: WebRuntimeOptions, evaluateEvery?: number): Promise<Trained>;
  trainReader(name: string): Promise<Record<string, number[]>>;
  refusal(name: string, options: WebRuntimeOptions): Promise<string>;
  hasAdapter(): Promise<boolean>;
  opDifferences(): Promise<Record<string, number>>;
  wronglyMissing(): Promise<string[]>;
}
