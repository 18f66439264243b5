import { printScores } from '../print.ts';
import type { DataFlags } from '../options.ts';
import type { Dataset } from '../../data/dataset.ts';
import { openDataLike } from '../../data/sources/open.ts';
import { openModelFile, type ModelFile } from '../../serve/modelFile.ts';
import { modelColumns } from '../../serve/modelColumns.ts';
import { scoreRaw } from '../../train/evaluate.ts';
import { DataError, OptionError } from '../../util/errors.ts';

export interface EvaluateFlags extends Pick<
  DataFlags,
  'target' | 'missing' | 'unreadable' | 'text' | 'empty'
> {
  readonly json?: boolean;
}

/** `hibiscus evaluate`. */
export async function evaluate(path: string, dataPath: string, flags: EvaluateFlags): Promise<void> {
  const model = await openModelFile(path);
  try {
    const data = await openLike(model, dataPath, flags);
    const { target } = model.preparation;
    const predicted = await model.predict(data.features, data.size);
    const scores = { ...scoreRaw(predicted, data, target), n: data.size };
    for (const note of data.notes) process.stderr.write(`note: ${note}\n`);
    process.stdout.write(flags.json ? `${JSON.stringify(scores, null, 2)}\n` : `${printScores(scores)}\n`);
  } finally {
    await model.close();
  }
}

function openLike(model: ModelFile, path: string, flags: EvaluateFlags): Promise<Dataset> {
  const { features, target } = model.preparation;
  if (features.kind === 'text') {
    const { text, target: column, missing, empty, unreadable } = flags;
    return openDataLike(path, {
      kind: 'text',
      tokenizer: features.tokenizer,
      language: features.language,
      target,
      reading: {
        ...(model.texts ?? { form: 'files' }),
        ...(text !== undefined && { text }),
        ...(column !== undefined && { target: column }),
        ...(missing && { missing }),
      },
      ...(empty && { empty }),
      ...(unreadable && { unreadable }),
    });
  }
  for (const name of ['text', 'empty'] as const)
    if (flags[name] !== undefined)
      throw new OptionError(`--${name}: is for models of texts. This one takes other data. Leave it out.`);
  if (features.kind === 'image')
    return openDataLike(path, {
      kind: 'image',
      channels: features.channels,
      height: features.height,
      width: features.width,
      classes: target.kind === 'classes' ? target.classes : [],
      ...(flags.unreadable && { unreadable: flags.unreadable }),
    });
  if (features.kind === 'tokens')
    throw new DataError(
      `${path}: this model takes lists of token numbers, which no file holds yet. Use openModelFile of the library.`,
    );
  const name = flags.target ?? model.table?.target ?? (target.kind === 'number' ? target.name : '');
  return openDataLike(path, {
    kind: 'table',
    schema: {
      target:
        target.kind === 'classes'
          ? { kind: 'classes', name, classes: target.classes }
          : { kind: 'number', name },
      ...modelColumns(features),
      missing: flags.missing ?? model.table?.missing ?? [],
    },
  });
}
