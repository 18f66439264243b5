import type { Env } from 'onnxruntime-common';
import { modelBytes, sessionProgram, traced, type Onnxruntime } from './session.ts';
import { isScan, type Program, type Runtime } from './runtime.ts';
import type { Graph } from '../graph/graph.ts';
import type { Scan } from '../graph/scan.ts';
import { lowerGraph } from '../onnx/lower.ts';
import { OptionError, RunError } from '../util/errors.ts';

/** What a program runs on in a browser. */
export type WebProvider = 'wasm' | 'webgpu';

/** Options of the browser runtime. */
export interface WebRuntimeOptions {
  /**
   * `wasm`: the processor. `webgpu`: the graphics device, an error for a program that does not fit it. `auto`: the
   * graphics device for each program that fits it whole, the processor for the others. Default `wasm`.
   */
  readonly provider?: WebProvider | 'auto';
  /**
   * Threads inside one op. Default 1. More than 1 need a page that is cross-origin isolated (served with the headers
   * `Cross-Origin-Opener-Policy: same-origin` and `Cross-Origin-Embedder-Policy: require-corp`); elsewhere it is 1.
   */
  readonly threads?: number;
  /**
   * Where the files of onnxruntime-web are served, with a slash at the end: `ort-wasm-simd-threaded.wasm` and `.mjs` for
   * wasm, `ort-wasm-simd-threaded.asyncify.wasm` and `.mjs` for WebGPU. Default: beside the bundled script.
   */
  readonly wasmPaths?: string;
  /** Called with each program that `auto` gives to wasm, and why. */
  readonly onFallback?: (fallback: { readonly program: string; readonly reason: string }) => void;
}

/** A compiled program that says where it runs. */
export interface WebProgram extends Program {
  readonly provider: WebProvider;
  /** Why it is not on WebGPU, where `auto` was asked for. */
  readonly reason?: string;
}

export interface WebRuntime extends Runtime {
  /** Threads in use: those asked for where the page is cross-origin isolated, else 1. */
  readonly threads: number;
  compile(program: Graph | Scan): Promise<WebProgram>;
}

type Ort = Onnxruntime & { readonly env: Env };

/** The parts of a browser's globals that are looked at. */
const page = globalThis as unknown as {
  readonly crossOriginIsolated?: boolean;
  readonly navigator?: { readonly gpu?: { requestAdapter(): Promise<object | null> } };
};

/**
 * ONNX ops that no WebGPU kernel of onnxruntime-web 1.30.0 computes. It only gives the reason early and in words:
 * onnxruntime itself is asked whether it takes a whole program.
 */
export const withoutWebgpu: readonly string[] = [
  'AffineGrid',
  'BitShift',
  'BitwiseOr',
  'BitwiseXor',
  'FusedMatMul',
  'GridSample',
  'IsNaN',
  'LogSoftmax',
  'ScatterND',
  'Sign',
];

/**
 * onnxruntime in a browser, in the page or in a worker: the same programs and the same numbers as in Node, to rounding.
 *
 * A run on wasm blocks the thread that calls it; keep a call short (`fit` does) or train in a worker. The package
 * onnxruntime-web is loaded with the first program, and only the build that the provider needs. Threads and `wasmPaths`
 * hold for the whole page, so every runtime of a page must ask for the same.
 *
 * WebGPU runs programs of which it knows every op: evaluation of dense and convolutional networks, not training, whose
 * random numbers and resampling it lacks. With `auto` those run on wasm, and `onFallback` hears why.
 *
 * @throws {OptionError} an unknown provider, threads that are no positive integer, other settings than the page has.
 * @throws {RunError} from `compile` and `run`, naming the layer whose node failed; from `compile` with `webgpu`, where
 * there is no adapter or the program has ops that WebGPU lacks; where onnxruntime-web is not installed.
 * @example
 * import { fit, fromArrays, recipe, webRuntime } from 'hibiscus';
 * const runtime = webRuntime({ provider: 'auto', wasmPaths: '/ort/', onFallback: console.info });
 * const { model } = await fit(data, recipe({ architecture: { name: 'mlp', size: 32 } }), { runtime });
 */
