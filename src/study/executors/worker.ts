import type { FromWorker, ToWorker } from './messages.ts';
import { trialCheckpoint } from './trialCheckpoint.ts';
import { runTrial } from '../trial.ts';
import type { Dataset } from '../../data/dataset.ts';
import { nodeRuntime } from '../../runtime/node.ts';
import type { Runtime } from '../../runtime/runtime.ts';

// The program of a worker process: takes the data once, then trials one by one. Started by `local.ts`.

/** Those of two recipes that take turns: training, evaluation, preparation and sensitivity of each. */
const keep = 8;

let data: Dataset | undefined;
let runtime: Runtime = nodeRuntime({ flushSubnormals: true });

const tell = (message: FromWorker) => process.send?.(message);

process.on('message', async (message: ToWorker) => {
  if (message.kind === 'data') {
    data = message.data;
    runtime = nodeRuntime({ threads: message.threads, keep, flushSubnormals: true });
    return;
  }
  // Ensembles are made again from their first network.
  const kept =
    message.checkpoint && !message.job.ensemble
      ? trialCheckpoint(message.checkpoint, message.job)
      : undefined;
  try {
    let told = 0;
    const result = await runTrial(data!, message.job, runtime, {
      ...(kept?.resumeFrom && { resumeFrom: kept.resumeFrom }),
      ...(kept && { onState: kept.onState }),
      onEpoch(epoch) {
        // Ten messages a second are plenty for people.
        if (performance.now() - told < 100) return;
        told = performance.now();
        tell({ kind: 'epoch', epoch });
      },
    });
    kept?.remove();
    tell({ kind: 'result', result });
  } catch (error) {
    const { name, message: text } = error as Error;
    tell({ kind: 'error', name, message: text });
  }
});

// Ctrl-C reaches the whole process group; the study decides what ends, and a study that is gone ends its workers.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(0));
