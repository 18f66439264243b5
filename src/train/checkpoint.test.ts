import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { decodeState, encodeState, maxCheckpointBytes, type CheckpointOwner } from './checkpoint.ts';
import type { TrainingState } from './state.ts';
import { float32 } from '../runtime/runtime.ts';
import { DataError, RunError } from '../util/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'hibiscus-checkpoint-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const owner: CheckpointOwner = { data: 'key ü', recipe: '{"epochs":9,"seed":0}' };

const bare: TrainingState = {
  epoch: 2,
  step: 3,
  penalty: 0.1,
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
    expect(decodeState(encodeState(state, owner), owner)).toEqual(state);
  });

  test.each(states)('%s, through a file', (_, state) => {
    const path = join(folder, 'state.bin');
    writeFileSync(path, encodeState(state, owner));
    const read = decodeState(readFileSync(path), owner);
    expect(read).toEqual(state);
    // Numbers of their own: what comes later in the file is not part of them.
    expect(read.tensors.step!.data.buffer.byteLength).toBe(4);
  });

  test('from bytes that begin anywhere in a larger buffer', () => {
    const bytes = encodeState(whole, owner);
    const larger = new Uint8Array(bytes.length + 7);
    larger.set(bytes, 3);
    expect(decodeState(larger.subarray(3, 3 + bytes.length), owner)).toEqual(whole);
  });
});

test('numbers that JSON does not know, and fields that are yet to be thought of', () => {
  const state = {
    ...bare,
    penalty: -0,
    history: [{ ...bare.history[0]!, train: { loss: 1, r2: -Infinity, rmse: NaN } }],
    later: { counts: Int32Array.of(-1, 7), words: ['a', null, true] },
  };
  expect(decodeState(encodeState(state, owner), owner)).toEqual(state);
});

describe('refused with a DataError', () => {
  const bytes = encodeState(whole, owner);
  const refusal = (changed: Uint8Array, by = owner): string => {
    try {
      decodeState(changed, by);
    } catch (error) {
      expect(error).toBeInstanceOf(DataError);
      expect((error as Error).message).toContain('or begin anew without --resume.');
      return (error as Error).message;
    }
    throw new Error('it was taken');
  };

  test('a damaged byte, wherever it is', () => {
    for (let at = 0; at < bytes.length; at++) {
      const changed = bytes.slice();
      changed[at]! ^= 0x10;
      refusal(changed);
    }
    const last = bytes.slice();
    last[bytes.length - 1]! ^= 1;
    expect(refusal(last)).toContain('it is damaged: the checksum does not agree');
  });

  test('a part of it, wherever it ends', () => {
    for (let length = 0; length < bytes.length; length++)
      expect(refusal(bytes.slice(0, length))).toContain('it is cut off');
  });

  test('more than it', () => {
    const longer = new Uint8Array(bytes.length + 4);
    longer.set(bytes);
    expect(refusal(longer)).toContain('it is damaged');
  });

  test('another kind of file', () => {
    for (const text of ['PK\u0003\u0004', 'hibiscus', 'hibiscus checkpoint x\n', '{}'.repeat(100)])
      expect(refusal(new TextEncoder().encode(`${text}\n`))).toContain('It is another kind of file');
  });

  test('another version', () => {
    for (const found of [1, 3, 20])
      expect(refusal(new TextEncoder().encode(`hibiscus checkpoint ${found}\n${'.'.repeat(99)}`))).toContain(
        `it must be of version 2. It is of version ${found}`,
      );
  });

  test('other data, or another recipe, and says which', () => {
    expect(refusal(bytes, { ...owner, data: 'other' })).toContain('must belong to the same data');
    const recipe = '{"epochs":10,"seed":0,"dropout":0}';
    expect(refusal(bytes, { ...owner, recipe })).toContain('the same recipe');
    expect(refusal(bytes, { ...owner, recipe })).toContain('differs in epochs, dropout.');
  });

  test.each([NaN, Infinity, -Infinity])('a weight that is %s, by its name', (value) => {
    const { tensors } = bare;
    const broken = float32(Float32Array.of(1, value), [2]);
    expect(
      refusal(encodeState({ ...bare, tensors: { ...tensors, 'mean/a.kernel': broken } }, owner)),
    ).toContain(`mean/a.kernel holds ${value} (element 1)`);
    const best = { 'a.bias': Float32Array.of(value) };
    expect(refusal(encodeState({ ...bare, best }, owner))).toContain(`best/a.bias holds ${value}`);
  });

  test('a state that lacks what every state has, and a tensor whose shape is not its own', () => {
    const { epoch: _, ...lacking } = bare;
    expect(refusal(encodeState(lacking as TrainingState, owner))).toContain('its field epoch');
    const odd = { dtype: 'float32' as const, shape: [3], data: new Float32Array(2) };
    expect(refusal(encodeState({ ...bare, tensors: { odd } }, owner))).toContain('its field tensors.odd');
  });
});

test('a state larger than any file may be is refused when it is to be written', () => {
  const half = new Float32Array(maxCheckpointBytes / 8);
  const best = { a: half, b: half, c: half };
  expect(() => encodeState({ ...bare, best }, owner)).toThrow(RunError);
});
