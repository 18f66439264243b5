import { InvalidArgumentError, type Command } from 'commander';
import { pixels, wholeNumber } from './parse.ts';

/** Options of a pretrained network, as the command line gives them. */
export interface BackboneFlags {
  readonly backbone?: string;
  readonly backboneInput?: { readonly height: number; readonly width: number };
  readonly backboneRange?: PixelRange;
  readonly backboneCut?: string;
  readonly backboneTrain?: boolean | number;
  /** A folder; false for none. */
  readonly cache?: string | boolean;
}

interface PixelRange {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** What torchvision's networks expect, on pictures of 0 to 255. */
const imagenet: PixelRange = {
  mean: [0.485, 0.456, 0.406].map((mean) => 255 * mean),
  deviation: [0.229, 0.224, 0.225].map((deviation) => 255 * deviation),
};

/** "-1,1" (what 0 and 255 become) or "imagenet" as what is subtracted and divided by. */
export function pixelRange(text: string): PixelRange {
  if (text.trim() === 'imagenet') return imagenet;
  const [low, high, ...more] = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (more.length > 0 || !Number.isFinite(low) || !Number.isFinite(high) || !(high! > low!))
    throw new InvalidArgumentError(
      `It must be what black and white become, such as -1,1 or 0,1 or 0,255, or the word imagenet. Received "${text}".`,
    );
  const deviation = 255 / (high! - low!);
  // Without a negative zero, which JSON would turn into another number.
  return { mean: [0 - low! * deviation], deviation: [deviation] };
}

/** Adds the options of a pretrained network. */
export const withBackboneOptions = (command: Command): Command =>
  command
    .option('--backbone <file>', 'images: a pretrained network (ONNX) whose features the head trains on')
    .option(
      '--backbone-input <size>',
      "the backbone's picture size, such as 224 (default: the file's, else 224)",
      pixels,
    )
    .option(
      '--backbone-range <low,high>',
      'what black and white become for it, such as -1,1 or 0,1; or imagenet (default: -1,1)',
      pixelRange,
    )
    .option('--backbone-cut <tensor>', "the tensor taken as features (default: the model's output)")
    .option('--cache <dir>', "where features are kept (default: the system's folder for caches)")
    .option('--no-cache', 'keep no features');

/** Adds what only a single training can do with a pretrained network. */
export const withBackboneTraining = (command: Command): Command =>
  command.option(
    '--backbone-train [n]',
    'train its weights too: all, or the last n tensors of them',
    wholeNumber(1),
  );
