import type { ExportedRun } from './exportedRun.ts';
import { mlflowBatches, mlflowChild, mlflowRun, type MlflowRun } from './mlflowRun.ts';
import { MlflowError, type MlflowServer } from './mlflowServer.ts';
import { RunError } from '../../util/errors.ts';

export interface MlflowExportOptions {
  /** Name of the experiment; made where it is not there. */
  readonly experiment: string;
  /** Name of the run. */
  readonly name: string;
  /** When it began and ended, in milliseconds since 1970. */
  readonly startMs: number;
  readonly endMs: number;
}

export interface MlflowExported {
  /** Where a browser shows the run. */
  readonly page: string;
  readonly experimentId: string;
  readonly runId: string;
  readonly children: readonly string[];
  /** Params that were too long for MLflow and were cut. */
  readonly shortened: readonly string[];
}

/**
 * Sends a run to MLflow: of a study one run with its result, and under it a run each for baseline and chosen with their
 * curves; of a fit or a diagnosis one run with its curves. Where it fails half-way, what was begun is marked as failed.
 *
 * @throws {RunError} the server is not reached or refuses.
 */
export async function exportToMlflow(
  server: MlflowServer,
  run: ExportedRun,
  { experiment, name, startMs, endMs }: MlflowExportOptions,
): Promise<MlflowExported> {
  const experimentId = await experimentOf(server, experiment);
  const begun: string[] = [];
  const shortened = new Set<string>();

  const send = async (one: MlflowRun): Promise<string> => {
    for (const key of one.shortened) shortened.add(key);
    const id = runIdOf(
      server,
      await server.post('runs/create', {
        experiment_id: experimentId,
        run_name: one.name,
        start_time: one.startMs,
        // The parent and the name stand in the run from its start, so that no list shows it without.
        tags: [...one.tags, { key: 'mlflow.runName', value: one.name }],
      }),
    );
    begun.push(id);
    for (const batch of mlflowBatches({ ...one, tags: [] }))
      await server.post('runs/log-batch', { run_id: id, ...batch });
    return id;
  };

  try {
    const runId = await send(mlflowRun(run, name, startMs, endMs));
    const children: string[] = [];
    if (run.kind === 'study')
      for (const training of run.trainings) {
        const child = mlflowChild(training, runId, startMs);
        const id = await send(child);
        await finish(server, id, 'FINISHED', child.endMs);
        children.push(id);
      }
    await finish(server, runId, 'FINISHED', endMs);
    return {
      page: `${server.base}/#/experiments/${experimentId}/runs/${runId}`,
      experimentId,
      runId,
      children,
      shortened: [...shortened],
    };
  } catch (error) {
    // As well as it goes: the server may be gone.
    for (const id of begun) await finish(server, id, 'FAILED', endMs).catch(() => {});
    throw error;
  }
}

const finish = (server: MlflowServer, id: string, status: 'FINISHED' | 'FAILED', endMs: number) =>
  server.post('runs/update', { run_id: id, status, end_time: endMs });

/** The experiment of a name, made where there is none. */
async function experimentOf(server: MlflowServer, name: string): Promise<string> {
  const find = async () => {
    const { experiment } = (await server.get('experiments/get-by-name', { experiment_name: name })) as {
      experiment?: { experiment_id?: unknown; lifecycle_stage?: unknown };
    };
    if (experiment?.lifecycle_stage === 'deleted')
      throw new RunError(
        `MLflow at ${server.base}: the experiment ${JSON.stringify(name)} is deleted there. Restore it, or choose another --experiment.`,
      );
    return idOf(server, experiment?.experiment_id, 'experiment_id');
  };
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof MlflowError && error.code === 'RESOURCE_DOES_NOT_EXIST')) throw error;
  }
  try {
    const made = (await server.post('experiments/create', { name })) as { experiment_id?: unknown };
    return idOf(server, made.experiment_id, 'experiment_id');
  } catch (error) {
    // Somebody else made it meanwhile.
    if (error instanceof MlflowError && error.code === 'RESOURCE_ALREADY_EXISTS') return find();
    throw error;
  }
}

const runIdOf = (server: MlflowServer, answer: unknown): string =>
  idOf(server, (answer as { run?: { info?: { run_id?: unknown } } }).run?.info?.run_id, 'run_id');

function idOf(server: MlflowServer, id: unknown, name: string): string {
  if (typeof id !== 'string' || !/^[\w-]{1,256}$/.test(id))
    throw new RunError(
      `MLflow at ${server.base}: the answer must hold ${name}, a text. Received ${JSON.stringify(id)?.slice(0, 80)}. ` +
        'Is it an MLflow server, version 2 or newer?',
    );
  return id;
}
