import { Hono } from 'hono';
import { join } from 'node:path';
import * as z from 'zod';
import { fieldsOf, textOf } from './looseJson.ts';
import { runOf } from './progressFile.ts';
import { runReading } from './runReading.ts';
import { jsonBody, type Shared } from './shared.ts';
import { tailLines } from './tailLines.ts';
import { OptionError } from '../../util/errors.ts';

const previewBody = z.strictObject({
  data: z.string().max(1024),
  operations: z.array(z.looseObject({ name: z.string() })).max(40),
  rows: z.int().min(1).max(12).default(4),
  draws: z.int().min(1).max(10).default(5),
  seed: z.int().min(0).max(0xffffffff).default(0),
  target: z.string().max(200).optional(),
  text: z.string().max(200).optional(),
});

const exampleQuery = z.object({
  study: z.string().max(1024),
  part: z.string().max(20).optional(),
  wrong: z.enum(['1']).optional(),
  truth: z.string().max(500).optional(),
  order: z.enum(['data', 'worst']).optional(),
  from: z.coerce.number().int().min(0).max(1e9).default(0),
  count: z.coerce.number().int().min(1).max(60).default(24),
});

/** Examples with predictions, and augmentation seen at once. What takes long is done in another process. */
export function exampleRoutes({ root, inside, read, bench }: Shared): Hono {
  const app = new Hono();

  app.get('/examples', async (context) => {
    const { study, wrong, part, truth, order, from, count } = parsed(exampleQuery, context.req.query());
    const folder = inside(study);
    const { seed, ...reading } = runReading(root, runOf((await read(join(folder, 'run.json')))?.value));
    const fingerprint = await journalData(join(folder, 'journal.jsonl'));
    const page = await bench.run({
      kind: 'examples',
      reading,
      model: inside(`${study}/model.onnx`),
      seed,
      ...(fingerprint !== undefined && { fingerprint }),
      query: {
        from,
        count,
        ...(wrong !== undefined && { wrong: true }),
        ...(part !== undefined && { part }),
        ...(truth !== undefined && { truth }),
        ...(order !== undefined && { order }),
      },
    });
    return context.json(page);
  });

  app.post('/augment', async (context) => {
    const { data, target, text, ...task } = parsed(previewBody, await jsonBody(context));
    const options = { ...(target !== undefined && { target }), ...(text !== undefined && { text }) };
    return context.json(
      await bench.run({ kind: 'preview', reading: { path: inside(data), options }, ...task }),
    );
  });

  app.get('/work', (context) => context.json({ progress: bench.progress() ?? null }));
  return app;
}

function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new OptionError(`${issue.path.join('.') || 'request'}: ${issue.message}.`);
}

/** What the first line of a journal says of the data. */
async function journalData(path: string): Promise<string | undefined> {
  try {
    const { lines } = await tailLines(path, 1).read();
    return textOf(fieldsOf(JSON.parse(lines[0]!.text)).data);
  } catch {
    return undefined;
  }
}
