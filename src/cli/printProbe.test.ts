import { expect, test } from 'vitest';
import { operationLine } from './printProbe.ts';
import type { OperationRecord } from '../study/probe/record.ts';

const effect = { mean: 0.01, interval: [-0.01, 0.03] as [number, number], pairs: 10 };
const record = (decision: OperationRecord['decision'], reason: string, pairs = 10): OperationRecord => ({
  ...{ name: 'zoom', options: {}, decision, reason },
  ...{ effect: { ...effect, pairs }, lossEffect: effect, calibratedEffect: effect },
});
// eslint-disable-next-line no-control-regex
const plain = (line: string) => line.replaceAll(/\u001b\[\d+m/g, '');

test('a decision is said once', () => {
  expect(plain(operationLine(record('drop', 'No effect shown on 10 splits.')))).toBe(
    '  zoom             No effect shown on 10 splits.',
  );
  expect(plain(operationLine(record('keep', 'Better beyond its interval.')))).toBe(
    '  zoom             helps. Better beyond its interval.',
  );
  expect(plain(operationLine(record('harm', 'Labels change.', 0)))).toBe(
    '  zoom             refused. Labels change.',
  );
});
