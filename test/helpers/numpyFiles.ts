/** Files of NumPy, written here and by no reader's logic: `.npy` arrays and the zip archives that hold them. */
import { deflateRawSync } from 'node:zlib';
import { crc32 } from '../../src/util/crc32.ts';

export type Values = readonly (number | bigint | boolean | string)[];

export interface NpyOptions {
  readonly descr?: string;
  readonly fortran?: boolean;
  readonly version?: 1 | 2 | 3;
  /** The header's text instead of the right one. */
  readonly header?: string;
}

/** An array as `numpy.save` writes it. `values` are in C order whatever the order of the file. */
export function npy(shape: readonly number[], values: Values, options: NpyOptions = {}): Buffer {
  const { descr = '<f4', fortran = false, version = 1 } = options;
  const dims = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const plain =
    options.header ??
    `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${dims}), }`;
  const before = version === 1 ? 10 : 12;
  const length = Math.ceil((before + plain.length + 1) / 64) * 64 - before;
  const head = Buffer.alloc(before);
  head.write('\x93NUMPY', 'latin1');
  head[6] = version;
  if (version === 1) head.writeUInt16LE(length, 8);
  else head.writeUInt32LE(length, 8);
  const ordered = fortran ? inFortranOrder(shape, values) : values;
  return Buffer.concat([
    head,
    Buffer.from(`${plain.padEnd(length - 1)}\n`, 'latin1'),
    ...ordered.map((value) => element(descr, value)),
  ]);
}

function element(descr: string, value: Values[number]): Buffer {
  const [, order, letter, size] = /^(.)(.)(\d+)$/.exec(descr)!;
  if (letter === 'U') {
    const points = [...String(value)].map((character) => character.codePointAt(0)!);
    const bytes = Buffer.alloc(4 * Number(size));
    points.forEach((point, i) =>
      order === '>' ? bytes.writeUInt32BE(point, 4 * i) : bytes.writeUInt32LE(point, 4 * i),
    );
    return bytes;
  }
  const bytes = Buffer.alloc(Number(size));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const little = order !== '>';
  const kind = `${letter}${size}`;
  if (kind === 'f4') view.setFloat32(0, Number(value), little);
  else if (kind === 'f8') view.setFloat64(0, Number(value), little);
  else if (kind === 'i8') view.setBigInt64(0, BigInt(value), little);
  else if (kind === 'i4') view.setInt32(0, Number(value), little);
  else if (kind === 'i2') view.setInt16(0, Number(value), little);
  else if (kind === 'u2') view.setUint16(0, Number(value), little);
  else bytes[0] = Number(value);
  return bytes;
}

/** By recursion over the axes, which is slow and plain. */
function inFortranOrder(shape: readonly number[], values: Values): Values {
  const ordered: Values[number][] = [];
  const walk = (axis: number, index: readonly number[]): void => {
    if (axis < 0) {
      ordered.push(values[index.reduce((at, i, k) => at * shape[k]! + i, 0)]!);
      return;
    }
    for (let i = 0; i < shape[axis]!; i++) walk(axis - 1, [i, ...index]);
  };
  walk(shape.length - 1, []);
  return ordered;
}

export interface ZipOptions {
  readonly deflated?: boolean;
  readonly comment?: string;
  /** The size that the directory announces, instead of the right one. */
  readonly size?: number;
  readonly crc?: number;
  readonly method?: number;
  readonly flags?: number;
}

/** A zip archive of these files. */
export function zip(files: Readonly<Record<string, Buffer>>, options: ZipOptions = {}): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, bytes] of Object.entries(files)) {
    const packed = options.deflated ? deflateRawSync(bytes) : bytes;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(options.flags ?? 0, 2);
    common.writeUInt16LE(options.method ?? (options.deflated ? 8 : 0), 4);
    common.writeUInt32LE(options.crc ?? crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(options.size ?? bytes.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, rest, Buffer.from(name)]),
    );
    locals.push(local);
    at += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  const comment = Buffer.from(options.comment ?? '');
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...locals, listed, end, comment]);
}

/** An archive as `numpy.savez` writes it. */
export const npz = (arrays: Readonly<Record<string, Buffer>>, options: ZipOptions = {}): Buffer =>
  zip(Object.fromEntries(Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes])), options);
