import { DataError } from '../../util/errors.ts';
import { readNpyHeader } from './npyHeader.ts';

type Numbers =
  Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/** An array as an .npy file holds it, the last index running fastest. */
export type NpyArray = { readonly shape: readonly number[] } & (
  | { readonly kind: 'boolean' | 'integer' | 'float'; readonly values: Numbers }
  | { readonly kind: 'text'; readonly values: readonly string[] }
);

/** How the elements of one type are read. */
interface ElementType {
  readonly kind: 'boolean' | 'integer' | 'float';
  readonly make: (length: number) => Numbers;
  readonly get: (view: DataView, at: number, little: boolean) => number;
}

const element = (
  kind: ElementType['kind'],
  make: ElementType['make'],
  get: ElementType['get'],
): ElementType => ({ kind, make, get });

/** By NumPy's letter and size in bytes. 64-bit integers become float64 where they are exact there. */
const ELEMENTS: Readonly<Record<string, ElementType>> = {
  b1: element(
    'boolean',
    (n) => new Uint8Array(n),
    (view, at) => view.getUint8(at),
  ),
  u1: element(
    'integer',
    (n) => new Uint8Array(n),
    (view, at) => view.getUint8(at),
  ),
  i1: element(
    'integer',
    (n) => new Int8Array(n),
    (view, at) => view.getInt8(at),
  ),
  u2: element(
    'integer',
    (n) => new Uint16Array(n),
    (view, at, little) => view.getUint16(at, little),
  ),
  i2: element(
    'integer',
    (n) => new Int16Array(n),
    (view, at, little) => view.getInt16(at, little),
  ),
  u4: element(
    'integer',
    (n) => new Uint32Array(n),
    (view, at, little) => view.getUint32(at, little),
  ),
  i4: element(
    'integer',
    (n) => new Int32Array(n),
    (view, at, little) => view.getInt32(at, little),
  ),
  u8: element(
    'integer',
    (n) => new Float64Array(n),
    (view, at, little) => Number(view.getBigUint64(at, little)),
  ),
  i8: element(
    'integer',
    (n) => new Float64Array(n),
    (view, at, little) => Number(view.getBigInt64(at, little)),
  ),
  f2: element(
    'float',
    (n) => new Float32Array(n),
    (view, at, little) => halfToNumber(view.getUint16(at, little)),
  ),
  f4: element(
    'float',
    (n) => new Float32Array(n),
    (view, at, little) => view.getFloat32(at, little),
  ),
  f8: element(
    'float',
    (n) => new Float64Array(n),
    (view, at, little) => view.getFloat64(at, little),
  ),
};

/** Types that NumPy has and this reader refuses, and what to do about it. */
const REFUSED: Readonly<Record<string, string>> = {
  O: 'objects, which only unpickling would read, and unpickling runs code. Save numbers or texts (array.astype(…))',
  c: 'complex numbers. Save their parts as arrays of their own',
  M: 'dates. Save them as numbers (array.astype("int64"))',
  m: 'time spans. Save them as numbers (array.astype("int64"))',
  V: 'raw records. Save each field as an array of its own',
};

