import { writeWhole } from '../../study/executors/writeWhole.ts';
import type { Features } from '../../data/dataset.ts';
import { readNumpyFeatures } from '../../data/sources/numpy.ts';
import { isNumpyName } from '../../data/sources/numpyArrays.ts';
import { openImages, readRows } from '../../data/sources/open.ts';
import { openTexts } from '../../data/sources/openTexts.ts';
import { openModelFile, textsFor, type ModelFile } from '../../serve/modelFile.ts';
import { rowsSchema } from '../../serve/modelColumns.ts';
import { predictionsOf, type Prediction } from '../../serve/predictions.ts';
import { csvCell } from '../../util/csvCell.ts';
import { DataError, OptionError } from '../../util/errors.ts';

export interface PredictFlags {
  readonly out?: string;
  readonly json?: boolean;
  /** Of a model of texts the column of a table. */
  readonly text?: string;
}

/** `hibiscus predict`. */
export async function predict(path: string, inputs: readonly string[], flags: PredictFlags): Promise<void> {
  const model = await openModelFile(path);
  try {
    const { features, names } = await readInputs(model, inputs, flags);
    const rows = await predictionsOf(model, features, names);
    const text = flags.json ? `${JSON.stringify(rows, null, 2)}\n` : csv(rows);
    if (flags.out === undefined) process.stdout.write(text);
    else {
      writeWhole(flags.out, text);
      process.stderr.write(`${rows.length} predictions written to ${flags.out}\n`);
    }
  } finally {
    await model.close();
  }
}

async function readInputs(
  model: ModelFile,
  inputs: readonly string[],
  { text }: PredictFlags,
): Promise<{ features: Features; names: readonly string[] }> {
  const { features, target } = model.preparation;
  if (features.kind === 'text') {
    const reading = { ...(model.texts ?? { form: 'files' as const }), ...(text !== undefined && { text }) };
    const classes = target.kind === 'classes' ? target.classes : [];
    const { texts, names, notes } = await openTexts(inputs, reading, classes);
    for (const note of notes) process.stderr.write(`note: ${note}\n`);
    return { features: await textsFor(model, texts), names };
  }
  if (text !== undefined)
    throw new OptionError(
      `--text: is for models of texts. This one takes ${features.kind === 'image' ? 'pictures' : 'other data'}. Leave it out.`,
    );
  if (features.kind === 'image') return openImages([...inputs], features);
  if (features.kind === 'tokens')
    throw new DataError(
      `${inputs.join(', ')}: this model takes lists of token numbers, which no file holds yet. Use openModelFile of the library.`,
    );
  if (inputs.length !== 1)
    throw new OptionError(`predict: this model takes one table. Received ${inputs.length} inputs.`);
  const schema = rowsSchema(model, features);
  if (isNumpyName(inputs[0]!)) return readNumpyFeatures(inputs[0]!, { kind: 'table', schema });
  const rows = await readRows(inputs[0]!, schema);
  return { features: rows.features, names: rows.origins };
}

function csv(rows: readonly Prediction[]): string {
  const lines = rows.map(({ input, prediction, probabilities }) =>
    [
      csvCell(input),
      csvCell(String(prediction)),
      ...(probabilities ? [Math.max(...Object.values(probabilities)).toFixed(6)] : []),
    ].join(','),
  );
  const header = rows[0]?.probabilities ? 'input,prediction,probability' : 'input,prediction';
  return `${[header, ...lines].join('\n')}\n`;
}
