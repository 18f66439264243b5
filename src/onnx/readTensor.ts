import { DataError } from '../util/errors.ts';
import {
  ELEMENT_ARRAYS,
  ELEMENT_TYPE_NAMES,
  FIELDS,
  type ElementType,
  type OnnxTensor,
  type OnnxTensorData,
} from './model.ts';
import type { MessageReader } from './protobuf.ts';
import { hostBuffer, littleEndianBytes } from './protobuf.ts';
import { elementType, readFields } from './readFields.ts';

const DATA_LOCATION_DEFAULT = 0;

/** A tensor as it is stored: its elements are in one of several places. 64-bit integers are pairs of int32 halves. */
interface StoredTensor {
  name: string;
  typeNumber: number;
  external: boolean;
  raw: Uint8Array;
  readonly dims: (number | bigint)[];
  readonly strings: string[];
  readonly float32s: number[];
  readonly float64s: number[];
  readonly int32Halves: number[];
  readonly int64Halves: number[];
  readonly uint64Halves: number[];
}

/** One tensor, from whichever of ONNX's storage places it is in. @throws {DataError} damaged, external or of another type. */
export function readTensor(reader: MessageReader): OnnxTensor {
  const stored: StoredTensor = {
    name: '',
    typeNumber: 0,
    external: false,
    raw: new Uint8Array(0),
    dims: [],
    strings: [],
    float32s: [],
    float64s: [],
    int32Halves: [],
    int64Halves: [],
    uint64Halves: [],
  };
  readFields(reader, {
    [FIELDS.tensor.dims]: (field) => field.int64sOnto(stored.dims),
    [FIELDS.tensor.type]: (field) => (stored.typeNumber = field.integer()),
    [FIELDS.tensor.floatData]: (field) => field.float32sOnto(stored.float32s),
    [FIELDS.tensor.int32Data]: (field) => field.int64HalvesOnto(stored.int32Halves),
    [FIELDS.tensor.stringData]: (field) => stored.strings.push(field.text()),
    [FIELDS.tensor.int64Data]: (field) => field.int64HalvesOnto(stored.int64Halves),
    [FIELDS.tensor.name]: (field) => (stored.name = field.text()),
    [FIELDS.tensor.rawData]: (field) => (stored.raw = field.bytes()),
    [FIELDS.tensor.doubleData]: (field) => field.float64sOnto(stored.float64s),
    [FIELDS.tensor.uint64Data]: (field) => field.int64HalvesOnto(stored.uint64Halves),
    [FIELDS.tensor.externalData]: (field) => {
      field.skip();
      stored.external = true;
    },
    [FIELDS.tensor.dataLocation]: (field) => {
      if (field.integer() !== DATA_LOCATION_DEFAULT) stored.external = true;
    },
  });
  if (stored.external) {
    throw new DataError(
      `Tensor "${stored.name}" must have its data in the ONNX file itself. Received one whose data is in another ` +
        'file. Save the model with its weights inside (onnx.save without save_as_external_data).',
    );
  }
  const type = elementType(stored.typeNumber, `Tensor "${stored.name}"`);
  const data = type === 'string' ? stored.strings : decodeNumbers(stored, type);
  return { name: stored.name, type, dims: checkedDims(stored, data.length), data };
}

function decodeNumbers(
  stored: StoredTensor,
  type: Exclude<ElementType, 'string'>,
): Exclude<OnnxTensorData, readonly string[]> {
  const ArrayOfType = ELEMENT_ARRAYS[type];
  const { raw, float32s, float64s, int32Halves, int64Halves, uint64Halves } = stored;
  if (raw.length > 0) {
    const lists = [float32s, float64s, int32Halves, int64Halves, uint64Halves];
    if (lists.some((list) => list.length > 0)) {
      throw new DataError(
        `Tensor "${stored.name}" must hold its data in one place. Received raw_data and a list of numbers. ` +
          'Export the model again.',
      );
    }
    checkedDims(stored, raw.length / ArrayOfType.BYTES_PER_ELEMENT);
    const array = new ArrayOfType(hostBuffer(raw, ArrayOfType.BYTES_PER_ELEMENT));
    if (type === 'bool') checkRange(stored, array as Uint8Array, 0, 1);
    return array;
  }
  switch (type) {
    case 'float32':
      return Float32Array.from(float32s);
    case 'float64':
      return Float64Array.from(float64s);
    case 'int64':
      return new BigInt64Array(hostBuffer(littleEndianBytes(Int32Array.from(int64Halves)), 8));
    case 'uint32':
      checkRange(stored, everySecond(uint64Halves, 1), 0, 0);
      return Uint32Array.from(everySecond(uint64Halves, 0));
    default: {
      const values = everySecond(int32Halves, 0);
      if (type === 'int8') checkRange(stored, values, -128, 127);
      if (type === 'uint8') checkRange(stored, values, 0, 255);
      if (type === 'bool') checkRange(stored, values, 0, 1);
      return new ELEMENT_ARRAYS[type](values);
    }
  }
}

function everySecond(values: readonly number[], first: 0 | 1): Int32Array {
  const taken = new Int32Array(values.length / 2);
  for (let i = 0; i < taken.length; i++) taken[i] = values[2 * i + first]!;
  return taken;
}

function checkRange(
  stored: StoredTensor,
  values: Int32Array | Uint8Array,
  least: number,
  greatest: number,
): void {
  if (values.some((value) => value < least || value > greatest)) {
    throw new DataError(
      `Tensor "${stored.name}" must hold only values of its type ${ELEMENT_TYPE_NAMES[stored.typeNumber]}. ` +
        'Received one outside its range. Export the model again.',
    );
  }
}

function checkedDims(stored: StoredTensor, length: number): readonly number[] {
  const dims = stored.dims.map(Number);
  const wrongDim = dims.some((dim) => !Number.isSafeInteger(dim) || dim < 0);
  if (wrongDim || dims.reduce((product, dim) => product * dim, 1) !== length) {
    throw new DataError(
      `Tensor "${stored.name}" must have dims whose product is its number of elements. ` +
        `Received dims [${dims.slice(0, 16).join(', ')}${dims.length > 16 ? ', …' : ''}] and ${length} elements. ` +
        'Export the model again.',
    );
  }
  return dims;
}
