import type { Graph } from '../graph/graph.ts';
import type { Scan } from '../graph/scan.ts';
import { DataError } from '../util/errors.ts';
import { elementCount, sameShape, shapeText } from '../util/shape.ts';

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

/**
 * The feeds of a scan as its body takes them: the members of each pack end to end.
 *
 * @throws {DataError} a member is missing or has another shape than the scan says.
 */
export function feedsInside({ body, packs }: Scan, feeds: Tensors): Tensors {
  const inside: Record<string, Tensor> = { ...feeds };
  for (const [name, members] of Object.entries(packs)) {
    const data = new Float32Array(members.reduce((sum, { shape }) => sum + elementCount(shape), 0));
    let end = 0;
    for (const { from, shape } of members) {
      const tensor = feeds[from];
      if (tensor?.dtype !== 'float32' || !sameShape(tensor.shape, shape))
        throw new DataError(
          `scan ${body.name}: "${from}" must be float32${shapeText(shape)}. ` +
            `Received ${tensor ? `${tensor.dtype}${shapeText(tensor.shape)}` : 'nothing'}.`,
        );
      data.set(tensor.data, end);
      end += tensor.data.length;
      delete inside[from];
    }
    inside[name] = float32(data, [data.length]);
  }
  return inside;
}

/** The results of a scan as its caller takes them: each pack cut into its members. */
export function resultsOutside({ carried, packs }: Scan, results: Tensors): Record<string, Tensor> {
  const outside: Record<string, Tensor> = { ...results };
  for (const [name, members] of Object.entries(packs)) {
    const whole = results[carried[name]!]!.data as Float32Array;
    let end = 0;
    for (const { to, shape } of members) {
      const start = end;
      end += elementCount(shape);
      outside[to] = float32(whole.slice(start, end), shape);
    }
    delete outside[carried[name]!];
  }
  return outside;
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
