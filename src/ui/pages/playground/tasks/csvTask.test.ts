import { describe, expect, test } from 'vitest';
import { parseCsv, type Csv } from './csv.ts';
import { csvTask, likelyTarget } from './csvTask.ts';
import { fromArrays } from '../../../../data/arrays.ts';

const table = (header: string, row: (i: number) => string, count = 30): Csv =>
  parseCsv(`${header}\n${Array.from({ length: count }, (_, i) => row(i)).join('\n')}\n`);

const whole = (csv: Csv, target: string) => {
  const { task } = csvTask(csv, target, 0);
  if (!('whole' in task)) throw new Error('one table is expected');
  return fromArrays(task.whole);
};

test('numbers, categories and classes are told apart; what is missing is missing', () => {
  const csv = table(
    'age,colour,kind',
    (i) => `${i === 2 ? 'NA' : i},${i === 3 ? '' : ['red', 'blue'][i % 2]},${i % 3}`,
  );
  const { features, target, size } = whole(csv, 'kind');
  expect(size).toBe(30);
  expect(target.kind === 'classes' && target.classes).toEqual(['0', '1', '2']);
  expect(features.kind === 'table' && features.numericColumns).toEqual(['age']);
  expect(features.kind === 'table' && features.numbers[2]).toBeNaN();
  expect(features.kind === 'table' && features.categories[3]).toBe('');
});

test('many different numbers are one to predict; rows without it are left out and said', () => {
  const csv = table('x,price', (i) => `${i},${i === 0 ? '' : i * 1.5}`);
  const made = csvTask(csv, 'price', 0);
  expect(made.predicts).toBe('number');
  expect(made.notes.join()).toContain('1 rows without a value in "price"');
  expect(whole(csv, 'price').size).toBe(29);
});

test('names and empty columns are left out and said', () => {
  const csv = table('x,name,none,kind', (i) => `${i},someone ${i},,${i % 2}`, 60);
  const { notes } = csvTask(csv, 'kind', 0);
  expect(notes.join(' ')).toContain('"name" has 60 different texts');
  expect(notes.join(' ')).toContain('"none" is empty');
});

describe('refuses', () => {
  test.each([
    ['one value only', table('x,y', (i) => `${i},1`), 'y', 'must have different values'],
    ['too many classes', table('x,y', (i) => `${i},t${i}`, 60), 'y', '60 different texts'],
    ['too few rows', table('x,y', (i) => `${i},${i % 2}`, 10), 'y', 'At least 20 rows'],
    ['nothing to predict from', table('x,y', (i) => `,${i % 2}`), 'y', 'A column to predict "y" from'],
  ])('%s', (_, csv, target, message) => {
    expect(() => csvTask(csv, target, 0)).toThrow(message);
  });
});

test('the likely target is the one called so, else the last', () => {
  expect(likelyTarget({ columns: ['label', 'x'], rows: [] })).toBe('label');
  expect(likelyTarget({ columns: ['x', 'y', 'z'], rows: [] })).toBe('z');
});
