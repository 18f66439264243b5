import { writeWhole } from '../folder.ts';
import { columnsOf } from '../openParts.ts';
import type { Features } from '../../data/dataset.ts';
import { readNumpyFeatures } from '../../data/sources/numpy.ts';
import { isNumpyName } from '../../data/sources/numpyArrays.ts';
import { openImages, readRows } from '../../data/sources/open.ts';
import { openTexts } from '../../data/sources/openTexts.ts';
import { openModelFile, textsFor, type ModelFile } from '../../serve/modelFile.ts';
import { csvCell } from '../../util/csvCell.ts';
import { DataError, OptionError } from '../../util/errors.ts';

export interface PredictFlags {
  readonly out?: string;
  readonly json?: boolean;
  /** Of a model of texts the column of a table. */
  readonly text?: string;
}

interface Prediction {
  readonly input: string;
  readonly prediction: string | number;
  /** By class; absent for a number to predict. */
  readonly probabilities?: Readonly<Record<string, number>>;
}

/** `hibiscus predict`. */
export async function predict(path: string, inputs: readonly string[], flags: PredictFlags): Promise<void> {
  const model = await openModelFile(path);
  try {
    const { features, names } = await readInputs(model, inputs, flags);
    const { predictions, width } = await model.predict(features, names.length);
    const { target } = model.preparation;
    const rows = names.map((input, n): Prediction => {
      const row = Array.from(predictions.subarray(n * width, (n + 1) * width));
      if (target.kind === 'number') return { input, prediction: row[0]! };
      return {
        input,
        prediction: target.classes[row.indexOf(Math.max(...row))]!,
        probabilities: Object.fromEntries(target.classes.map((name, k) => [name, row[k]!])),
      };
    });
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
  const schema = {
    // The target may be missing from the file; its name only says which column is no feature.
    target: { kind: 'number', name: model.table?.target ?? '' } as const,
    ...columnsOf(features),
    missing: model.table?.missing ?? [],
  };
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
