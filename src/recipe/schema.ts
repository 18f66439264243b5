import * as z from 'zod';
import { backboneSchema } from './backboneSchema.ts';
import { registry, type Entry } from './registry.ts';
import { checkedRate } from '../layers/dropMask.ts';
import { earlyStopping, monitors } from '../stopping/earlyStopping.ts';
import { nearest, OptionError } from '../util/errors.ts';

/** A thing by name with its options: `{ name: 'shift', xRange: [-0.1, 0.1] }`. */
const named = z.looseObject({ name: z.string() });

/** A limit above 0; 0 switches it off. */
const limit = z.number().min(0, 'must be above 0, or 0 to switch it off');

/** The form of a recipe; what each field says of itself is its help. */
export const recipeSchema = z.strictObject({
  schema: z.literal(1).default(1).describe('Version of this form.'),
  architecture: z
    .strictObject({
      name: z.string().describe('Family of networks.'),
      size: z.number().describe('Its size knob: a whole number, larger is larger.'),
      batchNorm: z.boolean().default(false).describe('Whether features are normalized over the batch.'),
      embeddings: z
        .boolean()
        .default(false)
        .describe('mlp: whether each category gets a learned vector; no effect on data without categories.'),
      residual: z.boolean().default(false).describe('mlp: whether hidden layers add to what they receive.'),
    })
    .describe('The network: a family, its size, and its options.'),
  backbone: backboneSchema
    .nullable()
    .default(null)
    .describe('A pretrained network before the architecture; null for none.'),
  wordVectors: z
    .strictObject({
      file: z.string(),
      sha256: z.string(),
      units: z.int().min(1).max(4096),
      trainable: z.boolean().default(false),
    })
    .nullable()
    .default(null)
    .describe(
      'Pretrained vectors that a network of texts begins with, and whether they are trained too; null for none.',
    ),
  wordMinCount: z
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .describe(
      'Fewest times that the training texts must hold a word for it to have a vector of its own; rarer ones share that of unknown words.',
    ),
  numbers: z
    .enum(['standard', 'quantiles', 'stretches'])
    .default('standard')
    .describe(
      'What the network sees of columns of numbers: standard units; the normal scores of their quantiles, in which nothing lies far out; or standard units and how far along each stretch of its column a number lies, by which thresholds are easy to learn.',
    ),
  augmentations: z
    .array(named)
    .default([])
    .describe('Augmentations in the order in which they act; training only.'),
  dropout: z.number().default(0).describe('Dropout rate before the last layers, in [0, 1).'),
  penalties: z
    .strictObject({
      l1: z.number().min(0).default(0).describe('Factor of the sum of all absolute weights.'),
      l2: z.number().min(0).default(0).describe('Factor of the sum of all squared weights.'),
    })
    .prefault({})
    .describe('Factors of the weight penalties in the loss.'),
  loss: z
    .union([z.string(), named])
    .default('auto')
    .describe(
      "A name, or one with options: { name: 'huber', delta: 1 }. auto: crossEntropy, or meanSquaredError for numbers.",
    ),
  labelSmoothing: z
    .number()
    .default(0)
    .describe(
      'Share of each target that training spreads over all classes, in [0, 1). Scores are taken without.',
    ),
  classWeights: z
    .enum(['none', 'balanced'])
    .default('none')
    .describe('balanced: in training every class counts alike, however rare. Scores are taken without.'),
  optimizer: z
    .looseObject({ name: z.string(), learningRate: z.number().positive() })
    .prefault({ name: 'adam', learningRate: 0.002 })
    .describe('What turns gradients into steps: a name, its learningRate, and its options.'),
  schedule: named
    .prefault({ name: 'constant' })
    .describe('How the learning rate changes over the training: a name and its options.'),
  clipNorm: limit.default(0).describe('Largest norm of all gradients of a step together; 0: any.'),
  maxNorm: limit
    .default(0)
    .describe('Largest norm of the weights that come into one unit, held after each step; 0: any.'),
  sam: limit
    .default(0)
    .describe(
      'Sharpness-aware minimisation: the radius rho in which the worst loss is minimised, such as 0.05; 0: off.',
    ),
  batchSize: z
    .int()
    .min(1)
    .max(65536)
    .default(32)
    .describe('Examples a step; fewer where the training part is smaller.'),
  epochs: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(60)
    .describe('Most epochs; an epoch shows each training example about once.'),
  stopping: z
    .strictObject({
      monitor: z
        .enum(monitors)
        .default('loss')
        .describe('What is watched: the loss, the loss at the confidence that suits best, or the metric.'),
      patience: z.number().default(10).describe('Epochs without a better value before training ends.'),
      minDelta: z.number().default(0).describe('How much better counts as better.'),
      startFromEpoch: z.number().default(1).describe('The first epoch that is watched.'),
    })
    .nullable()
    .default(null)
    .describe('Early stopping, or null to train all epochs and keep the last weights.'),
  averaging: named
    .nullable()
    .default(null)
    .describe(
      'Average of the weights that is scored, watched and returned in their place: ema or swa; null for none.',
    ),
  seed: z.int().min(0).max(0xffffffff).default(0).describe('Seed of everything random in a training.'),
});

