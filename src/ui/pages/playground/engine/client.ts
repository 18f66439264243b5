import type { Answer, CallName, Calls, Request, Start } from './protocol.ts';

/** A mistake that the visitor can mend; its message says how. */
export class PlaygroundError extends Error {}

/** The engine's thread as functions. */
export interface Engine {
  call<N extends CallName>(
    name: N,
    args: Calls[N]['args'],
    onProgress?: (progress: Calls[N]['progress']) => void,
  ): Promise<Calls[N]['result']>;
}

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((progress: never) => void) | undefined;
}

/** Starts the engine in a thread of its own. Its code comes with the first call of this. */
function started(): Engine {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'hibiscus' });
  const waiting = new Map<number, Waiting>();
  let next = 0;
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    const one = waiting.get(data.id);
    if (!one) return;
    if ('progress' in data) {
      one.onProgress?.(data.progress as never);
      return;
    }
    waiting.delete(data.id);
    if ('error' in data) one.reject(data.expected ? new PlaygroundError(data.error) : new Error(data.error));
    else one.resolve(data.result as never);
  };
  worker.onerror = () => {
    for (const { reject } of waiting.values())
      reject(
        new PlaygroundError(
          'The engine could not be loaded. Reload the page; it must come from a web server.',
        ),
      );
    waiting.clear();
  };
  const start: Start = { wasmPaths: new URL('ort/', document.baseURI).href };
  worker.postMessage(start);
  return {
    call: (name, args, onProgress) =>
      new Promise((resolve, reject) => {
        const id = next++;
        waiting.set(id, { resolve: resolve as Waiting['resolve'], reject, onProgress });
        worker.postMessage({ id, name, args } satisfies Request);
      }),
  };
}

let only: Engine | undefined;

/** The page's engine; started when it is first asked for. */
export const engine = (): Engine => (only ??= started());
