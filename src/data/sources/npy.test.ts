import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { npy } from '../../../test/helpers/numpyFiles.ts';
import { DataError } from '../../util/errors.ts';
import { readNpy } from './npy.ts';

const whole = npy([2, 3], [1, 2, 3, 4, 5, 6]);

describe('readNpy', () => {
  it('reads what was written, of any type, order, shape and version', () => {
    const types = {
      '|b1': fc.boolean().map(Number),
      '|u1': fc.integer({ min: 0, max: 255 }),
      '<i2': fc.integer({ min: -32768, max: 32767 }),
      '>u2': fc.integer({ min: 0, max: 65535 }),
      '>i4': fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      '<i8': fc.maxSafeInteger(),
      '>f4': fc.float(),
      '<f8': fc.double(),
      '>U6': fc.string({ maxLength: 3, unit: 'grapheme-ascii' }),
    } as const;
    const array = fc.constantFrom(...(Object.keys(types) as (keyof typeof types)[])).chain((descr) =>
      fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 }).chain((shape) => {
        const length = shape.reduce((product, dim) => product * dim, 1);
        const values = fc.array(types[descr] as fc.Arbitrary<number | string>, {
          minLength: length,
          maxLength: length,
        });
        return fc.record({
          descr: fc.constant(descr),
          shape: fc.constant(shape),
          values,
          fortran: fc.boolean(),
          version: fc.constantFrom(1 as const, 2 as const, 3 as const),
        });
      }),
    );
    fc.assert(
      fc.property(array, ({ descr, shape, values, fortran, version }) => {
        const read = readNpy(npy(shape, values, { descr, fortran, version }), 'a.npy');
        expect({ shape: read.shape, values: [...read.values] }).toEqual({ shape, values });
      }),
      { seed: 4, numRuns: 200 },
    );
  });

  it('refuses every truncated and every longer file', () => {
    for (let length = 0; length < whole.length; length++)
      expect(() => readNpy(whole.subarray(0, length), 'a.npy')).toThrow(DataError);
    expect(() => readNpy(whole.subarray(0, -1), 'a.npy')).toThrow(
      "a.npy: expected 24 bytes for shape (2, 3) of type '<f4'. Found 23: the file is truncated.",
    );
    expect(() => readNpy(Buffer.concat([whole, Buffer.alloc(1)]), 'a.npy')).toThrow(
      'Found 25: the file is longer',
    );
  });

  it('survives any byte of the header being another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 127 }), fc.integer({ min: 0, max: 255 }), (at, value) => {
        const file = Buffer.from(whole);
        file[at] = value;
        try {
          const { shape, values } = readNpy(file, 'a.npy');
          expect(values.length).toBe(shape.reduce((product, dim) => product * dim, 1));
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  it.each<[string, string]>([
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}", ''],
    ["{'shape': (2L, 3L), 'fortran_order': False, 'descr': '<f4'}", ''],
    ["{'descr': '<f4', 'fortran_order': False}", "must have the field 'shape'"],
    ["{'descr': '<f4', 'descr': '<f4'}", "must have 'descr' once"],
    ["{'descr': '<f4', 'fortran_order': 0, 'shape': (2, 3)}", 'must have True or False'],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (2, -3)}", 'must have a dimension'],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (2 + 1, 3)}", 'must have )'],
    ["{'descr': __import__('os').system('x'), 'shape': (2, 3)}", 'must have an element type'],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)} + {}", 'must have nothing after }'],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'x': 1}", "must have 'descr'"],
    ["{'descr': '<q9', 'fortran_order': False, 'shape': (2, 3)}", "Received type '<q9'"],
    [`{'descr': '<f4', 'fortran_order': False, 'shape': (${'9'.repeat(16)},)}`, 'at most 32 dimensions'],
    [`{'descr': '<f4', 'fortran_order': False, 'shape': (${'1,'.repeat(40)})}`, 'at most 32 dimensions'],
    ['', 'must have {'],
  ])('takes the header by its grammar alone: %s', (header, message) => {
    const read = () => readNpy(npy([2, 3], [1, 2, 3, 4, 5, 6], { header }), 'a.npy');
    if (message === '') expect(read().shape).toEqual([2, 3]);
    else {
      expect(read).toThrow(DataError);
      expect(read).toThrow(message);
    }
  });

  it('refuses other files, later versions, and integers that a number cannot hold', () => {
    expect(() => readNpy(Buffer.from('PK\x03\x04 and so on'), 'a.npy')).toThrow(
      'starts with the bytes 147, N, U',
    );
    const later = Buffer.from(whole);
    later[6] = 4;
    expect(() => readNpy(later, 'a.npy')).toThrow('versions 1.0, 2.0 and 3.0 are read. Received 4.0');
    const large = npy([2], [1n, 2n ** 60n], { descr: '<i8' });
    expect(() => readNpy(large, 'a.npy')).toThrow(
      'must lie within ±(2^53 − 1). Received about 1152921504606847000 at 1',
    );
  });
});
