import { augmented, checkAugmentations, mixedTargets } from './augmented.ts';
import { averageState, nextAverages } from './averageSteps.ts';
import { chosenLoss } from './chosenLoss.ts';
import { built, lookUp, type Recipe } from './schema.ts';
import type { Backbone } from './backbone.ts';
import { registry } from './registry.ts';
import { packingOf, packsOf, repacked, unpacked } from './packing.ts';
import { sharpnessAware } from './sharpnessAware.ts';
import { nextState, optimizerState, stateName, trainedPaths } from './update.ts';
import { trainedBase, transferLayer } from './transfer.ts';
import {
  categoryBlocks,
  isTokens,
  prepare,
  preparedShape,
  rawInputs,
  type Preparation,
} from './preparation.ts';
import { learnedSize, vocabularySize } from './textPreparation.ts';
import { countParameters } from '../architectures/architecture.ts';
import type { Averaging } from '../averaging/averaging.ts';
import { gradient } from '../graph/gradient.ts';
import { makeGraph, type Graph } from '../graph/graph.ts';
import { makeScan, type Packs, type Scan } from '../graph/scan.ts';
import { simplify } from '../graph/simplify.ts';
import type { Value } from '../graph/types.ts';
import { constant, input, withScope } from '../graph/value.ts';
import { parameterCount, type Layer, type LayerContext, type ParameterSpecs } from '../layers/layer.ts';
import type { Loss, LossOptions } from '../losses/loss.ts';
import { add } from '../ops/elementwise/add.ts';
import { div } from '../ops/elementwise/div.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { gather } from '../ops/gather/gather.ts';
import { grad } from '../ops/grad.ts';
import { reduceSum } from '../ops/reduce/reduceSum.ts';
import * as rewrites from '../ops/rewrites/index.ts';
import { chain } from '../optimizers/chain.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { clipByNorm } from '../optimizers/transforms/clipByNorm.ts';
import * as penalties from '../penalties/index.ts';
import type { Schedule } from '../schedules/schedule.ts';
import { OptionError, within } from '../util/errors.ts';

export { optimizerState, stateName };

/** A recipe bound to the kind of data it is trained on: everything from which programs are built. */
export interface Network {
  readonly recipe: Recipe;
  readonly layer: Layer;
  readonly loss: Loss;
  /** How training smooths and weighs it; scores do not. */
  readonly lossOptions?: LossOptions;
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
  readonly averaging?: Averaging | undefined;
  /** Shape of one prepared example. */
  readonly exampleShape: readonly number[];
  readonly preparation: Preparation;
  readonly specs: ParameterSpecs;
  /** Number of trained parameters. */
  readonly parameters: number;
}

/**
 * The network that a recipe describes for data so prepared. Counts parameters; builds no graph.
 *
 * @param backbone The pretrained network that the recipe trains too, where it does.
 * @throws {OptionError} the recipe does not suit the data: a convnet for a table, image augmentation of rows, a loss for
 * another kind of target.
 */
