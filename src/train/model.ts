import { predictPrepared, type Parameters, type PreparedPart } from './evaluate.ts';
import type { BackboneDescription, Features } from '../data/dataset.ts';
import type { Graph } from '../graph/graph.ts';
import type { OnnxModel, OnnxNode, OnnxTensor } from '../onnx/model.ts';
import { lowerGraph } from '../onnx/lower.ts';
import { writeModel } from '../onnx/write.ts';
import { joinHead, type Backbone } from '../recipe/backbone.ts';
import {
  deployableProgram,
  evaluationProgram,
  network,
  preparingProgram,
  type Network,
} from '../recipe/compile.ts';
import {
  isTokens,
  preparedShape,
  preparedTargets,
  rawFeeds,
  type ImagePreparation,
  type Preparation,
} from '../recipe/preparation.ts';
import type { Recipe } from '../recipe/schema.ts';
import { unknownCode, type CategoricalPreparation } from '../recipe/tablePreparation.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { OptionError } from '../util/errors.ts';
import { elementCount } from '../util/shape.ts';

/** A trained network: what it was trained as, what was fitted on its training part, and its weights. */
export interface Model {
  readonly recipe: Recipe;
  readonly preparation: Preparation;
  readonly parameters: Parameters;
  /** The pretrained network that was trained too: its form; the weights are among the parameters. */
  readonly backbone?: Backbone;
  /** Of the probabilities, above 0: softmax(outputs / temperature). Absent where they are taken as they are. */
  readonly temperature?: number;
}

/** Keys of the metadata in a model file. All values are JSON. */
export const metadataKeys = {
  /** Version of these keys. */
  schema: 'hibiscus.schema',
  recipe: 'hibiscus.recipe',
  preparation: 'hibiscus.preparation',
  /** Temperature of the probabilities; it acts inside the graph. Absent where there is none. */
  temperature: 'hibiscus.temperature',
  /** How many networks the file holds, where it is an ensemble. */
  members: 'hibiscus.members',
  /** Class names in the order of the probabilities; absent for a number to predict. */
  labels: 'labels',
} as const;

/**
 * The model as the bytes of an ONNX file that any onnxruntime runs: raw inputs in, predictions out, the batch free.
 *
 * Inputs: `image` float32 [N, C, H, W], pixels 0 to 255; or `numbers` float32 [N, columns] (missing is NaN; a boolean is
 * 0 or 1; a date is days since 1970-01-01 UTC, good to 3 minutes) and `categories` string [N, columns]; or `tokens` int32 [N, length]. Outputs: `probabilities` float32 [N, classes], or
 * `prediction` float32 [N, 1]. What was trained on a backbone's features takes pictures too, and holds the backbone.
 *
 * @throws {OptionError} the recipe has a frozen backbone, and `backbone` is another or none; a temperature not above 0,
 * or of a number to predict.
 */
export function modelToOnnx(
  { recipe, preparation, parameters, backbone: trained, temperature }: Model,
  extraMetadata: Readonly<Record<string, string>> = {},
  backbone?: DeployedBackbone,
): Uint8Array {
  const net = network(recipe, preparation, trained);
  const program = deployableProgram(net, preparation, parameters, temperature);
  const metadata = {
    ...extraMetadata,
    ...(temperature !== undefined && { [metadataKeys.temperature]: JSON.stringify(temperature) }),
  };
  return writeDeployed(program, { recipe, preparation }, metadata, backbone);
}

/**
 * A program of raw inputs and predictions as a model file: with the metadata by which it is opened again, category
 * tables inside, and the frozen backbone before it, where the recipe has one.
 *
 * @throws {OptionError} the recipe has a frozen backbone, and `backbone` is another or none.
 */
export function writeDeployed(
  program: Graph,
  { recipe, preparation }: Pick<Model, 'recipe' | 'preparation'>,
  extraMetadata: Readonly<Record<string, string>>,
  backbone: DeployedBackbone | undefined,
): Uint8Array {
  const { target, features } = preparation;
  const frozen = recipe.backbone && recipe.backbone.trainable === false ? recipe.backbone : undefined;
  if (frozen && backbone?.description.sha256 !== frozen.sha256)
    throw new OptionError(
      `model: it was trained on features of ${frozen.file}. Give that network, which stands in the model file too.`,
    );
  const metadata = {
    ...extraMetadata,
    [metadataKeys.schema]: '1',
    [metadataKeys.recipe]: JSON.stringify(recipe),
    [metadataKeys.preparation]: JSON.stringify(
      frozen ? { ...preparation, features: picturesOf(frozen) } : preparation,
    ),
    ...(target.kind === 'classes' && { [metadataKeys.labels]: JSON.stringify(target.classes) }),
  };
  const model = lowerGraph(program, metadata);
  if (frozen) return writeModel(joinHead(backbone!.features, model));
  return writeModel(
    features.kind === 'table' && features.categoricalColumns.length > 0
      ? withTextCategories(model, features.categoricalColumns)
      : model,
  );
}

