import * as z from 'zod';
import type { TrainingState } from './state.ts';
import { DataError, RunError } from '../util/errors.ts';
import { crc32 } from '../util/crc32.ts';
import { elementCount } from '../util/shape.ts';

/** What a training state belongs to; it can only go on with the same. */
export interface CheckpointOwner {
  /** The recipe as JSON. */
  readonly recipe: string;
  /** A key of the data: the same parts give the same key. */
  readonly data: string;
}

const magic = 'hibiscus checkpoint ';
const version = 2;
const firstLine = `${magic}${version}\n`;
/** After the first line: checksum of all that follows it (uint32), length of the file (float64), of the header (uint32). */
const prefixLength = firstLine.length + 16;

/** The largest file that is written or read: 1 GiB, a network of about 90 million parameters with Adam. */
export const maxCheckpointBytes = 2 ** 30;

const arrayTypes = { float32: Float32Array, int32: Int32Array, uint32: Uint32Array, bool: Uint8Array };
type ArrayType = keyof typeof arrayTypes;
type TypedArray = Float32Array | Int32Array | Uint32Array | Uint8Array;

/**
 * A training state as the bytes of a file: weights, optimizer state, step, history and what watches it, with the recipe
 * and a key of the data.
 *
 *     hibiscus checkpoint 2 ⏎ | CRC-32 | length of the file | length of the header | header, JSON | arrays in its order
 *
 * Numbers are little-endian, floats keep their bits. A field added to `TrainingState` is in the file without a change here.
 *
 * @throws {RunError} larger than `maxCheckpointBytes`.
 */
export function encodeState(state: TrainingState, owner: CheckpointOwner): Uint8Array {
  const arrays: TypedArray[] = [];
  const header = new TextEncoder().encode(JSON.stringify({ owner, state: packed(state, arrays) }));
  const length = arrays.reduce((sum, { byteLength }) => sum + byteLength, prefixLength + header.length);
  if (length > maxCheckpointBytes)
    throw new RunError(
      `checkpoint: must be at most ${maxCheckpointBytes} bytes. This training's state has ${length}. ` +
        'Take a smaller network or fewer epochs.',
    );
  const bytes = new Uint8Array(length);
  bytes.set(new TextEncoder().encode(firstLine));
  const view = new DataView(bytes.buffer);
  view.setFloat64(firstLine.length + 4, length, true);
  view.setUint32(firstLine.length + 12, header.length, true);
  bytes.set(header, prefixLength);
  let at = prefixLength + header.length;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  view.setUint32(firstLine.length, crc32(bytes.subarray(firstLine.length + 4)), true);
  return bytes;
}

/**
 * A training state from `encodeState`.
 *
 * @throws {DataError} it is cut off, damaged, another kind of file, of another version, of another recipe or other data
 * (the message says which), or holds a weight that is no finite number (the message names the tensor).
 */
