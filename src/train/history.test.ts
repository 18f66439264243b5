import { expect, test } from 'vitest';
import { historyCsv, historyFromCsv, type EpochRecord } from './history.ts';
import { DataError } from '../util/errors.ts';

const point = (epoch: number): EpochRecord => ({
  epoch,
  steps: 7 * epoch,
  learningRate: 0.1 / 3,
  train: { loss: 1e-9 * epoch, accuracy: 1 / 3 },
  stop: { loss: 2 },
  validation: { loss: 0.1 + 0.2, rmse: 1e21, r2: -0.5 },
  penalty: 0,
  weightNorms: { '0.dense': Math.PI, '2.batchNorm': 1 },
  jacobianNorm: 3.5,
  averaged: 0,
});

test('a history comes back from its CSV, number for number', () => {
  const history = [point(1), point(2)];
  expect(historyFromCsv(historyCsv(history), 'history.csv')).toEqual(history);
  const { stop: _, validation: __, jacobianNorm: ___, averaged: ____, ...short } = point(3);
  expect(historyFromCsv(historyCsv([short]).replaceAll('\n', '\r\n'), 'history.csv')).toEqual([short]);
});

test.each([
  ['', 'h.csv: must be a history'],
  ['run,loss\n1,2\n', 'Received "run,loss"'],
  [historyCsv([point(1)]).replace('7', 'seven'), 'h.csv:2: must hold'],
  [`${historyCsv([point(1)])}1,2\n`, 'h.csv:3: must hold'],
])('what is none is refused with its place: %j', (text, message) => {
  expect(() => historyFromCsv(text, 'h.csv')).toThrow(DataError);
  expect(() => historyFromCsv(text, 'h.csv')).toThrow(message);
});
