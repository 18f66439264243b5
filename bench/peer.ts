// Processes that do one workload each and answer requests over pipes; peer.py says how.
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { OpTime } from './opTimes.ts';

/** One side of a comparison, by the command that starts it. */
export interface Peer {
  readonly name: string;
  readonly command: readonly string[];
  /** Whether it limits its own threads; else the processors are limited for it (`taskset`). */
  readonly setsThreads: boolean;
  /** Prints nothing and exits with 0 where the peer is installed. */
  readonly probe?: readonly string[];
}

const python = process.env.HIBISCUS_PYTHON ?? 'python3';
const file = (name: string) => fileURLToPath(new URL(`./peers/${name}`, import.meta.url));
const imports = (...modules: string[]) => [python, '-c', `import ${modules.join(', ')}`];

export const self: Peer = {
  name: 'hibiscus',
  command: [process.execPath, '--import', 'tsx', file('hibiscus.ts')],
  setsThreads: true,
};

export const peers: readonly Peer[] = [
  {
    name: 'PyTorch eager',
    command: [python, file('torch_eager.py')],
    setsThreads: true,
    probe: imports('torch', 'numpy'),
  },
  {
    name: 'PyTorch compile',
    command: [python, file('torch_eager.py'), 'compile'],
    setsThreads: true,
    probe: imports('torch', 'numpy'),
  },
  {
    name: 'JAX jit+scan',
    command: [python, file('jax_scan.py')],
    setsThreads: false,
    probe: imports('jax', 'numpy'),
  },
  {
    name: 'Keras',
    command: [python, file('keras_fit.py')],
    setsThreads: true,
    probe: imports('keras', 'tensorflow', 'numpy'),
  },
  {
    name: 'tfjs wasm',
    command: [process.execPath, file('tfjs_wasm.js')],
    setsThreads: true,
    probe: [process.execPath, file('tfjs_wasm.js'), 'probe'],
  },
];

/** The peers of `npm run bench -- augment`. */
export const torchvision: readonly Peer[] = ['image', 'batch'].map((scope) => ({
  name: `torchvision v2, a draw for each ${scope}`,
  command: [python, file('torchvision_v2.py'), scope],
  setsThreads: true,
  probe: imports('torchvision', 'numpy'),
}));

/** Whether a peer is installed here. */
export const isInstalled = ({ probe }: Peer): boolean =>
  !probe || spawnSync(probe[0]!, probe.slice(1), { stdio: 'ignore' }).status === 0;

export type Answer = Readonly<{
  version: string;
  compileMs: number;
  losses: number[];
  ms: number;
  peakMb: number;
  ops: readonly OpTime[];
}>;

/** A running peer. */
export interface Running {
  /** Sends a request and waits for its answer. @throws what the peer says went wrong. */
  ask(request: object): Promise<Answer>;
  close(): void;
}

export function startPeer(peer: Peer, threads: number): Running {
  const limit = peer.setsThreads ? [] : ['taskset', '-c', threads === 1 ? '0' : `0-${threads - 1}`];
  const [command, ...args] = [...limit, ...peer.command] as [string, ...string[]];
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'], env: { ...process.env } });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      for (;;) {
        const { value, done } = await lines.next();
        if (done) throw new Error('it ended without an answer');
        // Libraries print notes of their own.
        if (!value.startsWith('{')) continue;
        const answer = JSON.parse(value) as Answer & { error?: string };
        if (answer.error) throw new Error(answer.error);
        return answer;
      }
    },
    close() {
      child.stdin.end();
      child.kill();
    },
  };
}