/** What makes features of pictures, for the model file of what was trained on them. */
export interface DeployedBackbone {
  readonly description: BackboneDescription;
  readonly features: OnnxModel;
}

/** The pictures that a model with a frozen backbone takes. */
const picturesOf = ({ input, mean, deviation }: BackboneDescription): ImagePreparation => ({
  kind: 'image',
  channels: mean.length,
  ...input,
  mean,
  deviation,
});

/** Puts the category tables into the model: text comes in as `categories`, codes are made inside. */
function withTextCategories(model: OnnxModel, columns: readonly CategoricalPreparation[]): OnnxModel {
  const nodes: OnnxNode[] = [];
  const initializers: OnnxTensor[] = [];
  const encoded = columns.map((column, k) => {
    const { categories } = column;
    const base = `categories.${k}`;
    initializers.push({ name: `${base}/index`, type: 'int64', dims: [1], data: BigInt64Array.of(BigInt(k)) });
    nodes.push(
      {
        name: `${base}/Gather`,
        opType: 'Gather',
        inputs: ['categories', `${base}/index`],
        outputs: [`${base}/text`],
        attributes: { axis: { int: 1 } },
      },
      {
        name: `${base}/LabelEncoder`,
        opType: 'LabelEncoder',
        domain: 'ai.onnx.ml',
        inputs: [`${base}/text`],
        outputs: [`${base}/code`],
        attributes: {
          keys_strings: { strings: categories },
          values_int64s: { ints: categories.map((_, i) => i) },
          default_int64: { int: unknownCode(column) },
        },
      },
    );
    return `${base}/code`;
  });
  nodes.push(
    {
      name: 'categories/Concat',
      opType: 'Concat',
      inputs: encoded,
      outputs: ['categories/codes'],
      attributes: { axis: { int: 1 } },
    },
    {
      name: 'categories/Cast',
      opType: 'Cast',
      inputs: ['categories/codes'],
      outputs: ['codes'],
      attributes: { to: { int: 6 } },
    },
  );
  return {
    ...model,
    graph: {
      ...model.graph,
      inputs: model.graph.inputs.map((info) =>
        info.name === 'codes' ? { ...info, name: 'categories', type: 'string' as const } : info,
      ),
      initializers: [...initializers, ...model.graph.initializers],
      nodes: [...nodes, ...model.graph.nodes],
    },
  };
}

/** Raw examples made ready for the network, once, by the same program that stands in the model file. */
export async function prepareFeatures(
  preparation: Preparation,
  features: Features,
  size: number,
  runtime: Runtime,
): Promise<Float32Array | Int32Array> {
  const program = await runtime.compile(preparingProgram(preparation));
  const width = elementCount(preparedShape(preparation.features));
  const count = size * width;
  const result = isTokens(preparation.features) ? new Int32Array(count) : new Float32Array(count);
  try {
    for (let from = 0; from < size; from += 1024) {
      const to = Math.min(size, from + 1024);
      const { features: block } = await program.run(rawFeeds(preparation.features, features, from, to));
      result.set(block!.data, from * width);
    }
  } finally {
    await program.dispose();
  }
  return result;
}

/** A part of the data made ready for training and evaluation. */
export async function preparePart(
  preparation: Preparation,
  dataset: Dataset,
  runtime: Runtime,
): Promise<PreparedPart> {
  return {
    size: dataset.size,
    features: await prepareFeatures(preparation, dataset.features, dataset.size, runtime),
    targets: preparedTargets(preparation.target, dataset),
  };
}

/**
 * Predictions for raw examples: probabilities [size, classes], or numbers [size, 1] in the unit of the target.
 *
 * @throws {OptionError} a temperature not above 0, or of a number to predict.
 * @throws {DataError} the examples have another shape or other columns than those trained on.
 */
export async function predict(
  { recipe, preparation, parameters, backbone, temperature }: Model,
  features: Features,
  size: number,
  runtime: Runtime,
): Promise<{ readonly predictions: Float32Array; readonly width: number }> {
  const net: Network = network(recipe, preparation, backbone);
  const prepared = await prepareFeatures(preparation, features, size, runtime);
  const program = await runtime.compile(evaluationProgram(net, temperature));
  try {
    const part = { size, features: prepared, targets: new Float32Array(0) };
    const result = await predictPrepared(program, net, parameters, part);
    const { target } = preparation;
    if (target.kind === 'classes') return result;
    return { ...result, predictions: result.predictions.map((x) => x * target.deviation + target.mean) };
  } finally {
    await program.dispose();
  }
}