export function network(
  recipe: Recipe,
  preparation: Preparation,
  backbone?: Backbone,
  vectors?: Float32Array,
): Network {
  const architecture = lookUp('architecture', registry.architectures, recipe.architecture.name);
  const exampleShape = preparedShape(preparation.features);
  const { features } = preparation;
  const isImage = features.kind === 'image';
  const takesTokens = isTokens(features);
  const data = takesTokens
    ? features.kind === 'text'
      ? 'The data are texts'
      : 'The data are token numbers'
    : 'The data is a table';
  const base = isImage ? trainedBase(recipe, exampleShape, backbone) : undefined;
  if (base && architecture.accepts === 'image')
    throw new OptionError(
      `${architecture.name}: takes pictures. A backbone gives features; use linear or mlp.`,
    );
  if (architecture.accepts === 'image' && !isImage)
    throw new OptionError(
      `${architecture.name}: takes pictures. ${data}; use ${takesTokens ? 'textCnn' : 'mlp'}.`,
    );
  if (architecture.accepts === 'tokens' && !takesTokens)
    throw new OptionError(
      `${architecture.name}: takes token numbers. ${isImage ? 'The data are pictures; use convnet' : `${data}; use mlp`}.`,
    );
  if (architecture.accepts === 'features' && takesTokens)
    throw new OptionError(`${architecture.name}: takes numbers, not words. ${data}; use textCnn.`);
  checkAugmentations(recipe, features);
  const { loss, options: lossOptions } = chosenLoss(recipe, preparation.target);
  const classes = preparation.target.kind === 'classes' ? preparation.target.classes.length : 0;
  const options = {
    size: recipe.architecture.size,
    input: base ? (base.outputShape(['N', ...exampleShape]).slice(1) as number[]) : exampleShape,
    outputs: loss.outputs(classes),
    dropout: recipe.dropout,
    batchNorm: recipe.architecture.batchNorm,
    residual: recipe.architecture.residual,
    embeddings: recipe.architecture.embeddings ? categoryBlocks(preparation.features) : [],
    ...(features.kind === 'tokens' && { vocabulary: features.vocabulary }),
    ...(features.kind === 'text' && { vocabulary: vocabularySize(features) }),
    ...(recipe.wordVectors && {
      wordVectors: {
        units: recipe.wordVectors.units,
        // Words that no training text can show keep the vectors of the file.
        trainable: recipe.wordVectors.trainable && features.kind === 'text' && learnedSize(features),
        ...(vectors && { values: vectors }),
      },
    }),
  };
  const head = architecture.build(options);
  const layer = base ? transferLayer(base, head) : head;
  const { learningRate: _, ...optimizerEntry } = recipe.optimizer;
  return Object.freeze({
    recipe,
    layer,
    loss,
    lossOptions,
    optimizer: clipped(built('optimizer', registry.optimizers, optimizerEntry), recipe.clipNorm),
    schedule: built('schedule', registry.schedules, recipe.schedule),
    averaging: recipe.averaging ? built('averaging', registry.averaging, recipe.averaging) : undefined,
    exampleShape,
    preparation,
    specs: within('layers', () => layer.parameters(['N', ...exampleShape])),
    parameters: base ? parameterCount(layer, ['N', ...exampleShape]) : countParameters(architecture, options),
  });
}

/** The optimizer behind a limit on the norm of all gradients; 0 sets none. */
const clipped = (optimizer: Optimizer, maxNorm: number): Optimizer =>
  maxNorm === 0
    ? optimizer
    : chain({ ...optimizer, transforms: [clipByNorm({ maxNorm }), ...optimizer.transforms] });

/** First state of all that the training program carries beside the parameters. Shapes by state name. */
export const carriedState = (net: Network): { name: string; shape: readonly number[]; value: number }[] => [
  ...optimizerState(net),
  ...averageState(net),
];

/**
 * The training program: augmentation, forward, backward, penalties and optimizer as one graph, run as many steps as are
 * fed. Inputs: `features` [examples, …] and `targets` [examples] shared; `indices` int32 [batch], `key` uint32 and
 * `learningRate` per step; parameters, optimizer state and averages carried. Collected: `loss` and `penalty` of each step.
 */
export function trainingProgram(net: Network, batch: number): Scan {
  const { body, carried, packs } = trainingBody(net, batch);
  return makeScan(simplified(body), carried, ['indices', 'key', 'learningRate'], packs);
}

/** One training step as it is written down, before any rewrite. */
export function trainingBody(
  net: Network,
  batch: number,
): { readonly body: Graph; readonly carried: Readonly<Record<string, string>>; readonly packs: Packs } {
  const { recipe, layer, loss, exampleShape, specs } = net;
  const features = input('features', ['examples', ...exampleShape], layer.inputType);
  const targets = input('targets', ['examples'], loss.targetType);
  const indices = input('indices', [batch], 'int32');
  const key = input('key', [], 'uint32');
  const learningRate = input('learningRate', []);
  // A limit on the norm of a unit's weights needs to see the units.
  const packing = packingOf(specs, recipe.maxNorm === 0);
  const seen: Network = { ...net, specs: packing.specs };
  const vectors = parameterInputs(seen.specs);
  const parameters = unpacked(packing, vectors, specs);
  const state = new Map(carriedState(seen).map(({ name, shape }) => [name, input(name, shape)]));

  const updates = new Map<string, Value>();
  const { examples, mixes } = augmented(net, gather(features, indices), key);
  const wanted = mixedTargets(net, gather(targets, indices), mixes);
  const lossAt = (at: ReadonlyMap<string, Value>, changed: Map<string, Value>): Value => {
    const outputs = applyLayer(layer, examples, at, { key, updates: changed });
    return withScope('loss', () => loss.apply(outputs, wanted, net.lossOptions));
  };
  const dataLoss = lossAt(parameters, updates);
  const penalty = withScope('penalty', () => penaltyOf(recipe, seen.specs, vectors));
  const slopes = repacked(packing, dataGradients(net, { dataLoss, parameters, lossAt }));
  const gradients = withPenalty(seen, { penalty, parameters: vectors, slopes });

  const next = nextState(seen, { parameters: vectors, gradients, state, learningRate, updates });
  const after = (path: string) => next.get(stateName.parameter(path))!;
  for (const [name, value] of nextAverages(seen, state, after)) next.set(name, value);
  const carried = Object.fromEntries([...next.keys()].map((name) => [name, `next/${name}`]));
  const results = Object.fromEntries([...next].map(([name, value]) => [`next/${name}`, value]));
  const inputs = [features, targets, indices, key, learningRate, ...vectors.values(), ...state.values()];
  const body = makeGraph('train', inputs, { ...results, loss: dataLoss, penalty: penalty ?? constant(0) });
  return { body, carried, packs: packsOf(packing, Object.keys(carried), specs) };
}

