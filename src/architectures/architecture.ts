// shared within this room
import type { CategoryBlock } from '../layers/categoryEmbedding.ts';
import { parameterCount, type Layer } from '../layers/layer.ts';
import { OptionError } from '../util/errors.ts';
import type { Shape } from '../util/shape.ts';

/** What all families of networks can be told. */
export interface ArchitectureOptions {
  /** The one knob that sets how large the network is. */
  readonly size: number;
  /** Shape of an example after preparation: [features], [C, H, W] or [tokens]. */
  readonly input: readonly number[];
  /** Number of outputs. */
  readonly outputs: number;
  /** Dropout rate before the last layers; 0 leaves the layers out. Default 0. */
  readonly dropout?: number;
  /** Whether features are normalized over the batch. Default false. */
  readonly batchNorm?: boolean;
  /** Where columns of categories stand among the features, for a learned vector a category. Default: none. */
  readonly embeddings?: readonly CategoryBlock[];
  /** Whether hidden layers add to what they receive. Default false. */
  readonly residual?: boolean;
  /** Number of different tokens, padding included; for families that take tokens. */
  readonly vocabulary?: number;
  /** Pretrained vectors that tokens begin with; for families that take tokens. */
  readonly wordVectors?: {
    readonly units: number;
    /** All, none, or those of so many first tokens. */
    readonly trainable: boolean | number;
    /** [vocabulary, units]; absent where the weights come from elsewhere. */
    readonly values?: Float32Array;
  };
}

/** A family of networks with one size knob. */
export interface Architecture {
  readonly name: string;
  /** Smallest and largest size. */
  readonly sizeRange: readonly [number, number];
  /** What kind of example it takes. */
  readonly accepts: 'features' | 'image' | 'tokens';
  /** Sensible size for a start that is too large on purpose. */
  readonly largeSize: number;
  /** What of the options that not every family has it understands. Default none. */
  readonly understands?: readonly ('embeddings' | 'residual')[];
  build(options: ArchitectureOptions): Layer;
}

/** Number of trained parameters of a network that is not built: sums the shapes of its layers. */
export function countParameters(architecture: Architecture, options: ArchitectureOptions): number {
  const batch: Shape = ['N', ...options.input];
  return parameterCount(architecture.build(options), batch);
}

/** Checks a size. @throws {OptionError} outside the range, or not a whole number. */
export function checkedSize(name: string, size: number, [low, high]: readonly [number, number]): number {
  if (!Number.isInteger(size) || size < low || size > high)
    throw new OptionError(
      `${name}: size must be ${low === high ? low : `a whole number from ${low} to ${high}`}. Received size=${size}.`,
    );
  return size;
}
