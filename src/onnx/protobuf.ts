/**
 * The wire primitives of Protocol Buffers: what the writers of ONNX and of TensorBoard's events append, and the ONNX reader takes.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
import { DataError } from '../util/errors.ts';

/** How a field's value is laid out: the low three bits of its tag. */
export const WireType = Object.freeze({ varint: 0, fixed64: 1, bytes: 2, fixed32: 5 });

/** The buffer of a message begins so large and doubles. */
const FIRST_BYTES = 65536;
/** From here on a value is kept by reference. */
const LONG_BYTES = 4096;
const MAX_VARINT_BYTES = 10;
const MAX_UTF8_BYTES = 3;
const TWO_TO_32 = 4294967296;
const LITTLE_ENDIAN_HOST = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
const LONE_SURROGATE = /\p{Surrogate}/u;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The bytes of a message while it is written, in one buffer that grows; long values are kept by reference and copied
 * once, in `toBytes`.
 *
 * A nested message is written in place behind one byte for its length, and moved where the length takes more.
 */
export class MessageWriter {
  #buffer: Uint8Array<ArrayBuffer>;
  #view: DataView;
  #length = 0;
  /** Values kept by reference and where in the buffer they belong, in order. */
  readonly #long: { at: number; readonly bytes: Uint8Array }[] = [];
  #longBytes = 0;

  /** @param firstBytes Size of the buffer to begin with: little for many small messages. */
  constructor(firstBytes = FIRST_BYTES) {
    this.#buffer = new Uint8Array(firstBytes);
    this.#view = new DataView(this.#buffer.buffer);
  }

  /** Length of the message in bytes. */
  get size(): number {
    return this.#length + this.#longBytes;
  }