export function webRuntime(options: WebRuntimeOptions = {}): WebRuntime {
  const { provider = 'wasm', threads = 1, wasmPaths, onFallback } = options;
  if (!['wasm', 'webgpu', 'auto'].includes(provider))
    throw new OptionError(
      `webRuntime: provider must be wasm, webgpu or auto. Received ${JSON.stringify(provider)}.`,
    );
  if (!Number.isInteger(threads) || threads < 1)
    throw new OptionError(
      `webRuntime: threads must be an integer of at least 1. Received threads=${threads}.`,
    );
  const settings: Settings = { threads: page.crossOriginIsolated ? threads : 1, wasmPaths };

  const onWasm = async (program: Graph | Scan): Promise<WebProgram> => {
    const ort = await load('wasm', settings);
    const session = await traced(() =>
      ort.InferenceSession.create(modelBytes(program), { ...sessionOptions, executionProviders: ['wasm'] }),
    );
    return { ...sessionProgram(ort, session, program), provider: 'wasm' };
  };
  return Object.freeze({
    name: 'onnxruntime-web',
    threads: settings.threads,
    async compile(program: Graph | Scan): Promise<WebProgram> {
      if (provider === 'wasm') return onWasm(program);
      const name = isScan(program) ? program.body.name : program.name;
      const outcome = await onWebgpu(program, settings);
      if (typeof outcome !== 'string') return outcome;
      if (provider === 'webgpu')
        throw new RunError(
          `webRuntime: the program "${name}" must run on WebGPU, but ${outcome}. Use provider auto or wasm.`,
        );
      onFallback?.({ program: name, reason: outcome });
      return { ...(await onWasm(program)), reason: outcome };
    },
  });
}

const sessionOptions = { graphOptimizationLevel: 'extended', logSeverityLevel: 3 } as const;

/** The program on WebGPU with every node, or why it cannot be. */
async function onWebgpu(program: Graph | Scan, settings: Settings): Promise<WebProgram | string> {
  const lacking = lackingOps(program);
  if (lacking.length > 0) return `it has no ${lacking.join(', ')}`;
  if (!(await hasAdapter())) return 'this browser offers no WebGPU adapter';
  const ort = await load('webgpu', settings);
  try {
    const session = await ort.InferenceSession.create(modelBytes(program), {
      ...sessionOptions,
      // Being refused is an answer here, so it is not logged as an error.
      logSeverityLevel: 4,
      executionProviders: ['webgpu'],
      // All or nothing: a program split between two devices copies its tensors back and forth at each change.
      extra: { session: { disable_cpu_ep_fallback: '1' } },
    });
    return { ...sessionProgram(ort, session, program), provider: 'webgpu' };
  } catch (error) {
    return `onnxruntime did not take it: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Ops of the program that WebGPU is known to lack. */
function lackingOps(program: Graph | Scan): string[] {
  const { nodes } = lowerGraph(isScan(program) ? program.body : program).graph;
  const used = new Set(nodes.map(({ opType }) => opType));
  return withoutWebgpu.filter((opType) => used.has(opType));
}

async function hasAdapter(): Promise<boolean> {
  try {
    return Boolean(await page.navigator?.gpu?.requestAdapter());
  } catch {
    return false;
  }
}

interface Settings {
  readonly threads: number;
  readonly wasmPaths: string | undefined;
}

/** The settings with which the page's onnxruntime-web was started; it reads them once. */
let settled: Settings | undefined;

/** One build of onnxruntime-web: plain wasm, or the larger one with WebGPU. */
async function load(provider: WebProvider, settings: Settings): Promise<Ort> {
  settled ??= settings;
  if (settled.threads !== settings.threads || settled.wasmPaths !== settings.wasmPaths)
    throw new OptionError(
      'webRuntime: threads and wasmPaths hold for the whole page and must be the same for all its runtimes. The page ' +
        `began with ${described(settled)}. Received ${described(settings)}.`,
    );
  const ort = await imported(provider);
  ort.env.wasm.numThreads = settings.threads;
  if (settings.wasmPaths !== undefined) ort.env.wasm.wasmPaths = settings.wasmPaths;
  return ort;
}

async function imported(provider: WebProvider): Promise<Ort> {
  try {
    const module: unknown = await (provider === 'wasm'
      ? import('onnxruntime-web/wasm')
      : import('onnxruntime-web/webgpu'));
    return module as Ort;
  } catch (error) {
    throw new RunError(
      'webRuntime: the package onnxruntime-web must be installed. Add it by npm install onnxruntime-web@1.30.0.',
      { cause: error },
    );
  }
}

const described = ({ threads, wasmPaths }: Settings): string =>
  `threads=${threads}, wasmPaths=${JSON.stringify(wasmPaths)}`;
