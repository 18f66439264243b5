import { defined, fieldsOf, listOf, numberOf, textOf } from './looseJson.ts';
import type { Metric, RunState, StudyProgress, StudyRun } from '../protocol.ts';

const states = ['running', 'done', 'interrupted', 'failed'] as const;
const metrics: readonly Metric[] = ['accuracy', 'rmse', 'loss'];

/** `progress.json` as far as it can be read. */
export function progressOf(value: unknown): StudyProgress | undefined {
  const fields = fieldsOf(value);
  if (Object.keys(fields).length === 0) return undefined;
  const best = fieldsOf(fields.best);
  const metric = metrics.find((name) => name === best.metric);
  const bestValue = numberOf(best.value);
  return defined({
    pid: numberOf(fields.pid),
    startedAt: textOf(fields.startedAt),
    updatedAt: textOf(fields.updatedAt),
    state: states.find((state) => state === fields.state),
    stage: textOf(fields.stage),
    label: textOf(fields.label),
    done: numberOf(fields.done),
    total: numberOf(fields.total),
    secondsLeft: numberOf(fields.secondsLeft),
    running: listOf(fields.running)
      .slice(0, 64)
      .map((entry) => {
        const { stage, label, epoch, epochs } = fieldsOf(entry);
        return defined({
          stage: textOf(stage) ?? '',
          label: textOf(label) ?? '',
          epoch: numberOf(epoch),
          epochs: numberOf(epochs) ?? 0,
        });
      }),
    best:
      metric && bestValue !== undefined
        ? { label: textOf(best.label) ?? '', metric, value: bestValue }
        : undefined,
    findings: listOf(fields.findings)
      .slice(-200)
      .flatMap((text) => textOf(text, 2000) ?? []),
  });
}

/** `run.json` as far as it can be read. */
export function runOf(value: unknown): StudyRun | undefined {
  const fields = fieldsOf(value);
  const given = listOf(fields.arguments);
  const folder = textOf(fields.folder, 4096);
  if (given.length === 0 || given.length > 200 || folder === undefined) return undefined;
  if (!given.every((argument): argument is string => typeof argument === 'string' && argument.length < 4096))
    return undefined;
  return defined({ arguments: given, folder, startedAt: textOf(fields.startedAt) });
}

/** A process that says nothing for this long is not believed to be the one that wrote its number. */
const silentMs = 15 * 60_000;
/** A journal without a progress file is believed to grow for this long after its last line. */
const growsMs = 20_000;

/** What a folder's run is doing, from what its files say. */
export function runState(files: {
  readonly progress?: StudyProgress | undefined;
  readonly finished: boolean;
  readonly journalAt?: number | undefined;
  readonly now?: number;
}): RunState {
  const { progress, finished, journalAt, now = Date.now() } = files;
  if (progress?.state === 'running') {
    const at = Date.parse(progress.updatedAt ?? '');
    if (progress.pid !== undefined && isAlive(progress.pid) && !(now - at > silentMs)) return 'running';
    return finished ? 'done' : 'interrupted';
  }
  if (progress?.state !== undefined) return progress.state;
  if (finished) return 'done';
  if (journalAt === undefined) return 'unknown';
  return now - journalAt < growsMs ? 'running' : 'interrupted';
}

function isAlive(processId: number): boolean {
  if (!Number.isInteger(processId) || processId <= 0) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