/**
 * Gradients of the data loss by the trained parameters, by path. Where the recipe asks for sharpness-aware minimisation,
 * only its first pass sets running statistics.
 */
function dataGradients(
  { recipe, specs }: Network,
  step: {
    readonly dataLoss: Value;
    readonly parameters: ReadonlyMap<string, Value>;
    readonly lossAt: (at: ReadonlyMap<string, Value>, changed: Map<string, Value>) => Value;
  },
): Map<string, Value> {
  const { dataLoss, parameters, lossAt } = step;
  const paths = trainedPaths(specs);
  const trained = paths.map((path) => parameters.get(path)!);
  const slopes =
    recipe.sam === 0
      ? grad(dataLoss, trained)
      : sharpnessAware(
          (values) =>
            lossAt(
              new Map([...parameters, ...paths.map((path, i) => [path, values[i]!] as const)]),
              new Map(),
            ),
          dataLoss,
          trained,
          recipe.sam,
        );
  return new Map(paths.map((path, i) => [path, slopes[i]!]));
}

/** Gradients of data loss and penalty together, in the order of `trainedPaths`. The penalty is of what is penalized. */
function withPenalty(
  { specs }: Network,
  step: {
    readonly penalty: Value | undefined;
    readonly parameters: ReadonlyMap<string, Value>;
    readonly slopes: ReadonlyMap<string, Value>;
  },
): Value[] {
  const { penalty, parameters, slopes } = step;
  const paths = trainedPaths(specs);
  const pulls = penalty
    ? gradient(
        penalty,
        paths.map((path) => parameters.get(path)!),
        add,
      )
    : [];
  return paths.map((path, i) => (pulls[i] ? add(slopes.get(path)!, pulls[i]) : slopes.get(path)!));
}

/**
 * The evaluation program: prepared `features` [N, …] and parameters in, `predictions` out. No dropout, no augmentation.
 *
 * @param temperature Of the probabilities; see `predicted`.
 */
export function evaluationProgram(net: Network, temperature?: number): Graph {
  const { layer, exampleShape, specs } = net;
  const features = input('features', ['N', ...exampleShape], layer.inputType);
  const parameters = parameterInputs(specs);
  const predictions = predicted(net, applyLayer(layer, features, parameters), temperature);
  return simplified(makeGraph('evaluate', [features, ...parameters.values()], { predictions }));
}

/**
 * The sampling program: as the evaluation program, of one sub-network that dropout and its kin draw by `key` uint32, the
 * same one for all examples. Batch statistics are the running ones; noise and augmentation stay out.
 */
export function samplingProgram(net: Network, temperature?: number): Graph {
  const { layer, exampleShape, specs } = net;
  const features = input('features', ['N', ...exampleShape], layer.inputType);
  const key = input('key', [], 'uint32');
  const parameters = parameterInputs(specs);
  const predictions = predicted(net, applyLayer(layer, features, parameters, { key }), temperature);
  return simplified(makeGraph('sample', [features, key, ...parameters.values()], { predictions }));
}

/**
 * The sensitivity program of `size` examples: prepared `features` [size, …], `directions` [size, outputs] and parameters in;
 * `pulled` [size, …] out, the
 * directions drawn back through the network: Jᵀ v for the Jacobian J of each example's outputs (before softmax) by its
 * inputs. Undefined for what takes numbers of words, which have no slope.
 */
