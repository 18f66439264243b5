// shared within this room
import type { ElementType, Value } from '../graph/types.ts';
import { randomKey, uniformAt } from '../util/random.ts';
import { elementCount, type Shape } from '../util/shape.ts';

/**
 * How the elements of a parameter begin. He: U(±√(6/fanIn)); Glorot: U(±√(6/(fanIn+fanOut))); fan-in: U(±√(1/fanIn)), which
 * is how PyTorch begins; uniform: U(±limit); given: the values of a pretrained network.
 */
export type Initializer =
  | { readonly kind: 'zeros' }
  | { readonly kind: 'ones' }
  | { readonly kind: 'given'; readonly values: Float32Array }
  | { readonly kind: 'uniform'; readonly limit: number }
  | { readonly kind: 'heUniform'; readonly fanIn: number }
  | { readonly kind: 'fanInUniform'; readonly fanIn: number }
  | { readonly kind: 'glorotUniform'; readonly fanIn: number; readonly fanOut: number };

/** Ways in which a kernel may begin; see `Initializer`. */
export type KernelInitializer = 'heUniform' | 'glorotUniform' | 'fanInUniform';

/** One tensor that a layer owns. */
export interface ParameterSpec {
  readonly shape: readonly number[];
  readonly initializer: Initializer;
  /** Whether the optimizer changes it. What is not trained is state, such as running statistics. */
  readonly trainable: boolean;
  /** Whether L1 and L2 count it: the weights that multiply inputs, not biases and scales. */
  readonly penalized: boolean;
  /**
   * The axis that counts the units; the others are what one unit takes in. Absent: the last axis of a matrix, the first
   * of what has more.
   */
  readonly unitAxis?: number;
}

/** Parameter specs by dotted path: `layers.0.dense.kernel`. */
export type ParameterSpecs = Readonly<Record<string, ParameterSpec>>;

/** What a layer may use while it builds its nodes. */
export interface LayerContext {
  /** Whether this is the training program: noise is added, batch statistics are used. */
  readonly training: boolean;
  /** The layer's own parameters, by the names of its `parameters`. */
  parameter(name: string): Value;
  /**
   * uint32 scalar, new at each step: what random layers draw from. Always there in training; in evaluation only for
   * Monte Carlo predictions, where dropout and its kin drop, one sub-network for all examples, and nothing else differs.
   */
  readonly key: Value | undefined;
  /** Names the place in the network, for random draws. */
  readonly path: string;
  /**
   * Sets what a parameter that is not trained becomes after this step.
   *
   * @param ofBatch For a running statistic: this batch's own, so that it can be estimated anew for other weights.
   */
  update(name: string, value: Value, ofBatch?: Value): void;
  /** Which positions of a sequence are real, float32 [N, L], 1 or 0; absent where all are. */
  readonly mask?: Value | undefined;
}

/**
 * A layer: immutable data and three pure functions. Shapes include the batch dimension.
 */
export interface Layer {
  readonly name: string;
  readonly options: object;
  /** What the elements of the input are. Default `float32`; `int32` for a layer that takes numbers of words. */
  readonly inputType?: ElementType;
  /** Shape of the result. @throws {ShapeError} the input does not fit. */
  outputShape(input: Shape): Shape;
  parameters(input: Shape): ParameterSpecs;
  apply(x: Value, context: LayerContext): Value;
  /** For a layer that knows padding when it sees it: the mask of the layers after it. */
  readonly maskOf?: ((x: Value) => Value | undefined) | undefined;
  /** A shape that the layer accepts, for the contract test. */
  readonly exampleShape?: readonly number[];
}

/** Number of elements of all parameters; `trainableOnly` leaves running statistics out. Builds no graph. */
export function parameterCount(layer: Layer, input: Shape, trainableOnly = true): number {
  return Object.values(layer.parameters(input))
    .filter((spec) => spec.trainable || !trainableOnly)
    .reduce((sum, spec) => sum + elementCount(spec.shape), 0);
}

/**
 * First values of all parameters, a pure function of seed and path. Uniform rather than normal draws, because √ is
 * rounded alike on every machine and log and cos are not.
 */
export function initialParameters(specs: ParameterSpecs, seed: number): Record<string, Float32Array> {
  return Object.fromEntries(
    Object.entries(specs).map(([path, { shape, initializer }]) => {
      const count = elementCount(shape);
      const key = randomKey(seed, 'initial', path);
      switch (initializer.kind) {
        case 'zeros':
          return [path, new Float32Array(count)];
        case 'ones':
          return [path, new Float32Array(count).fill(1)];
        case 'given':
          return [path, initializer.values.slice()];
        default: {
          const limit = limitOf(initializer);
          return [path, Float32Array.from({ length: count }, (_, i) => (2 * uniformAt(key, i) - 1) * limit)];
        }
      }
    }),
  );
}

/** The bound of a uniform draw. */
function limitOf(initializer: Exclude<Initializer, { kind: 'zeros' | 'ones' | 'given' }>): number {
  if (initializer.kind === 'uniform') return initializer.limit;
  if (initializer.kind === 'fanInUniform') return Math.sqrt(1 / initializer.fanIn);
  const fans = initializer.kind === 'heUniform' ? initializer.fanIn : initializer.fanIn + initializer.fanOut;
  return Math.sqrt(6 / fans);
}

/** Specs of an inner layer under a prefix. */
export const prefixed = (prefix: string, specs: ParameterSpecs): ParameterSpecs =>
  Object.fromEntries(Object.entries(specs).map(([name, spec]) => [`${prefix}.${name}`, spec]));

/** The context of an inner layer. */
export const innerContext = (context: LayerContext, prefix: string): LayerContext => ({
  training: context.training,
  key: context.key,
  path: context.path ? `${context.path}.${prefix}` : prefix,
  parameter: (name) => context.parameter(`${prefix}.${name}`),
  update: (name, value, ofBatch) => context.update(`${prefix}.${name}`, value, ofBatch),
  mask: context.mask,
});

/** A layer without parameters that keeps the shape. */
export const shapeless = (
  name: string,
  apply: (x: Value, context: LayerContext) => Value,
  options = {},
): Layer =>
  Object.freeze({
    name,
    options: Object.freeze(options),
    outputShape: (shape: Shape) => shape,
    parameters: () => ({}),
    apply,
  });
