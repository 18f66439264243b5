import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { operationLine } from './printProbe.ts';
import type { OperationRecord } from '../study/probe/record.ts';

const effect = { mean: 0.01, interval: [-0.01, 0.03] as [number, number], pairs: 10 };
const record = (decision: OperationRecord['decision'], reason: string, pairs = 10): OperationRecord => ({
  ...{ name: 'zoom', options: {}, decision, reason },
  ...{ effect: { ...effect, pairs }, lossEffect: effect, calibratedEffect: effect },
});

test('a decision is said once', () => {
  expect(stripVTControlCharacters(operationLine(record('drop', 'No effect shown on 10 splits.')))).toBe(
    '  zoom             No effect shown on 10 splits.',
  );
  expect(stripVTControlCharacters(operationLine(record('keep', 'Better beyond its interval.')))).toBe(
    '  zoom             helps. Better beyond its interval.',
  );
  expect(stripVTControlCharacters(operationLine(record('harm', 'Labels change.', 0)))).toBe(
    '  zoom             refused. Labels change.',
  );
});