export function sensitivityProgram({ layer, exampleShape, specs }: Network, size: number): Graph | undefined {
  if (layer.inputType !== undefined && layer.inputType !== 'float32') return undefined;
  const features = input('features', [size, ...exampleShape]);
  const parameters = parameterInputs(specs);
  const outputs = applyLayer(layer, features, parameters);
  const directions = input('directions', outputs.shape);
  const along = reduceSum(mul(outputs, directions));
  const [pulled] = gradient(along, [features], add);
  if (!pulled) return undefined;
  return simplified(makeGraph('sensitivity', [features, directions, ...parameters.values()], { pulled }));
}

/** The preparing program: raw inputs in, `features` out. */
export function preparingProgram(preparation: Preparation): Graph {
  const raw = rawInputs(preparation.features);
  return simplified(makeGraph('prepare', raw, { features: prepare(preparation.features, raw) }));
}

/**
 * The deployable program: raw inputs in, predictions out, parameters inside. Output: `probabilities` [N, classes], or
 * `prediction` [N, 1] in the unit of the target.
 */
export function deployableProgram(
  net: Network,
  preparation: Preparation,
  values: Readonly<Record<string, Float32Array>>,
  temperature?: number,
): Graph {
  const raw = rawInputs(preparation.features);
  const parameters = new Map(
    Object.entries(net.specs).map(([path, { shape }]) => [path, constant(values[path]!, shape)]),
  );
  const outputs = applyLayer(net.layer, prepare(preparation.features, raw), parameters);
  const predictions = withScope('predict', () => predicted(net, outputs, temperature));
  const { target } = preparation;
  if (target.kind === 'classes')
    return simplified(makeGraph('hibiscus', raw, { probabilities: predictions }));
  const prediction = withScope('predict', () => add(mul(predictions, target.deviation), target.mean));
  return simplified(makeGraph('hibiscus', raw, { prediction }));
}

/**
 * Predictions from outputs; probabilities at a temperature T, where there is one: softmax(outputs / T).
 *
 * @throws {OptionError} a temperature that is not a number above 0, or of a network that predicts a number.
 */
export function predicted({ loss, preparation }: Network, outputs: Value, temperature?: number): Value {
  if (temperature === undefined) return loss.predict(outputs);
  if (preparation.target.kind !== 'classes')
    throw new OptionError(
      `temperature: only probabilities have one. Received temperature=${temperature} for a number to predict. Leave it out.`,
    );
  if (!(temperature > 0 && temperature < Infinity))
    throw new OptionError(`temperature: must be above 0. Received temperature=${temperature}.`);
  return loss.predict(div(outputs, temperature));
}

/** The program with every rewrite applied that does. */
export const simplified = (graph: Graph): Graph => simplify(graph, Object.values(rewrites));

/** Program inputs of all parameters, by path. */
export function parameterInputs(specs: ParameterSpecs): Map<string, Value> {
  return new Map(
    Object.entries(specs).map(([path, { shape }]) => [path, input(stateName.parameter(path), shape)]),
  );
}

/**
 * The network's outputs: in evaluation without `drawing`, with random draws where it has a key alone, in training where
 * `updates` takes what is carried; `ofBatch` takes what running statistics average.
 */
export function applyLayer(
  layer: Layer,
  x: Value,
  parameters: ReadonlyMap<string, Value>,
  drawing?: {
    readonly key: Value;
    readonly updates?: Map<string, Value>;
    readonly ofBatch?: Map<string, Value>;
  },
): Value {
  const context: LayerContext = {
    training: drawing?.updates !== undefined,
    key: drawing?.key,
    path: '',
    parameter: (name) => parameters.get(name)!,
    update(name, value, ofBatch) {
      drawing?.updates?.set(name, value);
      if (ofBatch) drawing?.ofBatch?.set(name, ofBatch);
    },
  };
  return withScope('layers', () => layer.apply(x, context));
}

function penaltyOf(
  { penalties: factors }: Recipe,
  specs: ParameterSpecs,
  parameters: ReadonlyMap<string, Value>,
): Value | undefined {
  const terms: Value[] = [];
  for (const [name, factor] of Object.entries(factors)) {
    if (factor === 0) continue;
    for (const [path, spec] of Object.entries(specs))
      if (spec.penalized)
        terms.push(mul(penalties[name as keyof typeof penalties].apply(parameters.get(path)!), factor));
  }
  return terms.length > 0 ? terms.reduce((sum, term) => add(sum, term)) : undefined;
}
