import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../study/executors/writeWhole.ts';
import { onInterrupt } from '../interrupt.ts';
import { readLeftRun, type LeftRun } from '../leftRun.ts';
import { exportToMlflow, type MlflowExported } from '../../report/exports/exportToMlflow.ts';
import { historiesCsv } from '../../report/exports/historiesCsv.ts';
import { mlflowServer } from '../../report/exports/mlflowServer.ts';
import { eventFile } from '../../report/exports/tensorBoard.ts';
import { InterruptedError, OptionError } from '../../util/errors.ts';
import { plural } from '../../util/format.ts';

export interface ExportFlags {
  /** A folder; true for the usual one. */
  readonly tensorboard?: string | true;
  /** Address of a tracking server. */
  readonly mlflow?: string;
  readonly experiment: string;
  /** A file; true for the usual one. */
  readonly history?: string | true;
  readonly by: 'step' | 'epoch';
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

/** `hibiscus export`. */
export async function exportRun(folder: string, flags: ExportFlags): Promise<void> {
  if (flags.tensorboard === undefined && flags.mlflow === undefined && flags.history === undefined)
    throw new OptionError('export: needs to know where to. Add --tensorboard, --mlflow <url> or --history.');
  // What can be refused is refused before anything is written or sent.
  const left = readLeftRun(folder);
  const server = flags.mlflow === undefined ? undefined : serverOf(flags.mlflow, left);
  const events =
    flags.tensorboard === undefined
      ? undefined
      : eventTarget(pathOf(flags.tensorboard, folder, 'tensorboard'), flags);
  const csv =
    flags.history === undefined
      ? undefined
      : csvTarget(pathOf(flags.history, folder, 'histories.csv'), left, flags);

  const done: { tensorboard?: object; mlflow?: MlflowExported; history?: object } = {};
  const lines: string[] = [];
  if (events !== undefined) {
    const runs = writeEvents(events, left, flags.by);
    done.tensorboard = { folder: events, runs };
    lines.push(`${plural(runs, 'run')} written to ${events}. Look at them: tensorboard --logdir ${events}`);
  }
  if (csv !== undefined) {
    writeWhole(csv, historiesCsv(left.run.trainings));
    done.history = { file: csv };
    lines.push(
      `The curves of ${left.run.trainings.map(({ name }) => name).join(' and ')} written to ${csv}.`,
    );
  }
  if (server) {
    const sent = await send(server, left, flags.experiment);
    done.mlflow = sent;
    lines.push(`Sent to MLflow: ${sent.page}`);
    if (sent.shortened.length > 0)
      process.stderr.write(`note: MLflow takes no values so long; cut were: ${sent.shortened.join(', ')}.\n`);
  }
  process.stdout.write(flags.json ? `${JSON.stringify(done)}\n` : `${lines.join('\n')}\n`);
}

const pathOf = (given: string | true, folder: string, usual: string): string =>
  given === true ? join(folder, usual) : given;

const eventFileName = /^events\.out\.tfevents\.\d+\.hibiscus$/;

/** The folder for event files. @throws {OptionError} it holds files, and is not to be written over. */
function eventTarget(path: string, { overwrite = false }: ExportFlags): string {
  let names: string[];
  try {
    names = readdirSync(path, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return path;
    throw new OptionError(`--tensorboard: ${path} must be a folder. It is a file, or cannot be read.`);
  }
  if (names.length > 0 && !overwrite)
    throw new OptionError(
      `--tensorboard: ${path} must be new or empty. It holds files. Name another folder, or add --overwrite.`,
    );
  return path;
}

/** Writes the event files; what an earlier export left there goes, and nothing else. */
function writeEvents(path: string, { run, startMs }: LeftRun, by: ExportFlags['by']): number {
  const startSeconds = startMs / 1000;
  const trainings = [...run.trainings, ...run.trials];
  if (existsSync(path))
    for (const name of readdirSync(path, { recursive: true, encoding: 'utf8' }))
      if (eventFileName.test(name.split(/[\\/]/).at(-1)!)) rmSync(join(path, name));
  for (const training of trainings)
    writeWhole(
      join(path, training.name, `events.out.tfevents.${Math.floor(startSeconds)}.hibiscus`),
      eventFile(training, { startSeconds, seconds: training.seconds, by }),
    );
  return trainings.length;
}

/** The file for the curves. @throws {OptionError} it is there already, or there are no curves. */
function csvTarget(path: string, { run }: LeftRun, { overwrite = false }: ExportFlags): string {
  if (run.trainings.length === 0)
    throw new OptionError(
      '--history: needs a run that has ended. This study has trials alone; end it with --resume, or take --tensorboard.',
    );
  if (existsSync(path) && !overwrite)
    throw new OptionError(`--history: ${path} is there already. Name another file, or add --overwrite.`);
  return path;
}

function serverOf(url: string, { run }: LeftRun) {
  if (run.kind === 'trials')
    throw new OptionError(
      '--mlflow: needs a run that has ended. This study has trials alone; end it with --resume, or take --tensorboard.',
    );
  const { MLFLOW_TRACKING_TOKEN, MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD } = process.env;
  return (signal: AbortSignal) =>
    mlflowServer({
      url,
      signal,
      token: MLFLOW_TRACKING_TOKEN,
      user: MLFLOW_TRACKING_USERNAME,
      password: MLFLOW_TRACKING_PASSWORD,
    });
}

async function send(
  server: ReturnType<typeof serverOf>,
  { run, name, startMs, endMs }: LeftRun,
  experiment: string,
): Promise<MlflowExported> {
  const { signal, release } = onInterrupt(() => {});
  try {
    return await exportToMlflow(server(signal), run, { experiment, name, startMs, endMs });
  } catch (error) {
    if (signal.aborted) throw new InterruptedError('The export was interrupted.', { cause: error });
    throw error;
  } finally {
    release();
  }
}
