import { epochScalars } from './curves.ts';
import type { ExportedRun, ExportedTraining } from './exportedRun.ts';
import { cut, oneLine, uniqueNames } from './plainText.ts';

/** What one call of `runs/log-batch` may hold. @see https://mlflow.org/docs/latest/rest-api.html#log-batch */
export const batchLimits = { metrics: 1000, params: 100, tags: 100, total: 1000, bytes: 900_000 } as const;
/** Characters. */
export const textLimits = { key: 250, param: 6000, tag: 5000 } as const;

export interface MlflowMetric {
  readonly key: string;
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly step: number;
}

export interface MlflowText {
  readonly key: string;
  readonly value: string;
}

/** A run of MLflow: what is sent of it. */
export interface MlflowRun {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly metrics: readonly MlflowMetric[];
  readonly params: readonly MlflowText[];
  readonly tags: readonly MlflowText[];
  /** Names of params whose values were too long and were cut. */
  readonly shortened: readonly string[];
}

export interface MlflowBatch {
  readonly metrics: MlflowMetric[];
  readonly params: MlflowText[];
  readonly tags: MlflowText[];
}

/**
 * A name that MLflow takes for a param, a metric or a tag: letters, numbers, `_`, `-`, `.`, spaces and slashes, as a path that
 * leads nowhere else, at most 250 characters. What is not allowed becomes `_`.
 */
export function mlflowKey(name: string): string {
  const parts = oneLine(name)
    .replace(/[^A-Za-z0-9_./ -]+/g, '_')
    .slice(0, textLimits.key)
    .split('/')
    .filter((part) => part !== '')
    .map((part) => (part === '.' || part === '..' ? '_' : part));
  return parts.join('/') || '_';
}

/** The run of what was left as a whole; of a fit or a diagnosis it has the curves too. */
export function mlflowRun(run: ExportedRun, name: string, startMs: number, endMs: number): MlflowRun {
  const sentences = run.sentences.map(oneLine).join('\n');
  const own = run.kind === 'study' ? [] : run.trainings;
  return made(name, startMs, endMs, {
    params: run.params,
    metrics: [
      ...own.flatMap((training) => curveMetrics(training, startMs)),
      ...run.metrics.map(([key, value]) => ({ key, value, timestamp: endMs, step: 0 })),
    ],
    tags: [
      ['hibiscus.kind', run.kind],
      ...(sentences === '' ? [] : [['mlflow.note.content', sentences] as const]),
    ],
  });
}

/** The run of one training of a study, under that of the whole. */
export function mlflowChild(training: ExportedTraining, parentId: string, startMs: number): MlflowRun {
  const endMs = startMs + Math.round(1000 * training.seconds);
  const step = training.history.at(-1)?.steps ?? 0;
  return made(training.name, startMs, endMs, {
    params: training.recipe,
    metrics: [
      ...curveMetrics(training, startMs),
      ...training.scores.map(([key, value]) => ({ key, value, timestamp: endMs, step })),
    ],
    tags: [
      ['hibiscus.kind', 'training'],
      ['mlflow.parentRunId', parentId],
    ],
  });
}

/** What is to be sent, in as few calls as their limits allow. */
export function mlflowBatches({ metrics, params, tags }: MlflowRun): MlflowBatch[] {
  const batches: MlflowBatch[] = [];
  let batch: MlflowBatch = { metrics: [], params: [], tags: [] };
  let [total, bytes] = [0, 0];
  const encoder = new TextEncoder();
  const add = <Kind extends keyof MlflowBatch>(kind: Kind, item: MlflowBatch[Kind][number]) => {
    const size = encoder.encode(JSON.stringify(item)).length + 1;
    const isFull = batch[kind].length === batchLimits[kind] || total === batchLimits.total;
    if (isFull || (total > 0 && bytes + size > batchLimits.bytes)) {
      batches.push(batch);
      batch = { metrics: [], params: [], tags: [] };
      [total, bytes] = [0, 0];
    }
    (batch[kind] as MlflowBatch[Kind][number][]).push(item);
    total++;
    bytes += size;
  };
  for (const tag of tags) add('tags', tag);
  for (const param of params) add('params', param);
  for (const metric of metrics) add('metrics', metric);
  if (total > 0) batches.push(batch);
  return batches;
}

type Texts = readonly (readonly [name: string, text: string])[];

function made(
  name: string,
  startMs: number,
  endMs: number,
  all: { readonly params: Texts; readonly metrics: readonly MlflowMetric[]; readonly tags: Texts },
): MlflowRun {
  const paramKeys = uniqueNames(
    all.params.map(([key]) => mlflowKey(key)),
    textLimits.key,
  );
  const names = [...new Set(all.metrics.map(({ key }) => key))];
  const metricKeys = uniqueNames(names.map(mlflowKey), textLimits.key);
  const keys = new Map(names.map((key, i) => [key, metricKeys[i]!]));
  return {
    name: cut(oneLine(name), textLimits.key) || 'hibiscus',
    startMs,
    endMs,
    metrics: all.metrics.map((metric) => ({ ...metric, key: keys.get(metric.key)! })),
    params: all.params.map(([, text], i) => ({
      key: paramKeys[i]!,
      value: cut(oneLine(text), textLimits.param),
    })),
    tags: all.tags.map(([key, text]) => ({ key, value: cut(text, textLimits.tag) })),
    shortened: paramKeys.filter((_, i) => oneLine(all.params[i]![1]).length > textLimits.param),
  };
}

function curveMetrics({ history, seconds }: ExportedTraining, startMs: number): MlflowMetric[] {
  const last = history.at(-1)?.steps || 1;
  return history.flatMap((record) =>
    epochScalars(record).map(([key, value]) => ({
      key,
      value,
      timestamp: Math.round(startMs + 1000 * seconds * (record.steps / last)),
      step: record.steps,
    })),
  );
}