  /** Appends an integer as a varint; a negative one as its 64-bit two's complement, in ten bytes. */
  varint(value: number | bigint): void {
    this.#reserve(MAX_VARINT_BYTES);
    if (typeof value === 'number' && value >= 0) {
      this.#length = this.#putVarint(value, this.#length);
      return;
    }
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest >= 128n) {
      this.#buffer[this.#length++] = Number(rest & 127n) + 128;
      rest >>= 7n;
    }
    this.#buffer[this.#length++] = Number(rest);
  }

  /** Appends the tag of a field. */
  tag(field: number, wireType: number): void {
    this.varint(field * 8 + wireType);
  }

  /** Appends four bytes: the float32 nearest to `value`. */
  float32(value: number): void {
    this.#reserve(4);
    this.#view.setFloat32(this.#length, value, true);
    this.#length += 4;
  }

  /** Appends eight bytes: a float64. */
  float64(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** Appends a length and as many bytes. Long ones are kept by reference until `toBytes`: leave them unchanged till then. */
  bytes(bytes: Uint8Array): void {
    this.varint(bytes.length);
    if (bytes.length < LONG_BYTES) {
      this.#reserve(bytes.length);
      this.#buffer.set(bytes, this.#length);
      this.#length += bytes.length;
    } else {
      this.#long.push({ at: this.#length, bytes });
      this.#longBytes += bytes.length;
    }
  }

  /**
   * Appends the length of a text in UTF-8 and its bytes.
   *
   * @throws {DataError} `text` holds half of a surrogate pair, which UTF-8 cannot hold.
   */
  text(text: string): void {
    const start = this.begin();
    this.#reserve(MAX_UTF8_BYTES * text.length);
    const { written } = encoder.encodeInto(text, this.#buffer.subarray(this.#length));
    if (written !== text.length && LONE_SURROGATE.test(text)) {
      throw new DataError(
        `A text in a model must be well-formed Unicode. Received ${JSON.stringify(text.slice(0, 80))}, ` +
          'which holds half of a surrogate pair. Cut texts between characters, not inside one.',
      );
    }
    this.#length += written;
    this.end(start);
  }

  /** Begins a nested message. Hand what this gives to `end`. */
  begin(): number {
    this.#reserve(1);
    return this.#length++;
  }

  /** Ends the nested message that began at `start`: puts its length before it. */
  end(start: number): void {
    let size = this.#length - start - 1;
    let inside = this.#long.length;
    while (inside > 0 && this.#long[inside - 1]!.at > start) size += this.#long[--inside]!.bytes.length;
    let more = 0;
    for (let rest = size; rest >= 128; rest = Math.floor(rest / 128)) more++;
    if (more > 0) {
      this.#reserve(more);
      this.#buffer.copyWithin(start + 1 + more, start + 1, this.#length);
      this.#length += more;
      for (; inside < this.#long.length; inside++) this.#long[inside]!.at += more;
    }
    this.#putVarint(size, start);
  }

  /** The whole message in one new array. */
  toBytes(): Uint8Array<ArrayBuffer> {
    const target = new Uint8Array(this.size);
    let from = 0;
    let to = 0;
    const copyUntil = (end: number) => {
      target.set(this.#buffer.subarray(from, end), to);
      to += end - from;
      from = end;
    };
    for (const { at, bytes } of this.#long) {
      copyUntil(at);
      target.set(bytes, to);
      to += bytes.length;
    }
    copyUntil(this.#length);
    return target;
  }

  /** Writes a varint at a place and gives the place behind it. */
  #putVarint(value: number, at: number): number {
    while (value >= 128) {
      this.#buffer[at++] = (value % 128) + 128;
      value = Math.floor(value / 128);
    }
    this.#buffer[at++] = value;
    return at;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#buffer.length, this.#length + count));
    larger.set(this.#buffer);
    this.#buffer = larger;
    this.#view = new DataView(larger.buffer);
  }
}

/**
 * Walks through the fields of a message. Every length is checked against what is there before it is used, so that no
 * bytes, however damaged, lead outside the message or to memory out of proportion to it.
 *
 * Call `next`, look at `field`, then take the value with the method of its type, or `skip` it.
 */
export class MessageReader {
  /** Number of the field that `next` came to. */
  field = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #end: number;
  #position: number;
  #wireType = 0;
  #low = 0;
  #high = 0;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#position = start;
    this.#end = end;
  }

  /** Goes to the next field; false at the end of the message. */
  next(): boolean {
    if (this.#position === this.#end) return false;
    this.#readVarint();
    if (this.#high !== 0 || this.#low < 8) throw this.#damaged('a field number that does not exist');
    this.field = this.#low >>> 3;
    this.#wireType = this.#low & 7;
    return true;
  }

  /** Passes over the value of a field that is not wanted. */
  skip(): void {
    if (this.#wireType === WireType.varint) this.#readVarint();
    else if (this.#wireType === WireType.fixed64) this.#advance(8);
    else if (this.#wireType === WireType.fixed32) this.#advance(4);
    else if (this.#wireType === WireType.bytes) this.#advance(this.#length());
    else throw this.#damaged(`a value of the unknown wire type ${this.#wireType}`);
  }

  /** A signed 64-bit integer: a number where it is exact as one, else a bigint. */
  int64(): number | bigint {
    this.#expect(WireType.varint);
    this.#readVarint();
    return this.#takeInt64();
  }

  /** A signed 64-bit integer that must be exact as a number. */
  integer(): number {
    const value = this.int64();
    if (typeof value === 'bigint') throw this.#damaged(`the integer ${value}, which is beyond 2^53`);
    return value;
  }

  /** UTF-8 text. */
  text(): string {
    const bytes = this.bytes();
    try {
      return decoder.decode(bytes);
    } catch {
      throw this.#damaged('a text that is not UTF-8');
    }
  }

  /** The bytes of the value, as a view on the input. */
  bytes(): Uint8Array {
    this.#expect(WireType.bytes);
    const length = this.#length();
    this.#advance(length);
    return this.#bytes.subarray(this.#position - length, this.#position);
  }

  /** A reader of the nested message. */
  message(): MessageReader {
    this.#expect(WireType.bytes);
    const length = this.#length();
    this.#advance(length);
    return new MessageReader(this.#bytes, this.#position - length, this.#position);
  }

  /** One float32. */
  float32(): number {
    this.#expect(WireType.fixed32);
    return this.#takeFloat32();
  }

  /** The float32 values of a repeated field, packed or a single one, onto `values`. */
  float32sOnto(values: number[]): void {
    if (this.#wireType !== WireType.bytes) values.push(this.float32());
    else this.#packed((inner) => values.push(inner.#takeFloat32()));
  }

  /** The float64 values of a repeated field, packed or a single one, onto `values`. */
  float64sOnto(values: number[]): void {
    const take = (inner: MessageReader) => {
      inner.#advance(8);
      values.push(inner.#view.getFloat64(inner.#position - 8, true));
    };
    if (this.#wireType === WireType.bytes) {
      this.#packed(take);
    } else {
      this.#expect(WireType.fixed64);
      take(this);
    }
  }

  /** The signed 64-bit integers of a repeated field, packed or a single one, onto `values`. */
  int64sOnto(values: (number | bigint)[]): void {
    this.#varints((inner) => values.push(inner.#takeInt64()));
  }

  /** As `int64sOnto`, each integer as two numbers: its low and its high 32 bits, both as int32. */
  int64HalvesOnto(values: number[]): void {
    this.#varints((inner) => values.push(inner.#low | 0, inner.#high | 0));
  }

  #varints(take: (inner: MessageReader) => void): void {
    const takeNext = (inner: MessageReader) => {
      inner.#readVarint();
      take(inner);
    };
    if (this.#wireType === WireType.bytes) {
      this.#packed(takeNext);
    } else {
      this.#expect(WireType.varint);
      takeNext(this);
    }
  }

  #packed(take: (inner: MessageReader) => void): void {
    const inner = this.message();
    while (inner.#position < inner.#end) take(inner);
  }

  #takeFloat32(): number {
    this.#advance(4);
    return this.#view.getFloat32(this.#position - 4, true);
  }

  #takeInt64(): number | bigint {
    const value = (this.#high | 0) * TWO_TO_32 + this.#low;
    if (Number.isSafeInteger(value)) return value;
    return BigInt.asIntN(64, (BigInt(this.#high) << 32n) | BigInt(this.#low));
  }

  /** Reads a varint into `#low` and `#high`, both as uint32. Bits beyond the 64th are dropped, as protobuf does. */
  #readVarint(): void {
    this.#low = 0;
    this.#high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      this.#advance(1);
      const byte = this.#bytes[this.#position - 1]!;
      const bits = byte & 127;
      if (shift < 28) {
        this.#low = (this.#low | (bits << shift)) >>> 0;
      } else if (shift === 28) {
        this.#low = (this.#low | (bits << 28)) >>> 0;
        this.#high = bits >>> 4;
      } else {
        this.#high = (this.#high | (bits << (shift - 32))) >>> 0;
      }
      if (byte < 128) return;
    }
    throw this.#damaged('a varint longer than 10 bytes');
  }

  #length(): number {
    this.#readVarint();
    return this.#high * TWO_TO_32 + this.#low;
  }

  #advance(count: number): void {
    if (count > this.#end - this.#position) {
      throw this.#damaged(`a value of ${count} bytes where ${this.#end - this.#position} are left`);
    }
    this.#position += count;
  }

  #expect(wireType: number): void {
    if (this.#wireType !== wireType) {
      throw this.#damaged(`field ${this.field} with wire type ${this.#wireType} instead of ${wireType}`);
    }
  }

  #damaged(what: string): DataError {
    return new DataError(
      `An ONNX file must be well-formed protobuf. Received ${what}, at byte ${this.#position}. ` +
        'The file is cut, damaged or not an ONNX model: export or download it again.',
    );
  }
}

/** The bytes of a typed array with each element little-endian: a view where the host is, else a copy. */
export function littleEndianBytes(
  array: ArrayBufferView & { readonly BYTES_PER_ELEMENT: number },
): Uint8Array {
  const view = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  return LITTLE_ENDIAN_HOST ? view : swapped(view, array.BYTES_PER_ELEMENT);
}

/** A fresh buffer with the elements of little-endian `bytes` in the host's byte order. */
export function hostBuffer(bytes: Uint8Array, elementBytes: number): ArrayBuffer {
  return (LITTLE_ENDIAN_HOST ? new Uint8Array(bytes) : swapped(bytes, elementBytes)).buffer;
}

function swapped(bytes: Uint8Array, elementBytes: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes);
  for (let i = 0; i + elementBytes <= copy.length; i += elementBytes)
    copy.subarray(i, i + elementBytes).reverse();
  return copy;
}