export function decodeState(bytes: Uint8Array, owner: CheckpointOwner): TrainingState {
  const start = new TextDecoder().decode(bytes.subarray(0, 64));
  const [, found] = new RegExp(`^${magic}(\\d+)\\n`).exec(start) ?? [];
  if (found === undefined)
    throw refusal(
      bytes.length < firstLine.length && firstLine.startsWith(start)
        ? `it is cut off after ${bytes.length} bytes`
        : 'it must be a checkpoint of hibiscus. It is another kind of file',
    );
  if (Number(found) !== version)
    throw refusal(`it must be of version ${version}. It is of version ${found}, of another Hibiscus`);
  if (bytes.length < prefixLength) throw refusal(`it is cut off after ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getFloat64(firstLine.length + 4, true);
  if (bytes.length < length && length <= maxCheckpointBytes)
    throw refusal(`it is cut off: ${bytes.length} of ${length} bytes are there`);
  const headerLength = view.getUint32(firstLine.length + 12, true);
  const agrees = view.getUint32(firstLine.length, true) === crc32(bytes.subarray(firstLine.length + 4));
  if (!agrees || bytes.length !== length || prefixLength + headerLength > length)
    throw refusal('it is damaged: the checksum does not agree');
  return readState(bytes, prefixLength + headerLength, owner);
}

const headerForm = z.object({
  owner: z.object({ recipe: z.string(), data: z.string() }),
  state: z.unknown(),
});

const numbers = z.instanceof(Float32Array);
const count = z.int().min(0);
/** What must be there; other fields of a state are the business of those who put them in. */
const stateForm = z.looseObject({
  epoch: count,
  step: count,
  penalty: z.custom<number>((value) => typeof value === 'number'),
  tensors: z.record(
    z.string(),
    z
      .object({
        dtype: z.enum(['float32', 'int32', 'uint32', 'bool']),
        shape: z.array(count).max(8),
        data: z.custom<TypedArray>(ArrayBuffer.isView),
      })
      .refine(
        ({ dtype, shape, data }) => data instanceof arrayTypes[dtype] && data.length === elementCount(shape),
      ),
  ),
  history: z.array(z.looseObject({ epoch: count })),
  averaged: z.object({ count, parameters: z.record(z.string(), numbers) }).optional(),
  best: z.record(z.string(), numbers).optional(),
});

/** The state in bytes whose checksum agrees; the arrays begin at `from`. */
function readState(bytes: Uint8Array, from: number, owner: CheckpointOwner): TrainingState {
  let header;
  try {
    header = headerForm.parse(JSON.parse(new TextDecoder().decode(bytes.subarray(prefixLength, from))));
  } catch (error) {
    throw refusal('it is damaged: its header cannot be read', error);
  }
  if (header.owner.data !== owner.data)
    throw refusal('it must belong to the same data. It belongs to other data, or to another split of it');
  if (header.owner.recipe !== owner.recipe)
    throw refusal(
      `it must belong to the same recipe. It belongs to one that differs in ${differences(header.owner.recipe, owner.recipe)}`,
    );
  let at = from;
  const take = (type: ArrayType, length: number): TypedArray => {
    const size = length * arrayTypes[type].BYTES_PER_ELEMENT;
    if (!Number.isSafeInteger(size) || size < 0 || at + size > bytes.length)
      throw refusal('it is damaged: it lacks numbers');
    // A copy: not bytes.slice(), which of a Node Buffer is a view of the whole file.
    const copy = new Uint8Array(size);
    copy.set(bytes.subarray(at, at + size));
    at += size;
    return new arrayTypes[type](copy.buffer);
  };
  const state = unpacked(header.state, take, []);
  if (at !== bytes.length) throw refusal('it is damaged: it holds more than it says');
  const parsed = stateForm.safeParse(state);
  if (!parsed.success)
    throw refusal(
      `it is damaged: its field ${parsed.error.issues[0]!.path.join('.')} is not what it must be`,
    );
  return state as TrainingState;
}

/** A value as JSON can hold it: typed arrays go to `arrays`, numbers that JSON does not know become text. */
function packed(value: unknown, arrays: TypedArray[]): unknown {
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : { $number: Object.is(value, -0) ? '-0' : String(value) };
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((entry) => packed(entry, arrays));
  for (const [type, array] of Object.entries(arrayTypes))
    if (value instanceof array) {
      arrays.push(value);
      return { $array: type, length: value.length };
    }
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, packed(entry, arrays)]));
}

/** The value of `packed`; arrays are taken in the same order. @throws {DataError} a float that is not finite. */
function unpacked(
  value: unknown,
  take: (type: ArrayType, length: number) => TypedArray,
  path: readonly string[],
): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (path.length > 16) throw refusal('it is damaged: its header nests too deep');
  if (Array.isArray(value)) return value.map((entry, i) => unpacked(entry, take, [...path, String(i)]));
  if ('$number' in value) return Number(value.$number);
  if ('$array' in value) {
    const { $array: type, length } = value as unknown as { $array: ArrayType; length: number };
    if (!Object.hasOwn(arrayTypes, type)) throw refusal(`it is damaged: it holds numbers of type ${type}`);
    const array = take(type, length);
    const wrong = type === 'float32' ? (array as Float32Array).findIndex((x) => !Number.isFinite(x)) : -1;
    if (wrong >= 0) {
      const name = path.filter((part) => part !== 'tensors' && part !== 'data').join('/');
      throw refusal(
        `all weights must be finite. ${name} holds ${array[wrong]} (element ${wrong}), so the training had failed already. ` +
          'Lower the learning rate, or look for extreme values in the data',
      );
    }
    return array;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, unpacked(entry, take, [...path, key])]),
  );
}

/** The fields in which two recipes differ. */
function differences(a: string, b: string): string {
  try {
    const [x, y] = [JSON.parse(a), JSON.parse(b)] as Record<string, unknown>[];
    const fields = [...new Set([...Object.keys(x!), ...Object.keys(y!)])].filter(
      (field) => JSON.stringify(x![field]) !== JSON.stringify(y![field]),
    );
    return fields.join(', ') || 'the order of its fields';
  } catch {
    return 'its form';
  }
}

const refusal = (what: string, cause?: unknown): DataError =>
  new DataError(
    `checkpoint: ${what}. Give the file, data and recipe of the interrupted training, or begin anew without --resume.`,
    { cause },
  );
