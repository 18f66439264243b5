import type { Dataset } from '../dataset.ts';
import { openTokenizer } from '../../text/openTokenizer.ts';
import { isSymbol, normalizedWord } from '../../text/token.ts';
import type { Tokenizer } from '../../text/tokenizer.ts';
import { DataError } from '../../util/errors.ts';
import { readLabelledLines } from './labelledLines.ts';
import { partFolders } from './partFolders.ts';
import type { TableSchema } from './readTable.ts';
import type { Source } from './sourceOf.ts';
import { readTextFolder, type TextFolderOptions } from './textFolder.ts';
import { textPart, type RawTexts, type TextOptions } from './textPart.ts';
import { readTextTable, readTextTableLike, type TextTableOptions } from './textTable.ts';

/** Where texts came from, as far as reading more of them needs. */
export interface TextReading {
  /** A table, lines of label and text, or a file for each text. */
  readonly form: 'table' | 'lines' | 'files';
  /** Of a table the column of the texts. */
  readonly text?: string;
  /** Of a table the column with the answers. */
  readonly target?: string;
  /** Of a table spellings that mean a text is missing. */
  readonly missing?: readonly string[];
}

/** What a model of texts was trained on, as far as reading more of them needs. */
export interface TextsLike {
  readonly kind: 'text';
  /** Name of the tokenizer. Default: that of the language. */
  readonly tokenizer?: string;
  readonly language: string;
  readonly target:
    | { readonly kind: 'classes'; readonly classes: readonly string[] }
    | { readonly kind: 'number'; readonly name: string };
  readonly reading: TextReading;
  readonly keepWords?: readonly string[];
  readonly group?: string;
  readonly empty?: 'keep' | 'drop';
  readonly unreadable?: 'skip' | 'refuse';
}

export interface ReadTextsOptions
  extends TextOptions, TextFolderOptions, Omit<TextTableOptions, 'text' | 'group'> {
  readonly text?: string;
  /** Called while texts are cut into words. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** The parts of a data set of texts, and what further ones are read with. */
export interface TextParts {
  readonly train: Dataset;
  readonly validation?: Dataset;
  readonly test?: Dataset;
  readonly like: TextsLike;
}

export const isTextSource = (source: Source): source is 'textTable' | 'textLines' | 'textFolder' =>
  source === 'textTable' || source === 'textLines' || source === 'textFolder';

/** The tokenizer that texts are read with. Each word to keep is marked as it stands, and in the pieces it is cut into. */
async function tokenizerOf({ language = 'en', keepWords }: TextOptions, name?: string): Promise<Tokenizer> {
  const plain = await openTokenizer(language, {}, name);
  if (!keepWords) return plain;
  const keep = keepWords.flatMap((word) => [
    normalizedWord(word),
    ...plain
      .tokenize(word)
      .filter((token) => !isSymbol(token))
      .map((token) => token.word),
  ]);
  return openTokenizer(language, { keep: new Set(keep) }, name);
}

/**
 * Reads texts with answers: a column of a table, lines of label and text, or class folders (also under train/, val/, test/).
 *
 * @throws {DataError} What the source throws. @throws {OptionError} `language` is no language tag.
 */
export async function readTexts(
  source: 'textTable' | 'textLines' | 'textFolder',
  path: string,
  options: ReadTextsOptions = {},
): Promise<TextParts> {
  const tokenizer = await tokenizerOf(options);
  const common = {
    kind: 'text' as const,
    tokenizer: tokenizer.name,
    language: tokenizer.language,
    ...(options.keepWords && { keepWords: options.keepWords }),
    ...(options.group !== undefined && { group: options.group }),
    ...(options.empty && { empty: options.empty }),
    ...(options.unreadable && { unreadable: options.unreadable }),
  };
  const part = (raw: RawTexts) => textPart(raw, tokenizer, options.empty, true, options.onProgress);
  if (source === 'textTable') {
    const { raw, schema } = await readTextTable(path, { ...options, text: options.text! });
    const { text, target, missing } = schema;
    const reading = { form: 'table' as const, text, target: target.name, missing };
    return { train: part(raw), like: { ...common, target, reading } };
  }
  if (source === 'textLines') {
    const train = part(await readLabelledLines(path));
    return { train, like: { ...common, target: targetOf(train), reading: { form: 'lines' } } };
  }
  const folders = await partFolders(path);
  const train = part(await readTextFolder(folders.train, path, options));
  const like: TextsLike = { ...common, target: targetOf(train), reading: { form: 'files' } };
  const further = async (folder: string) =>
    textPart(
      await readTextFolder(folder, path, options, classesOf(like, path)),
      tokenizer,
      options.empty,
      false,
    );
  return {
    train,
    like,
    ...(folders.validation !== undefined && { validation: await further(folders.validation) }),
    ...(folders.test !== undefined && { test: await further(folders.test) }),
  };
}

/**
 * Reads texts as a further part of training: its tokenizer, classes and columns. Of a folder with train/ and test/ it is
 * the test part.
 *
 * @throws {DataError} A label that training never saw, another kind of data, and what the source throws.
 */
export async function readTextsLike(source: Source, path: string, like: TextsLike): Promise<Dataset> {
  const tokenizer = await tokenizerOf(like, like.tokenizer);
  const raw = async (): Promise<RawTexts> => {
    if (source === 'table' || source === 'textTable') return readTextTableLike(path, schemaOf(like, path));
    const classes = classesOf(like, path);
    if (source === 'textLines') return readLabelledLines(path, classes);
    if (source !== 'textFolder')
      throw new DataError(
        `${path}: the model takes texts. Give a table, lines of label and text (.txt), or a folder of class folders of .txt files.`,
      );
    const { train, test } = await partFolders(path);
    return readTextFolder(test ?? train, path, like, classes);
  };
  return textPart(await raw(), tokenizer, like.empty, false);
}

function targetOf({ target }: Dataset): TextsLike['target'] {
  return target.kind === 'classes'
    ? { kind: 'classes', classes: target.classes }
    : { kind: 'number', name: target.name };
}

function classesOf({ target }: TextsLike, path: string): readonly string[] {
  if (target.kind === 'classes') return target.classes;
  throw new DataError(
    `${path}: the number "${target.name}" is to be predicted. Received labels. Give a table with that column.`,
  );
}

function schemaOf({ target, reading, group }: TextsLike, path: string) {
  const { text, target: name = target.kind === 'number' ? target.name : undefined, missing = [] } = reading;
  if (text === undefined || name === undefined)
    throw new DataError(
      `${path}: training read no table, so the columns must be named. Add --text <column> and --target <column>.`,
    );
  const schemaTarget: TableSchema['target'] =
    target.kind === 'classes' ? { kind: 'classes', name, classes: target.classes } : { kind: 'number', name };
  return { text, target: schemaTarget, missing, ...(group !== undefined && { group }) };
}
