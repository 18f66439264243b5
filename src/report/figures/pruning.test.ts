import { expect, test } from 'vitest';
import { pruning } from './pruning.ts';
import { exampleFullStudy } from '../../../test/helpers/exampleFullRecord.ts';

const record = exampleFullStudy();
const titleOf = (decision: 'keep' | 'drop' | 'harm') =>
  /<title[^>]*>([^<]*)/.exec(
    pruning.draw({ ...record, pruning: { ...record.pruning!, decision } })[0]!.svg,
  )![1];

test('says which way is better, with the interval, and shows both from the record', () => {
  expect(titleOf('keep')).toMatch(/^Cut out of a large network it is better: .*\(.* to .*\)$/);
  expect(titleOf('harm')).toContain('worse');
  const [{ data }] = pruning.draw(record) as [ReturnType<typeof pruning.draw>[number]];
  const chosen = record.capacity.find((size) => size.chosen)!;
  expect(data.rows.map((row) => row[1])).toEqual([
    chosen.validation.accuracy,
    record.pruning!.validation.accuracy,
  ]);
});

test('draws nothing where nothing was pruned', () => {
  const { pruning: _, ...without } = record;
  expect(pruning.draw(without)).toEqual([]);
});
