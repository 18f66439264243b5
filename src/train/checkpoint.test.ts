import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { decodeState, encodeState } from './checkpoint.ts';
import type { TrainingState } from './state.ts';
import { float32 } from '../runtime/runtime.ts';
import { DataError } from '../util/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'hibiscus-checkpoint-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bare: TrainingState = {
  epoch: 2,
  tensors: {
    'parameter/layers.0.dense.kernel': float32(Float32Array.of(0.1, -0, 1e-45, 3.4e38, -2, 7), [2, 3]),
    step: float32(Float32Array.of(12), []),
  },
  history: [
    {
      epoch: 1,
      steps: 6,
      learningRate: 0.1,
      train: { loss: 1 / 3, accuracy: 0.5 },
      penalty: 0.1 + 0.2,
      weightNorms: { a: 2 },
    },
  ],
};

const whole: TrainingState = {
  ...bare,
  stopping: { best: 0.25, bestEpoch: 1, waited: 1 },
  schedule: { factor: 0.1, best: null, waited: 2, resting: 0 },
  best: {
    'layers.0.dense.kernel': Float32Array.of(1, 2, 3, 4, 5, 6),
    'layers.0.dense.bias': new Float32Array(0),
  },
};

const states = [
  ['without early stopping', bare],
  ['with early stopping', whole],
] as const;

describe('a state comes back as it was', () => {
  test.each(states)('%s', (_, state) => {
    expect(decodeState(encodeState(state, 'key ü'), 'key ü')).toEqual(state);
  });

  test.each(states)('%s, through a file', (_, state) => {
    const path = join(folder, 'state.bin');
    writeFileSync(path, encodeState(state, 'key'));
    const read = decodeState(readFileSync(path), 'key');
    expect(read).toEqual(state);
    // Numbers of their own: what comes later in the file is not part of them.
    expect(read.tensors.step!.data.buffer.byteLength).toBe(4);
  });

  test('from bytes that begin anywhere in a larger buffer', () => {
    const bytes = encodeState(whole, 'key');
    const larger = new Uint8Array(bytes.length + 7);
    larger.set(bytes, 3);
    expect(decodeState(larger.subarray(3, 3 + bytes.length), 'key')).toEqual(whole);
  });
});

describe('refused with a DataError', () => {
  const bytes = encodeState(whole, 'key');
  const refused = (changed: Uint8Array) => {
    expect(() => decodeState(changed, 'key')).toThrow(DataError);
    expect(() => decodeState(changed, 'key')).toThrow('Begin anew without --resume');
  };

  test('a damaged byte, wherever it is', () => {
    for (let at = 0; at < bytes.length; at++) {
      const changed = bytes.slice();
      changed[at]! ^= 0x10;
      refused(changed);
    }
  });

  test('a part of it, and more than it', () => {
    for (const length of [0, 5, 22, 25, 29, 40, bytes.length - 1]) refused(bytes.slice(0, length));
    const longer = new Uint8Array(bytes.length + 4);
    longer.set(bytes);
    refused(longer);
  });

  test('the state of another training', () => {
    expect(() => decodeState(bytes, 'other')).toThrow(DataError);
    expect(() => decodeState(bytes, 'other')).toThrow('must belong to the same data and recipe');
  });
});
