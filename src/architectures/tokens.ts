// shared within this room
import type { ArchitectureOptions } from './architecture.ts';
import { batchNorm } from '../layers/batchNorm.ts';
import { dense } from '../layers/dense.ts';
import { dropout } from '../layers/dropout.ts';
import { embedding } from '../layers/embedding.ts';
import type { KernelInitializer, Layer } from '../layers/layer.ts';
import { OptionError, ShapeError } from '../util/errors.ts';
import { shapeText } from '../util/shape.ts';

/**
 * Vectors of `units` numbers for the tokens of the data; 0 is padding. Pretrained ones keep their own width.
 *
 * @throws {ShapeError} an example is not a list of `shortest` tokens or more.
 * @throws {OptionError} the vocabulary is not given.
 */
export function tokenVectors(
  family: string,
  units: number,
  { input, vocabulary, wordVectors }: ArchitectureOptions,
  shortest = 1,
): Layer {
  if (input.length !== 1 || input[0]! < shortest)
    throw new ShapeError(
      `${family}: an example must be a list of ${shortest} tokens or more. Received ${shapeText(input)}.` +
        (input.length === 1 ? ` Fill the lists up to ${shortest} with 0.` : ''),
    );
  if (vocabulary === undefined)
    throw new OptionError(`${family}: vocabulary must be given, the number of tokens. Received none.`);
  if (!wordVectors) return embedding({ vocabulary, units, padding: 0 });
  const { units: given, trainable, values } = wordVectors;
  return embedding({ vocabulary, units: given, padding: 0, trainable, ...(values && { values }) });
}

/** From the numbers that stand for a text to the outputs. */
export const tokenHead = (
  { outputs, dropout: rate = 0, batchNorm: normalize }: ArchitectureOptions,
  kernelInitializer: KernelInitializer = 'glorotUniform',
): Layer[] => [
  ...(normalize ? [batchNorm()] : []),
  ...(rate > 0 ? [dropout({ rate })] : []),
  dense({ units: outputs, kernelInitializer }),
];
