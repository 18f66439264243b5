import * as z from 'zod';

const side = z.int().min(1).max(4096);
const perChannel = z
  .array(z.number())
  .min(1)
  .max(4)
  .refine((values) => values.every(Number.isFinite), 'must hold finite numbers');

/**
 * A pretrained network as a recipe names it. A name and a hash only, never a place: a recipe that comes from elsewhere
 * cannot make a program open a file.
 */
export const backboneSchema = z
  .strictObject({
    file: z
      .string()
      .min(1)
      .max(255)
      .refine(
        (name) => !/[/\\\0]/.test(name) && name !== '.' && name !== '..',
        'must be the name of a file, without folders',
      ),
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits'),
    input: z.strictObject({ height: side, width: side }),
    mean: perChannel,
    deviation: perChannel.refine((values) => values.every((value) => value > 0), 'must be above 0'),
    cut: z.string().min(1).max(1024).nullable().default(null),
    trainable: z.union([z.boolean(), z.int().min(1)]).default(false),
  })
  .refine(
    ({ mean, deviation }) => mean.length === deviation.length,
    'mean and deviation must have one number for each channel',
  );