/**
 * Reads an .npy file: booleans, integers of 8 to 64 bits, floats of 16 to 64, texts (`U`) and bytes (`S`), of either
 * byte order, in C or Fortran order. Nothing in the file is run: arrays of Python objects are refused.
 *
 * @param place What to call the file in messages.
 * @throws {DataError} Not .npy, truncated or longer than its header says, or of a type that is not read.
 * @example const { shape, values } = readNpy(readFileSync('x.npy'), 'x.npy');
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function readNpy(file: Buffer, place: string): NpyArray {
  const { descr, fortranOrder, shape, end } = readNpyHeader(file, place);
  const [, order, letter, size] = /^([<>|=])?([a-zA-Z?])(\d{0,9})/.exec(descr) ?? [];
  const what = letter === undefined ? undefined : REFUSED[letter];
  if (what !== undefined)
    throw new DataError(`${place}: elements must be numbers or texts. Received ${what}.`);
  const bytesEach = letter === 'U' ? 4 * Number(size) : Number(size);
  const type = ELEMENTS[`${letter}${size}`];
  const isText = letter === 'U' || letter === 'S' || letter === 'a';
  if (!/^[<>|=]?[a-zA-Z]\d+$/.test(descr) || (!type && !isText))
    throw new DataError(
      `${place}: elements must be booleans, integers, floats of 16 to 64 bits, or texts. Received type '${descr}'. Convert them (array.astype("float32")).`,
    );
  const length = shape.reduce((product, dim) => product * dim, 1);
  requireLength(file.length - end, length * bytesEach, shape, descr, place);
  const bytes = file.subarray(end);
  // "=" and no sign stand for the machine that wrote the file, and those are little-endian.
  const little = order !== '>';
  const sort = <T extends Numbers | string[]>(values: T): T =>
    fortranOrder && shape.length > 1 ? inCOrder(values, shape) : values;
  if (!type) {
    const texts =
      letter === 'U'
        ? wideTexts(bytes, length, bytesEach, little, place)
        : byteTexts(bytes, length, bytesEach);
    return { kind: 'text', shape, values: sort(texts) };
  }
  const values = numbersOf(bytes, type, length, bytesEach, little);
  if (bytesEach === 8 && type.kind === 'integer') requireExact(values, place);
  return { kind: type.kind, shape, values: sort(values) };
}

function requireLength(
  received: number,
  expected: number,
  shape: readonly number[],
  descr: string,
  place: string,
): void {
  if (received === expected) return;
  throw new DataError(
    `${place}: expected ${expected} bytes for shape (${shape.join(', ')}) of type '${descr}'. Found ${received}: the file is ` +
      `${received < expected ? 'truncated' : 'longer than its header says'}. Fetch or copy it again.`,
  );
}

function numbersOf(
  bytes: Buffer,
  type: ElementType,
  length: number,
  bytesEach: number,
  little: boolean,
): Numbers {
  const values = type.make(length);
  // The common case is a copy: the same bytes, aligned.
  if (
    values.BYTES_PER_ELEMENT === bytesEach &&
    type !== ELEMENTS.i8 &&
    type !== ELEMENTS.u8 &&
    (little || bytesEach === 1)
  ) {
    new Uint8Array(values.buffer).set(bytes);
    return values;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let i = 0; i < length; i++) values[i] = type.get(view, i * bytesEach, little);
  return values;
}

function requireExact(values: Numbers, place: string): void {
  const wrong = values.findIndex((value) => !Number.isSafeInteger(value));
  if (wrong >= 0)
    throw new DataError(
      `${place}: 64-bit integers must lie within ±(2^53 − 1). Received about ${values[wrong]} at ${wrong}. Save them as texts.`,
    );
}

/** The number that 16 bits of IEEE 754 stand for. */
function halfToNumber(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

/** Texts of UTF-32, filled up with zeros. */
function wideTexts(
  bytes: Buffer,
  length: number,
  bytesEach: number,
  little: boolean,
  place: string,
): string[] {
  return Array.from({ length }, (_, i) => {
    let text = '';
    for (let at = i * bytesEach; at < (i + 1) * bytesEach; at += 4) {
      const point = little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
      if (point > 0x10ffff)
        throw new DataError(`${place}: texts must be UTF-32. Received the character ${point} in text ${i}.`);
      text += String.fromCodePoint(point);
    }
    return text.replace(/\0+$/, '');
  });
}

/** Texts of bytes (`S`), read as UTF-8, filled up with zeros. */
const byteTexts = (bytes: Buffer, length: number, bytesEach: number): string[] =>
  Array.from({ length }, (_, i) =>
    bytes.toString('utf8', i * bytesEach, (i + 1) * bytesEach).replace(/\0+$/, ''),
  );

/** Elements whose first index runs fastest, so that the last one does. */
function inCOrder<T extends Numbers | string[]>(values: T, shape: readonly number[]): T {
  const sorted = values.slice() as T;
  const index = new Array<number>(shape.length).fill(0);
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, dim) => product * dim, 1));
  let from = 0;
  for (let to = 0; to < values.length; to++) {
    sorted[to] = values[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return sorted;
}
