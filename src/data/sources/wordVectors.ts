import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { WordVectors } from '../dataset.ts';
import { DataError } from '../../util/errors.ts';
import { normalizedWord } from '../../text/token.ts';
import { pathKind, readBytes } from './readBytes.ts';
import { textBlocks } from './textBlocks.ts';

/** Words that are read at most. Files begin with the most frequent ones. */
const mostWords = 100_000;

/** Widest vectors that are read. */
const mostUnits = 4096;

/** Most bytes of a file of numbers in the int8 form. */
const mostBytes = 2 ** 30;

export interface WordVectorsOptions {
  /** Words read at most, from the start of the file. Default 100,000. */
  readonly limit?: number;
  /** Takes sentences about what was left out. */
  readonly onNote?: (text: string) => void;
}

/**
 * Pretrained vectors of words, from a text file of GloVe (`word 0.1 -0.2 …` a line) or of word2vec (the same, after a line
 * `words units`), gzipped or not; or from a folder in the int8 form: `words.txt` (a word a line), `vectors.i8`
 * (row-major int8 [words, units]) and `scale.f32` (little-endian float32 that multiply, one a word or one for all).
 *
 * Words are normalised as tokens are; of two that become the same the first counts. Reading ends at `limit` words; the
 * hash is that of what was read.
 *
 * @throws {DataError} nothing there, no such file, a line that is no vector or one of another width (file and line are
 * named), sizes of the int8 form that do not agree.
 * @example await readWordVectors('glove.6B.100d.txt')
 */
export async function readWordVectors(path: string, options: WordVectorsOptions = {}): Promise<WordVectors> {
  const limit = Math.min(options.limit ?? mostWords, mostWords);
  const table =
    (await pathKind(path)) === 'folder' ? await readInt8(path, limit) : await readText(path, limit);
  if (table.words.length === 0)
    throw new DataError(`${path}: must hold vectors of words. Received none. Give a GloVe or word2vec file.`);
  if (table.isCut) options.onNote?.(`${path}: the first ${limit} words are read, the rest is left out.`);
  return unique(basename(path), table);
}

interface RawVectors {
  readonly words: readonly string[];
  readonly values: Float32Array;
  readonly units: number;
  readonly isCut: boolean;
}

/** Each normalised word once. */
function unique(file: string, { words, values, units }: RawVectors): WordVectors {
  const kept = new Map<string, number>();
  words.forEach((word, i) => {
    const normal = normalizedWord(word);
    if (!kept.has(normal)) kept.set(normal, i);
  });
  const all = new Float32Array(kept.size * units);
  let at = 0;
  for (const i of kept.values()) all.set(values.subarray(i * units, (i + 1) * units), units * at++);
  const hash = createHash('sha256')
    .update([...kept.keys()].join('\n'))
    .update(all);
  return {
    description: { file, sha256: hash.digest('hex'), units },
    words: [...kept.keys()],
    values: all,
  };
}

async function readText(path: string, limit: number): Promise<RawVectors> {
  const words: string[] = [];
  let units = 0;
  let values = new Float32Array(0);
  let line = 1;
  let isCut = false;
  const add = (text: string, number: number): void => {
    const cells = text.trimEnd().split(' ');
    // The first line of word2vec says how many there are.
    if (number === 1 && cells.length === 2 && cells.every((cell) => /^\d+$/.test(cell))) return;
    if (units === 0) units = cells.length - 1;
    const width = cells.length - 1;
    const refuse = (what: string) =>
      new DataError(
        `${path}:${number}: must be a word and ${units || 'its'} numbers, with single spaces between. ${what} ` +
          'Give a text file of GloVe or word2vec; binary ones are not read.',
      );
    if (units < 1 || units > mostUnits || cells[0] === '') throw refuse(`Received "${text.slice(0, 40)}".`);
    // GloVe's largest file has a few words with spaces in them, which no tokenizer makes.
    const extra = cells.slice(1, Math.max(1, cells.length - units));
    if (extra.some((cell) => Number.isNaN(Number(cell)))) return;
    if (width !== units) throw refuse(`Received ${width} numbers.`);
    if ((words.length + 1) * units > values.length) {
      const larger = new Float32Array(Math.max(1024 * units, 2 * values.length));
      larger.set(values);
      values = larger;
    }
    for (let j = 0; j < units; j++) {
      const value = Number(cells[j + 1]);
      if (cells[j + 1] === '' || !Number.isFinite(Math.fround(value)))
        throw refuse(`Received "${cells[j + 1]}" as number ${j + 1}.`);
      values[words.length * units + j] = value;
    }
    words.push(cells[0]!);
  };
  const enough = Symbol('enough');
  try {
    await textBlocks(path, ({ bytes, isLast }) => {
      let from = 0;
      for (;;) {
        const end = bytes.indexOf(0x0a, from);
        const stop = end >= 0 ? end : isLast ? bytes.length : -1;
        if (stop < 0 || from >= bytes.length) return { taken: from, line };
        const text = bytes.toString('utf8', from, stop);
        from = Math.min(bytes.length, stop + 1);
        if (words.length >= limit && text.trim() !== '') {
          isCut = true;
          throw enough;
        }
        if (text.trim() !== '') add(text, line);
        line++;
      }
    });
  } catch (error) {
    if (error !== enough) throw error;
  }
  return { words, values: values.slice(0, words.length * units), units, isCut };
}

async function readInt8(folder: string, limit: number): Promise<RawVectors> {
  const read = (name: string) => readBytes(join(folder, name), mostBytes);
  const [wordBytes, numbers, scales] = await Promise.all([
    readFile(join(folder, 'words.txt'), 'utf8').catch((error: unknown) => {
      throw new DataError(
        `${folder}: must hold words.txt, vectors.i8 and scale.f32. words.txt cannot be read. Give such a folder, or a text file.`,
        { cause: error },
      );
    }),
    read('vectors.i8'),
    read('scale.f32'),
  ]);
  const words = wordBytes.replace(/\r?\n$/, '').split(/\r?\n/);
  const units = numbers.length / words.length;
  if (!Number.isInteger(units) || units < 1 || units > mostUnits)
    throw new DataError(
      `${folder}: vectors.i8 must hold the same number of bytes for each of the ${words.length} words. Received ${numbers.length} bytes.`,
    );
  const count = scales.length / 4;
  if (count !== 1 && count !== words.length)
    throw new DataError(
      `${folder}: scale.f32 must hold one number, or one for each of the ${words.length} words. Received ${scales.length} bytes.`,
    );
  const kept = Math.min(limit, words.length);
  const values = new Float32Array(kept * units);
  for (let i = 0; i < kept; i++) {
    const scale = scales.readFloatLE(count === 1 ? 0 : 4 * i);
    for (let j = i * units; j < (i + 1) * units; j++) values[j] = numbers.readInt8(j) * scale;
  }
  return { words: words.slice(0, kept), values, units, isCut: kept < words.length };
}
