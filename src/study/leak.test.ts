import { expect, test } from 'vitest';
import { memoryJournal } from './journal.ts';
import { diagnose, study, type StudyOptions } from './study.ts';
import { inlineExecutor } from './executors/inline.ts';
import { fromArrays } from '../data/arrays.ts';
import { subset, type Dataset } from '../data/dataset.ts';
import { recipe } from '../recipe/schema.ts';
import { nodeRuntime } from '../runtime/node.ts';

/** Rows of noise, of which one column, in other words, is the class. */
const labels = Array.from({ length: 60 }, (_, i) => i % 2);
const leaking = fromArrays({
  rows: labels.map((label, i) => ({ noise: (i * 37) % 11, other: (i * 53) % 17, code: label ? 'B7' : 'A1' })),
  labels,
});

const optionsFor = (data: Dataset): StudyOptions => ({
  executor: inlineExecutor(data, nodeRuntime()),
  runtime: nodeRuntime(),
  journal: memoryJournal(),
  seed: 1,
  pairs: 2,
  description: 'made up',
  baseline: recipe({ architecture: { name: 'mlp', size: 4 }, epochs: 2 }),
});

test('a study of data that leak is refused before its journal begins; a diagnosis says so', async () => {
  const [data, part] = [
    subset(
      leaking,
      labels.slice(0, 40).map((_, i) => i),
    ),
    subset(leaking, [40, 41, 42, 43]),
  ];
  const options = optionsFor(data);
  await expect(study(data, part, options)).rejects.toThrow(/Column "code".*allow-leak/s);
  expect(options.journal.entries).toEqual([]);
  const { diagnosis } = await diagnose(data, options);
  expect(diagnosis.verdict).toBe('leak');
  expect(diagnosis.audit.map(({ check }) => check)).toEqual(['givenAway']);
});

test('with allowLeak it goes on, and its record holds what was found', async () => {
  const [data, part] = [
    subset(
      leaking,
      labels.slice(0, 40).map((_, i) => i),
    ),
    subset(leaking, [40, 41, 42, 43]),
  ];
  const { record } = await study(data, part, { ...optionsFor(data), allowLeak: true, remedies: ['dropout'] });
  expect(record.diagnosis.verdict).toBe('leak');
  expect(record.audit).toEqual(record.diagnosis.audit);
  expect(record.verdict[0]).toContain('gives the answer away');
});
