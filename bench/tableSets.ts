// The real tables that benches are about.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { auditData, type Finding } from '../src/data/auditData.ts';
import { subset, type Dataset } from '../src/data/dataset.ts';
import { readTable } from '../src/data/sources/readTable.ts';
import { splitDataset } from '../src/data/split.ts';

const { HIBISCUS_DATA } = process.env;

const targets: Readonly<Record<string, string>> = {
  'modeldata-attrition': 'Attrition',
  'modeldata-mlc_churn': 'churn',
};

/** The ten tables of which the README of the data reports scores. */
export const tenTables = 'vehicle,credit_g,phoneme,car,churn,wdbc,sonar,cmc,ionosphere,spambase'.split(',');

/** All tables that a bench can open. */
export const allTables: readonly string[] = [...tenTables, ...Object.keys(targets)];

/**
 * The file of a table; undefined, with a line that says so, where it is not here.
 *
 * @throws {RangeError} an unknown name.
 */
export function tablePath(name: string): string | undefined {
  if (!allTables.includes(name))
    throw new RangeError(`--sets: names among ${allTables.join()}. Received "${name}".`);
  const path = ['tsv.gz', 'csv']
    .map((end) => HIBISCUS_DATA && join(HIBISCUS_DATA, 'tabular', `${name}.${end}`))
    .find((file) => file && existsSync(file));
  if (!path)
    console.log(
      `${name}: left out, it is not here (HIBISCUS_DATA names the folder that holds tabular/${name}.tsv.gz).`,
    );
  return path || undefined;
}

/** Four fifths to learn from and a fifth to test on, and what the audit of the whole table found. */
export async function splitTable(
  name: string,
  path: string,
  split: number,
): Promise<{ readonly data: Dataset; readonly test: Dataset; readonly findings: readonly Finding[] }> {
  const { dataset } = await readTable(path, { target: targets[name] ?? 'target' });
  const { parts, findings } = auditData({ train: dataset });
  const indices = splitDataset(parts.train, { parts: { study: 0.8, test: 0.2 }, seed: split });
  return { data: subset(parts.train, indices.study), test: subset(parts.train, indices.test), findings };
}
