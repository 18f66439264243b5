import type { TrainingState } from './state.ts';
import type { Tensor } from '../runtime/runtime.ts';
import { DataError } from '../util/errors.ts';
import { elementCount } from '../util/shape.ts';

const magic = 'hibiscus checkpoint 1\n';

interface Header {
  /** What the state belongs to: data and recipe. */
  readonly key: string;
  readonly epoch: number;
  readonly history: TrainingState['history'];
  readonly stopping: TrainingState['stopping'] | null;
  /** Absent in files from before schedules watched. */
  readonly schedule?: TrainingState['schedule'] | null;
  /** Name and shape of each tensor, in the order of the numbers that follow. */
  readonly tensors: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly best: readonly { readonly name: string; readonly length: number }[] | null;
}

/**
 * A training state as bytes: a line that says what it is, a checksum, a JSON header, then all numbers as float32.
 *
 * @param key Says what the state belongs to (data and recipe); `decodeState` wants the same.
 */
export function encodeState(state: TrainingState, key: string): Uint8Array {
  const tensors = Object.entries(state.tensors);
  const best = state.best && Object.entries(state.best);
  const header: Header = {
    key,
    epoch: state.epoch,
    history: state.history,
    stopping: state.stopping ?? null,
    schedule: state.schedule ?? null,
    tensors: tensors.map(([name, { shape }]) => ({ name, shape })),
    best: best ? best.map(([name, values]) => ({ name, length: values.length })) : null,
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const arrays = [
    ...tensors.map(([, tensor]) => tensor.data as Float32Array),
    ...(best ?? []).map(([, values]) => values),
  ];
  const total = arrays.reduce((sum, array) => sum + array.byteLength, 0);
  const start = new TextEncoder().encode(magic);
  const bytes = new Uint8Array(start.length + 8 + text.length + total);
  bytes.set(start);
  const view = new DataView(bytes.buffer);
  view.setUint32(start.length + 4, text.length, true);
  let at = start.length + 8;
  bytes.set(text, at);
  at += text.length;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  view.setUint32(start.length, checksum(bytes.subarray(start.length + 4)), true);
  return bytes;
}

/** A training state from `encodeState`. @throws {DataError} damaged, of another form, or of another training. */
export function decodeState(bytes: Uint8Array, key: string): TrainingState {
  const damaged = (what: string) => new DataError(`checkpoint: ${what}. Begin anew without --resume.`);
  const start = magic.length;
  if (new TextDecoder().decode(bytes.subarray(0, start)) !== magic)
    throw damaged('it is not one of this version');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < start + 8 || view.getUint32(start, true) !== checksum(bytes.subarray(start + 4)))
    throw damaged('it is damaged: the checksum does not agree');
  const textLength = view.getUint32(start + 4, true);
  const header = JSON.parse(
    new TextDecoder().decode(bytes.subarray(start + 8, start + 8 + textLength)),
  ) as Header;
  if (header.key !== key) throw damaged('it must belong to the same data and recipe. It belongs to others');
  let at = start + 8 + textLength;
  const take = (length: number): Float32Array => {
    if (at + 4 * length > bytes.length) throw damaged('it is cut off');
    const array = new Float32Array(length);
    // Not bytes.slice(): of a Node Buffer that is a view of the whole file.
    new Uint8Array(array.buffer).set(bytes.subarray(at, at + 4 * length));
    at += 4 * length;
    return array;
  };
  const tensors: Record<string, Tensor> = {};
  for (const { name, shape } of header.tensors)
    tensors[name] = { dtype: 'float32', shape, data: take(elementCount(shape)) };
  const best = header.best && Object.fromEntries(header.best.map(({ name, length }) => [name, take(length)]));
  return {
    epoch: header.epoch,
    tensors,
    history: header.history,
    ...(header.stopping && { stopping: header.stopping }),
    ...(header.schedule && { schedule: header.schedule }),
    ...(best && { best }),
  };
}

/** CRC-32 (IEEE 802.3). */
function checksum(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
