import * as z from 'zod';
import type { Preparation } from './preparation.ts';
import { DataError } from '../util/errors.ts';

const ascends = (numbers: readonly number[]): boolean =>
  numbers.every((number, i) => i === 0 || number > numbers[i - 1]!);

const features = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('image'),
    channels: z.int().min(1),
    height: z.int().min(1),
    width: z.int().min(1),
    mean: z.array(z.number()),
    deviation: z.array(z.number()),
  }),
  z.object({
    kind: z.literal('table'),
    numericColumns: z.array(
      z.object({
        name: z.string(),
        kind: z.enum(['boolean', 'date']).optional(),
        mean: z.number(),
        deviation: z.number(),
        missing: z.boolean(),
        times: z.literal(true).optional(),
        quantiles: z
          .object({
            values: z.array(z.number()).min(2).max(1024),
            scores: z.array(z.number()).min(2).max(1024),
          })
          .refine(
            ({ values, scores }) => values.length === scores.length && ascends(values) && ascends(scores),
            {
              error: 'must be values and scores, as many of each, ascending',
            },
          )
          .optional(),
        stretches: z.array(z.number()).min(3).max(1024).refine(ascends, { error: 'must ascend' }).optional(),
      }),
    ),
    categoricalColumns: z.array(
      z.object({
        name: z.string(),
        categories: z.array(z.string()),
        other: z.literal(true).optional(),
      }),
    ),
  }),
  z.object({
    kind: z.literal('text'),
    tokenizer: z.string(),
    language: z.string(),
    words: z.array(z.string()),
    learned: z.int().min(0),
    length: z.int().min(1),
    truncated: z.int().min(0),
  }),
  z.object({ kind: z.literal('tokens'), length: z.int().min(1), vocabulary: z.int().min(1) }),
]);

const preparation = z.object({
  features,
  target: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('classes'),
      classes: z.array(z.string()).min(2),
      counts: z.array(z.int().min(0)).optional(),
      imbalanced: z.literal(true).optional(),
    }),
    z.object({ kind: z.literal('number'), name: z.string(), mean: z.number(), deviation: z.number() }),
  ]),
});

/** A preparation from what a file says it is. @throws {DataError} it is not one; `where` starts the message. */
export function parsePreparation(value: unknown, where: string): Preparation {
  const parsed = preparation.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new DataError(`${where}: must describe a preparation. ${issue.path.join('.')}: ${issue.message}.`);
}