type DeepReadonly<T> = T extends (infer E)[]
  ? readonly DeepReadonly<E>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

/**
 * One frozen, serialisable description of one training. All behaviour of a training follows from (data, recipe, seed).
 */
export type Recipe = DeepReadonly<z.infer<typeof recipeSchema>>;

/** What a recipe may be made from: everything but the architecture has a default. */
export type RecipeInput = z.input<typeof recipeSchema>;

/**
 * A recipe: checked, completed with defaults, frozen.
 *
 * @throws {OptionError} a field is unknown, of another type or outside its range; the message names it and, where a
 * name is mistyped, the nearest known one.
 * @example recipe({ architecture: { name: 'convnet', size: 16 }, dropout: 0.3 })
 */
export function recipe(input: unknown): Recipe {
  const parsed = recipeSchema.safeParse(input);
  if (!parsed.success)
    throw new OptionError(parsed.error.issues.map((issue) => issueText(issue, input)).join('\n'));
  const value = parsed.data;

  const architecture = lookUp('architecture', registry.architectures, value.architecture.name);
  const [low, high] = architecture.sizeRange;
  if (
    !Number.isInteger(value.architecture.size) ||
    value.architecture.size < low ||
    value.architecture.size > high
  )
    throw new OptionError(
      `${value.architecture.name}: size must be ${low === high ? low : `a whole number from ${low} to ${high}`}. Received size=${value.architecture.size}.`,
    );
  for (const option of ['embeddings', 'residual'] as const)
    if (value.architecture[option] && !architecture.understands?.includes(option))
      throw new OptionError(
        `${value.architecture.name}: has no option ${option}; mlp has. Received ${option}=true. Leave it out.`,
      );
  const augmentations = value.augmentations.map((entry) => {
    const { explanation: _, ...augmentation } = lookUp('augmentation', registry.augmentations, entry.name);
    const options = completed(entry.name, entry, augmentation.defaults);
    if (!(options.probability >= 0 && options.probability <= 1))
      throw new OptionError(
        `${entry.name}: probability must be in [0, 1]. Received probability=${options.probability}.`,
      );
    augmentation.check(options);
    return { name: entry.name, ...options };
  });
  checkedRate('dropout', value.dropout);
  if (!(value.labelSmoothing >= 0 && value.labelSmoothing < 1))
    throw new OptionError(
      `labelSmoothing must be in [0, 1). Received labelSmoothing=${value.labelSmoothing}.`,
    );
  const { learningRate, ...optimizerEntry } = value.optimizer;
  const optimizer = built('optimizer', registry.optimizers, optimizerEntry);
  const schedule = built('schedule', registry.schedules, value.schedule);
  if (value.stopping) earlyStopping(value.stopping);
  const averaging = value.averaging && built('averaging', registry.averaging, value.averaging);
  const whole = {
    ...value,
    augmentations,
    loss: checkedLoss(value.loss),
    optimizer: { name: value.optimizer.name, learningRate, ...optimizer.options },
    schedule: { name: value.schedule.name, ...schedule.options },
    averaging: averaging && { name: averaging.name, ...averaging.options },
  };
  // A copy, so that the lists of the input and of the defaults are not frozen with it.
  return deepFreeze(structuredClone(whole)) as Recipe;
}

