import type { Backbone } from './backbone.ts';
import type { BackboneDescription } from '../data/dataset.ts';
import { importNetwork, opsWithoutGradient } from '../onnx/import/importNetwork.ts';
import type { Value } from '../graph/types.ts';
import type { Layer, ParameterSpecs } from '../layers/layer.ts';
import { reshape } from '../ops/movement/reshape.ts';
import { transpose } from '../ops/movement/transpose.ts';
import { reduceMean } from '../ops/reduce/reduceMean.ts';
import { DataError, OptionError } from '../util/errors.ts';
import { elementCount, shapeText, type Shape } from '../util/shape.ts';

/**
 * A pretrained network as a layer whose weights begin as the file has them.
 *
 * Shapes: x [N, C, H, W] → [N, features]. Trained are all its weights (`trainable: true`) or the last so many tensors;
 * the statistics of its batch normalizations stay.
 *
 * @throws {DataError} the network has ops that are not ours, or without a gradient after a trained weight: all named.
 * @throws {OptionError} `trainable` is more than the tensors it has.
 */
export function trainedBackbone(
  { model, layout }: Pick<Backbone, 'model' | 'layout'>,
  description: BackboneDescription,
  picture: readonly number[],
): Layer {
  const [channels, height, width] = picture as [number, number, number];
  const batch: Shape = ['N', ...(layout === 'NCHW' ? picture : [height, width, channels])];
  const imported = importNetwork(model, batch);
  const { parameters } = imported;
  const { trainable } = description;
  const count = trainable === true ? parameters.length : Number(trainable);
  if (count > parameters.length)
    throw new OptionError(
      `backbone: trainable must be at most the ${parameters.length} tensors of ${description.file}. Received ${count}.`,
    );
  const trained = new Set(parameters.slice(parameters.length - count).map(({ path }) => path));
  const missing = opsWithoutGradient(imported, batch, trained);
  if (missing.length > 0)
    throw new DataError(
      `backbone: every op after a trained weight must have a gradient. Without one: ${missing.join(', ')}. ` +
        'Keep it frozen, train fewer tensors, or cut it before them.',
    );
  const rows = rowShape(imported.outputShape, layout, description.file);
  const specs: ParameterSpecs = Object.fromEntries(
    parameters.map(({ path, shape, values, penalized }) => [
      path,
      { shape, initializer: { kind: 'given' as const, values }, trainable: trained.has(path), penalized },
    ]),
  );
  return Object.freeze({
    name: 'backbone',
    options: Object.freeze({ file: description.file, trainable }),
    outputShape: ([n]: Shape) => [n!, rows.features],
    parameters: () => specs,
    apply(x, context) {
      const pictures = layout === 'NCHW' ? x : transpose(x, [0, 2, 3, 1]);
      const y = imported.apply(pictures, context.parameter);
      const pooled: Value = rows.averaged ? reduceMean(y, [2, 3]) : y;
      return reshape(pooled, [x.shape[0]!, rows.features]);
    },
  } satisfies Layer);
}

/** How the output becomes rows: as `poolingOf`, from the types alone. */
function rowShape(shape: Shape, layout: Backbone['layout'], file: string) {
  const [batch, ...rest] = shape;
  if (typeof batch !== 'string' || rest.some((dim) => typeof dim !== 'number'))
    throw new DataError(
      `backbone: ${file} must give one row for each picture. It gives ${shapeText(shape)}.`,
    );
  const dims = rest as number[];
  if (dims.length === 1 || dims.filter((dim) => dim !== 1).length <= 1)
    return { averaged: false, features: elementCount(dims) };
  if (dims.length === 3 && layout === 'NCHW') return { averaged: true, features: dims[0]! };
  throw new DataError(
    `backbone: features must be [N, features] or maps [N, C, H, W]. Received ${shapeText(shape)}. Name another tensor as the cut.`,
  );
}
