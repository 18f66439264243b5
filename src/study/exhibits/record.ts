import * as z from 'zod';

/**
 * What a report shows beside numbers: examples, weights, dropped neurons. Small (under 400 kB of JSON), deterministic, and
 * of a test part that was opened already: nothing is chosen by it.
 *
 * Classes are indices into `data.classes`; a number to predict stands as it is, in its own unit.
 */

const natural = z.number().int().min(0);
const share = z.number().min(0).max(1);
const atLeastZero = z.number().min(0);
const side = z.number().int().min(1).max(1024);

/** A picture, scaled down where it was larger than is shown. */
export const picture = z
  .object({
    kind: z.literal('picture'),
    /** 1 is grey, 3 is red, green and blue. */
    channels: z.union([z.literal(1), z.literal(3)]),
    height: side,
    width: side,
    /** Bytes in base64: row by row, the channels of a pixel side by side. */
    pixels: z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/),
  })
  .refine(
    ({ channels, height, width, pixels }) => pixels.length === 4 * Math.ceil((channels * height * width) / 3),
    'pixels must be as many as channels, height and width say',
  );

const row = z.object({
  kind: z.literal('row'),
  cells: z.array(
    z.object({
      column: z.string(),
      text: z.string(),
      /** Of something that was made of another: whether it differs. */
      changed: z.literal(true).optional(),
    }),
  ),
  /** Columns of the table, shown or not. */
  columns: natural,
});

const text = z.object({
  kind: z.literal('text'),
  /** End to end the text; what was changed stands apart. */
  runs: z.array(z.object({ text: z.string(), changed: z.literal(true).optional() })),
  /** Whether it goes on. */
  cut: z.literal(true).optional(),
});

export const shownExample = z.discriminatedUnion('kind', [picture, row, text]);

export const confusionRecord = z.object({
  /** Classes that are shown, as indices; all of them, or the most confused. */
  classes: z.array(natural),
  /** How many classes there are. */
  of: natural,
  /** Examples by truth (row) and answer (column), among the classes shown. */
  matrix: z.array(z.array(natural)),
  /** Examples of each shown class that were taken for one that is not shown. */
  elsewhere: z.array(natural),
  /** Examples of each shown class in the test part. */
  counts: z.array(natural),
  /** Share of each shown class that was recognised; null where the test part has none of it. */
  recall: z.array(share.nullable()),
  /** Pairs that are mixed up, most often first, among all classes. */
  pairs: z.array(z.object({ truth: natural, predicted: natural, count: natural, of: natural })),
});

export const mistakeRecord = z.object({
  /** Where it came from: a file, a row. */
  origin: z.string(),
  /** A class, or the number. */
  truth: z.number(),
  predicted: z.number(),
  /** Of the class that was answered; absent for a number. */
  probability: share.optional(),
  /** Absent where the example is not at hand: of pictures behind features. */
  example: shownExample.optional(),
});

const reliabilityBins = z.object({
  bins: z.array(
    z.object({
      /** Confidence above this, and up to that. */
      from: share,
      to: share,
      count: natural,
      /** Means over the examples in it; absent where there are none. */
      confidence: share.optional(),
      accuracy: share.optional(),
    }),
  ),
  /** Expected calibration error over 15 bins of equal width. */
  calibrationError: share,
});

export const reliabilityRecord = z.object({
  /** Of the network as it is handed over. */
  final: reliabilityBins,
  /** Before its temperature; absent where it has none. */
  before: reliabilityBins.optional(),
  temperature: z.number().positive().optional(),
  examples: natural,
});

export const layerWeights = z.object({
  /** Where it stands: `0.dense.kernel`. */
  path: z.string(),
  shape: z.array(natural),
  /** Number of weights. */
  count: natural.min(1),
  /** The histogram goes from −limit to limit, in bins of equal width. */
  limit: z.number().positive(),
  bins: z.array(natural),
  /** Square root of the sum of squares. */
  norm: atLeastZero,
  /** Share of weights that are nearer to zero than `nearZero`. */
  zeroShare: share,
});

export const weightsRecord = z.object({
  nearZero: z.number().positive(),
  baseline: z.array(layerWeights),
  /** Of an ensemble the first network. */
  chosen: z.array(layerWeights),
  /** Layers that are not shown, of either. */
  omitted: natural,
});

export const augmentedRecord = z.object({
  /** Whether the chosen recipe has these, or they were only tried. */
  use: z.enum(['chosen', 'tried']),
  /** Training examples. */
  originals: z.array(z.object({ origin: z.string(), truth: z.number(), example: shownExample })),
  operations: z.array(
    z.object({
      name: z.string(),
      /** Chance in training that it happens; here it always does. */
      probability: share,
      /** For each original its draws. */
      draws: z.array(
        z.array(
          z.object({
            example: shownExample,
            /** What was drawn, by name: degrees, shares, shifts. */
            drawn: z.record(z.string(), z.number()),
          }),
        ),
      ),
    }),
  ),
  /** Operations that there is no room for. */
  omitted: z.array(z.string()),
});

export const dropoutRecord = z.object({
  /** Whether the chosen recipe has it, or the name of the remedy that was tried. */
  of: z.string(),
  rate: share,
  /** Numbers that enter the first layer shown (absent where it is not dense), and that leave the network. */
  inputs: natural.optional(),
  outputs: natural,
  layers: z.array(
    z.object({
      /** Where it stands: `2.dropout`. */
      path: z.string(),
      units: natural,
      /** For each of the first steps of the training, of one example: 1 for each of the first units that is kept, 0 where it is dropped. */
      masks: z.array(z.array(z.union([z.literal(0), z.literal(1)]))),
      /** Share of `steps` in which each of those units is kept. */
      kept: z.array(share),
      /** The same of all units together. */
      keptShare: share,
    }),
  ),
  /** Steps over which shares are taken. */
  steps: natural,
});

export const duplicatePair = z.object({
  relation: z.enum(['equal', 'near']),
  /** Both examples; a class or a number each. */
  examples: z
    .array(
      z.object({
        part: z.enum(['training', 'test']),
        origin: z.string(),
        truth: z.number(),
        example: shownExample,
      }),
    )
    .length(2),
});

export const exhibitsRecord = z.object({
  confusion: confusionRecord.optional(),
  mistakes: z.array(mistakeRecord).optional(),
  reliability: reliabilityRecord.optional(),
  weights: weightsRecord.optional(),
  augmented: augmentedRecord.optional(),
  dropout: dropoutRecord.optional(),
  duplicates: z.array(duplicatePair).optional(),
});

export type ShownExample = z.infer<typeof shownExample>;
export type Confusion = z.infer<typeof confusionRecord>;
export type Mistake = z.infer<typeof mistakeRecord>;
export type Reliability = z.infer<typeof reliabilityRecord>;
export type LayerWeights = z.infer<typeof layerWeights>;
export type Weights = z.infer<typeof weightsRecord>;
export type Augmented = z.infer<typeof augmentedRecord>;
export type Dropped = z.infer<typeof dropoutRecord>;
export type DuplicatePair = z.infer<typeof duplicatePair>;
export type Exhibits = z.infer<typeof exhibitsRecord>;
