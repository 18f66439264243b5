import fc from 'fast-check';
import { exampleHistory, exampleRegression } from './exampleRecord.ts';
import { exampleFullStudy } from './exampleFullRecord.ts';
import type { StudyRecord } from '../../src/study/record.ts';

/** A text that tries to get out of wherever it is put, in front of the name that it replaces. */
export const hostileText = (name: string): string =>
  `<script>alert("1")</script>' onload='x' & </title></svg>\u0000\u202e=1+1 ${'W'.repeat(500)} ${name}`;

/** Texts with a meaning of their own: a record that changes them is none. */
const words = ['decision', 'verdict', 'origin', 'kind', 'severity', 'reason'];

type Change = (value: unknown, key: string) => unknown;

/** A copy with every text, number and name of an open list changed. */
function changed<T>(value: T, change: Change, key = '', isOpen = false): T {
  if (Array.isArray(value)) return value.map((one: unknown) => changed(one, change, key)) as T;
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [
        isOpen ? (change(name, 'name') as string) : name,
        changed(one as unknown, change, name, ['weightNorms', 'changes', 'recipe'].includes(name)),
      ]),
    ) as T;
  return change(value, key) as T;
}

/** The full record with hostile text wherever text can stand. */
export const hostileStudy = (): StudyRecord =>
  changed(exampleFullStudy(), (value, key) =>
    typeof value === 'string' && !(words.includes(key) && /^\w+$/.test(value)) ? hostileText(value) : value,
  );

/** A record whose numbers are replaced one in three by such as no training should leave, differently for each seed. */
export function brokenStudy(seed: number, values: readonly number[]): StudyRecord {
  const picks = fc.sample(fc.nat({ max: values.length * 3 - 1 }), { seed, numRuns: 5000 });
  let at = 0;
  return changed(exampleFullStudy(), (value, key) =>
    typeof value === 'number' && key !== 'schema' ? (values[picks[at++ % picks.length]!] ?? value) : value,
  );
}

const full = exampleFullStudy();
const withHistory = (history: StudyRecord['baseline']['history']): StudyRecord => ({
  ...full,
  diagnosis: { ...full.diagnosis, history },
  baseline: { ...full.baseline, history },
  chosen: { ...full.chosen, history },
});
const bare: StudyRecord = {
  ...withHistory([]),
  diagnosis: {
    ...full.diagnosis,
    history: [],
    learningCurve: undefined,
    yardstick: undefined,
    groupShift: undefined,
  },
  remedies: [],
  combined: [],
  capacity: [],
  search: undefined,
  ensembles: undefined,
  calibration: undefined,
  verdict: [],
};
const search = full.search!;

/** Records that are hard to draw, each as a schema allows it. */
export const difficultRecords: Readonly<Record<string, StudyRecord>> = {
  full,
  bare,
  'a number to predict': exampleRegression(),
  'one epoch, one of everything': {
    ...withHistory(full.baseline.history.slice(0, 1)),
    remedies: full.remedies.slice(0, 1),
    combined: [],
    capacity: full.capacity.slice(0, 1),
    search: {
      ...search,
      axes: search.axes.slice(0, 1),
      rungs: search.rungs.slice(2),
      configurations: search.configurations.slice(0, 1).map((one) => ({
        ...one,
        losses: [{ rung: 0, loss: 0.4 }],
      })),
      parts: search.parts.slice(0, 1),
    },
    ensembles: { ...full.ensembles!, rows: full.ensembles!.rows.slice(0, 1) },
  },
  'empty lists': {
    ...full,
    diagnosis: {
      ...full.diagnosis,
      learningCurve: { ...full.diagnosis.learningCurve!, points: [] },
    },
    search: { ...search, axes: [], rungs: [], configurations: [], parts: [] },
    ensembles: { ...full.ensembles!, rows: [] },
  },
  'not a number': brokenStudy(1, [NaN, NaN, NaN]),
  'numbers without end': brokenStudy(2, [Infinity, -Infinity, NaN, 1e308, -1e308, 5e-324, -0]),
  'other numbers without end': brokenStudy(3, [Infinity, 1e300, -1, 1e-9, 12_345_678.9]),
  '10,000 epochs': withHistory(exampleHistory({ epochs: 10_000 })),
  'many layers': withHistory(
    full.baseline.history.map((epoch, i) => ({
      ...epoch,
      weightNorms: Object.fromEntries(
        Array.from({ length: 60 }, (_, layer) => [`layers.${layer}.dense`, layer + i / 10]),
      ),
    })),
  ),
  'hostile labels': hostileStudy(),
};
