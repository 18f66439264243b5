import fc from 'fast-check';
import protobufjs from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { DataError } from '../util/errors.ts';
import { ChunkList, encodeText, hostBuffer, littleEndianBytes, MessageReader, WireType } from './protobuf.ts';

const seed = 7;

function field(bytes: readonly number[]): MessageReader {
  const reader = new MessageReader(Uint8Array.from(bytes));
  reader.next();
  return reader;
}

describe('ChunkList', () => {
  it('writes varints as the reader takes them back, in the bytes of protobufjs', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const list = new ChunkList();
        list.tag(1, WireType.varint);
        list.varint(value);
        const reader = new MessageReader(list.toBytes());
        expect(reader.next()).toBe(true);
        expect(BigInt(reader.int64())).toBe(value);
        expect(reader.next()).toBe(false);
        const oracle = protobufjs.Writer.create().uint32(8).int64(String(value));
        expect([...list.toBytes()]).toEqual([...oracle.finish()]);
      }),
      { seed },
    );
  });

  it('writes −1 in ten bytes and safe integers as bigints are written', () => {
    const minusOne = new ChunkList();
    minusOne.varint(-1);
    expect([...minusOne.toBytes()]).toEqual([255, 255, 255, 255, 255, 255, 255, 255, 255, 1]);
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const [number, bigint] = [new ChunkList(), new ChunkList()];
        number.varint(value);
        bigint.varint(BigInt(value));
        expect(number.toBytes()).toEqual(bigint.toBytes());
      }),
      { seed },
    );
  });

  it('keeps order and size over small and large chunks and nested messages', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 5 }),
      fc.uint8Array({ minLength: 250, maxLength: 300 }),
    );
    fc.assert(
      fc.property(fc.array(fc.array(piece, { maxLength: 4 }), { maxLength: 6 }), (messages) => {
        const outer = new ChunkList();
        const expected: number[] = [];
        for (const pieces of messages) {
          const inner = new ChunkList();
          for (const bytes of pieces) {
            inner.bytes(bytes);
            expected.push(...bytes);
          }
          outer.message(inner);
          outer.varint(5);
          expected.push(5);
        }
        expect(outer.size).toBe(expected.length);
        expect([...outer.toBytes()]).toEqual(expected);
      }),
      { seed },
    );
  });

  it('keeps long bytes by reference until toBytes', () => {
    const bytes = new Uint8Array(1000);
    const list = new ChunkList();
    list.bytes(bytes);
    bytes[3] = 9;
    expect(list.toBytes()[3]).toBe(9);
  });
});

describe('MessageReader', () => {
  it.each<[what: string, bytes: number[], act: (reader: MessageReader) => unknown]>([
    ['a varint of eleven bytes', [8, ...Array<number>(10).fill(128), 1], (reader) => reader.int64()],
    ['a cut varint', [8, 128], (reader) => reader.skip()],
    ['a length beyond the end', [10, 200, 1], (reader) => reader.bytes()],
    ['a length of 2^63', [10, ...Array<number>(9).fill(128), 1], (reader) => reader.message()],
    ['a cut float', [13, 0, 0], (reader) => reader.float32()],
    ['a group', [11], (reader) => reader.skip()],
    ['another wire type than expected', [8, 1], (reader) => reader.text()],
    ['text that is not UTF-8', [10, 1, 255], (reader) => reader.text()],
    ['a packed list that ends inside a value', [10, 2, 1, 128], (reader) => reader.int64sOnto([])],
    ['an integer beyond 2^53', [8, ...Array<number>(8).fill(255), 1], (reader) => reader.integer()],
  ])('refuses %s', (_what, bytes, act) => {
    expect(() => act(field(bytes))).toThrow(DataError);
  });

  it('refuses field number 0', () => {
    expect(() => field([0, 1])).toThrow(DataError);
  });
});

describe('bytes of values', () => {
  it('turns numbers into little-endian bytes and back', () => {
    const view = new Float32Array([9, 1, -2]).subarray(1);
    expect([...littleEndianBytes(view)]).toEqual([0, 0, 128, 63, 0, 0, 0, 192]);
    expect(new Float32Array(hostBuffer(littleEndianBytes(view), 4))).toEqual(new Float32Array([1, -2]));
  });

  it('refuses half of a surrogate pair and keeps a byte order mark', () => {
    expect(() => encodeText('a\ud800b')).toThrow(DataError);
    const text = encodeText('\ufeffä😀');
    expect(field([10, text.length, ...text]).text()).toBe('\ufeffä😀');
  });
});