/** A loss by name, completed where it has options. @throws {OptionError} an unknown name or option, or a wrong value. */
function checkedLoss(loss: string | Entry): string | Entry {
  if (loss === 'auto') return loss;
  const entry = typeof loss === 'string' ? { name: loss } : loss;
  const { defaults = {}, check } = lookUp('loss', registry.losses, entry.name);
  const options = completed(entry.name, entry, defaults);
  check?.(options);
  return typeof loss === 'string' ? loss : { name: entry.name, ...options };
}

/** Calls the factory of a named thing with its options. @throws {OptionError} an unknown name or option. */
export function built<T extends { readonly options: object }>(
  kind: string,
  factories: Readonly<Record<string, (options?: never) => T>>,
  entry: Entry,
): T {
  const factory = lookUp(kind, factories, entry.name) as unknown as (options: object) => T;
  const options = completed(entry.name, entry, factory({}).options as Record<string, unknown>);
  return factory(options);
}

/** A thing of a room by its name. @throws {OptionError} unknown, with the known names and the nearest one. */
export function lookUp<T>(kind: string, things: Readonly<Record<string, T>>, name: string): T {
  if (Object.hasOwn(things, name)) return things[name]!;
  const names = Object.keys(things);
  const near = nearest(name, names);
  throw new OptionError(
    `${kind} must be one of ${names.join(', ')}. Received "${name}".${near ? ` Did you mean ${near}?` : ''}`,
  );
}

/** The entry's options over the defaults. @throws {OptionError} an option that the thing does not have, or of another type. */
function completed<D extends object>(name: string, entry: Entry, defaults: D): D {
  const { name: _, ...options } = entry;
  for (const [option, value] of Object.entries(options)) {
    const standard = (defaults as Record<string, unknown>)[option];
    if (!Object.hasOwn(defaults, option)) {
      const known = Object.keys(defaults);
      const near = nearest(option, known);
      throw new OptionError(
        `${name}: options are ${known.join(', ') || 'none'}. Received "${option}".${near ? ` Did you mean ${near}?` : ''}`,
      );
    }
    // A number in whose place the data may say what is usual.
    if (standard === 'auto' && (value === 'auto' || (typeof value === 'number' && !Number.isNaN(value))))
      continue;
    const kindOf = (x: unknown) =>
      Array.isArray(x)
        ? `list of ${x.length} ${typeof x[0]}s`
        : typeof x === 'number' && !Number.isFinite(x)
          ? 'NaN'
          : typeof x;
    if (kindOf(value) !== kindOf(standard) || (Array.isArray(value) && !value.every(Number.isFinite)))
      throw new OptionError(
        `${name}: ${option} must be a ${standard === 'auto' ? 'number, or "auto"' : kindOf(standard)}, such as ${JSON.stringify(standard)}. Received ${shown(value)}.`,
      );
  }
  return { ...defaults, ...options };
}

function issueText(issue: z.core.$ZodIssue, input: unknown): string {
  const path = issue.path.join('.') || 'recipe';
  if (issue.code === 'unrecognized_keys') {
    const level = fieldsAt(issue.path);
    const hints = issue.keys.map((key) => nearest(key, level)).filter(Boolean);
    const known = `Known fields: ${level.join(', ')}.`;
    return `${path}: unknown field ${issue.keys.join(', ')}. ${hints.length > 0 ? `Did you mean ${hints.join(', ')}?` : known}`;
  }
  const received = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown>)?.[key],
    input,
  );
  return `${path}: ${issue.message}. Received ${shown(received)}.`;
}

/** The fields that the form has at a path. */
function fieldsAt(path: readonly PropertyKey[]): string[] {
  let level: unknown = recipeSchema;
  for (const key of [undefined, ...path]) {
    if (key !== undefined) level = level instanceof z.ZodObject ? level.shape[key as string] : undefined;
    while (level instanceof z.ZodDefault || level instanceof z.ZodPrefault || level instanceof z.ZodNullable)
      level = level.unwrap();
  }
  return level instanceof z.ZodObject ? Object.keys(level.shape) : [];
}

/** A received value as messages show it; JSON would turn NaN into null. */
const shown = (value: unknown): string =>
  value === undefined
    ? 'nothing'
    : typeof value === 'number'
      ? String(value)
      : JSON.stringify(value, (_, x: unknown) =>
          typeof x === 'number' && !Number.isFinite(x) ? String(x) : x,
        );

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}
