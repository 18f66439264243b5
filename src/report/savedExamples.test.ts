import { describe, expect, test } from 'vitest';
import { bars, people } from '../../test/helpers/examples.ts';
import { subset, type Dataset } from '../data/dataset.ts';
import { augmentationTable } from './augmentationTable.ts';
import { savedExamples, type Variant } from './savedExamples.ts';

function variants(data: Dataset, parents: readonly number[], name = 'shift'): Variant[] {
  const made = {
    features: data.features as Variant['made']['features'],
    draws: Array.from({ length: data.size }, () => [{ name, drawn: { x: 0.5 } }]),
  };
  return parents.map((parent) => ({ parent, name, made, at: parent }));
}

describe('saved pictures', () => {
  test('stand beside their parents, named so that the group of the name stays', () => {
    const data = { ...bars(2), origins: ['train/lying/red-1_003.PNG', 'a/b/plain.jpeg'] };
    const { files, entries } = savedExamples(data, variants(data, [0, 1, 0]));
    expect(files.map(({ path }) => path)).toEqual([
      'train/lying/red-1_003-shift-1.png',
      'a/b/plain-shift-1.png',
      'train/lying/red-1_003-shift-2.png',
    ]);
    expect(entries[1]).toEqual({
      file: 'a/b/plain-shift-1.png',
      parent: 'a/b/plain.jpeg',
      label: 'upright',
      operations: [{ name: 'shift', drawn: { x: 0.5 } }],
    });
    expect(files[0]!.picture!.pixels.length).toBe(3 * 8 * 9);
  });

  test('of a file of many stand in the folder of their class, and no label leads out of the folder', () => {
    const target = {
      kind: 'classes',
      classes: ['../../etc', '.ssh/x'],
      labels: new Int32Array([0, 1]),
    } as const;
    const data = { ...bars(2), target, origins: ['x.npz#0', 'x.npz#1'] };
    const { files } = savedExamples(data, variants(data, [0, 1]));
    expect(files.map(({ path }) => path)).toEqual([
      '___.._etc/x.npz_0-shift-1.png',
      '_ssh_x/x.npz_1-shift-1.png',
    ]);
  });
});

describe('saved rows', () => {
  test('are a table with the label and the group of the parent', () => {
    const data = { ...people(3), groups: ['ann', 'bob, jr', 'cy'] };
    const { files, entries } = savedExamples(data, variants(data, [1, 2], 'swapNoise'));
    const [header, first] = files[0]!.text!.split('\n');
    expect(header).toBe('age,income,town,job,label,group');
    expect(first).toMatch(/,(no|yes),"bob, jr"$/);
    expect(entries.map(({ file, line }) => [file, line])).toEqual([
      ['rows.csv', 2],
      ['rows.csv', 3],
    ]);
  });

  test('are printed below their originals, with a star where a cell changed', () => {
    const data = subset(people(9), [3]);
    const table = data.features as Extract<Dataset['features'], { kind: 'table' }>;
    const made = { ...table, categories: ['Oslo', 'smith'] };
    const before = { ...data, features: { ...table, categories: ['Rome', 'smith'] } };
    const draws = [[{ name: 'swapNoise', drawn: { rate: 0.1 } }]];
    const text = augmentationTable(before, [{ name: 'swapNoise', made: { features: made, draws } }]);
    expect(text).toMatch(/original {2}.*Rome {2,3}smith/);
    expect(text).toMatch(/swapNoise .* Oslo\* {2,3}smith {2}rate 0.1/);
    expect(text.match(/\*/g)).toHaveLength(2);
  });
});
