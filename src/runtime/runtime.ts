import type { Graph } from '../graph/graph.ts';
import type { Scan } from '../graph/scan.ts';
import { DataError } from '../util/errors.ts';
import { elementCount, shapeText } from '../util/shape.ts';

/** A tensor that goes into or comes out of a program. Row-major; a bool is a byte. */
export type Tensor =
  | { readonly dtype: 'float32'; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly dtype: 'int32'; readonly shape: readonly number[]; readonly data: Int32Array }
  | { readonly dtype: 'uint32'; readonly shape: readonly number[]; readonly data: Uint32Array }
  | { readonly dtype: 'bool'; readonly shape: readonly number[]; readonly data: Uint8Array };

export type Tensors = Readonly<Record<string, Tensor>>;

/** A compiled program. One call runs at a time. */
export interface Program {
  run(feeds: Tensors): Promise<Record<string, Tensor>>;
  dispose(): Promise<void>;
}

/** Something that can run tensor programs: onnxruntime in Node, or the float64 reference. */
export interface Runtime {
  readonly name: string;
  compile(program: Graph | Scan): Promise<Program>;
}

export const isScan = (program: Graph | Scan): program is Scan => 'body' in program;

/** A float32 tensor. @throws {DataError} if the number of elements does not fit the shape. */
export function float32(data: ArrayLike<number>, shape: readonly number[]): Tensor & { dtype: 'float32' } {
  const array = data instanceof Float32Array ? data : Float32Array.from(data);
  if (array.length !== elementCount(shape))
    throw new DataError(
      `tensor: ${shapeText(shape)} needs ${elementCount(shape)} elements. Received ${array.length}.`,
    );
  return { dtype: 'float32', shape, data: array };
}

/** An int32 tensor. */
export const int32 = (data: Int32Array, shape: readonly number[]): Tensor => ({
  dtype: 'int32',
  shape,
  data,
});

/** Numbers as a tensor of the element type that their array has. */
export const numbers = (data: Float32Array | Int32Array, shape: readonly number[]): Tensor =>
  data instanceof Int32Array ? int32(data, shape) : float32(data, shape);

/** The feeds of a scan as its body takes them: the members of each pack end to end. */
export function feedsInside({ packs }: Scan, feeds: Tensors): Tensors {
  const inside: Record<string, Tensor> = { ...feeds };
  for (const [name, members] of Object.entries(packs)) {
    const parts = members.map(({ from }) => feeds[from]!.data as Float32Array);
    const data = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
    let end = 0;
    members.forEach(({ from }, i) => {
      data.set(parts[i]!, end);
      end += parts[i]!.length;
      delete inside[from];
    });
    inside[name] = float32(data, [data.length]);
  }
  return inside;
}

/** The number of steps that the feeds of a scan hold: the leading dimension of its per-step inputs. */
export function stepCount(scan: Scan, feeds: Tensors): number {
  const counts = scan.perStep.map((name) => feeds[name]?.shape[0]);
  const [first] = counts;
  if (first === undefined || counts.some((count) => count !== first))
    throw new DataError(
      `scan ${scan.body.name}: per-step inputs must have one leading length. Received ${counts.join(', ')}.`,
    );
  return first;
}
