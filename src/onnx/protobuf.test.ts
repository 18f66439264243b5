import fc from 'fast-check';
import protobufjs from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { DataError } from '../util/errors.ts';
import { hostBuffer, littleEndianBytes, MessageReader, MessageWriter, WireType } from './protobuf.ts';

const seed = 7;

function field(bytes: readonly number[]): MessageReader {
  const reader = new MessageReader(Uint8Array.from(bytes));
  reader.next();
  return reader;
}

describe('MessageWriter', () => {
  it('writes varints as the reader takes them back, in the bytes of protobufjs', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const list = new MessageWriter();
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
    const minusOne = new MessageWriter();
    minusOne.varint(-1);
    expect([...minusOne.toBytes()]).toEqual([255, 255, 255, 255, 255, 255, 255, 255, 255, 1]);
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const [number, bigint] = [new MessageWriter(), new MessageWriter()];
        number.varint(value);
        bigint.varint(BigInt(value));
        expect(number.toBytes()).toEqual(bigint.toBytes());
      }),
      { seed },
    );
  });

  it('nests messages of any size around short and long values, in the bytes of protobufjs', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 150 }),
      fc.constantFrom(100, 4095, 4096, 5000, 70_000).map((length) => new Uint8Array(length).fill(length)),
    );
    type Tree = Uint8Array | readonly Tree[];
    const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
      tree: fc.oneof({ depthSize: 'small' }, piece, fc.array(tie('tree'), { maxLength: 4 })),
    }));
    const write = (to: MessageWriter, part: Tree): void => {
      to.tag(3, WireType.bytes);
      if (part instanceof Uint8Array) {
        to.bytes(part);
        return;
      }
      const start = to.begin();
      for (const child of part) write(to, child);
      to.varint(part.length);
      to.end(start);
    };
    const writeOracle = (to: protobufjs.Writer, part: Tree): void => {
      to.uint32(26);
      if (part instanceof Uint8Array) {
        to.bytes(part);
        return;
      }
      to.fork();
      for (const child of part) writeOracle(to, child);
      to.uint32(part.length).ldelim();
    };
    fc.assert(
      fc.property(tree, (part) => {
        const [ours, oracle] = [new MessageWriter(), protobufjs.Writer.create()];
        write(ours, part);
        writeOracle(oracle, part);
        const bytes = ours.toBytes();
        expect(ours.size).toBe(bytes.length);
        expect(Buffer.compare(bytes, oracle.finish())).toBe(0);
      }),
      { seed },
    );
  });

  it('writes floats in the bytes of protobufjs, however small the buffer was', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        const [ours, oracle] = [new MessageWriter(1), protobufjs.Writer.create()];
        ours.float64(value);
        ours.float32(value);
        expect([...ours.toBytes()]).toEqual([...oracle.double(value).float(value).finish()]);
      }),
      { seed },
    );
  });

  it('keeps long bytes by reference until toBytes', () => {
    const bytes = new Uint8Array(5000);
    const list = new MessageWriter();
    list.bytes(bytes);
    bytes[3] = 9;
    expect(list.toBytes()[5]).toBe(9);
  });

  it('writes texts of any length, refuses half of a surrogate pair and keeps a byte order mark', () => {
    for (const text of ['', 'ascii', '\ufeffä😀', 'é'.repeat(100_000)]) {
      const to = new MessageWriter();
      to.tag(1, WireType.bytes);
      to.text(text);
      const reader = new MessageReader(to.toBytes());
      reader.next();
      expect(reader.text()).toBe(text);
    }
    expect(() => new MessageWriter().text('a\ud800b')).toThrow(DataError);
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
});
