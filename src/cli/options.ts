import type { Command } from 'commander';
import { withBackboneOptions } from './backboneOptions.ts';
import type { ColumnKind } from '../data/sources/columnKinds.ts';
import { columnKindList, commaList, duration, oneOf, pixels, wholeNumber } from './parse.ts';

/** Options of data, as the command line gives them; all commands that read data have them. */
export interface DataFlags {
  readonly target?: string;
  readonly group?: string;
  readonly test?: string;
  readonly limit?: number;
  readonly missing?: readonly string[];
  readonly columns?: Readonly<Record<string, ColumnKind>>;
  readonly task?: 'classification' | 'regression';
  readonly imageSize?: { readonly height: number; readonly width: number };
  readonly channels?: 1 | 3;
  readonly unreadable?: 'skip' | 'refuse';
  /** Column of texts. */
  readonly text?: string;
  readonly language?: string;
  /** A file of words, or words between commas. */
  readonly keepWords?: string;
  readonly empty?: 'keep' | 'drop';
}

/** What texts can be given beside themselves. */
export interface TextFlags {
  /** File of words and their synonyms. */
  readonly thesaurus?: string;
  /** File or folder of pretrained word vectors. */
  readonly vectors?: string;
  /** Engine of translation. */
  readonly translate?: string;
  /** Languages that it goes through. */
  readonly pivots?: readonly string[];
}

/** Options of a run that leaves a folder. */
export interface RunFlags extends DataFlags, TextFlags {
  readonly seed: number;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly resume?: boolean;
  readonly recipe?: string;
  readonly workers?: number;
}

/** Adds the options that say how data with answers is read, whatever it is for. */
export const withReadingOptions = (command: Command, target: string): Command =>
  command
    .option('--target <column>', target)
    .option(
      '--missing <list>',
      'table: spellings of a missing value, such as "n/a,?" (an empty cell always is one)',
      (text: string) => commaList(text).map((spelling) => spelling.replace(/^""$/, '')),
    )
    .option(
      '--text <column>',
      'table: the column of texts to learn from, and from no other (default: where there is but one)',
    )
    .option(
      '--empty <act>',
      'texts: keep or drop those without a word (default: drop, with a count)',
      oneOf('keep', 'drop'),
    )
    .option(
      '--unreadable <act>',
      'folders: skip or refuse a file that cannot be read (default: pictures skip, with a count; texts refuse)',
      oneOf('skip', 'refuse'),
    );

/** Adds the options that say how data to train on is read. */
const withDataOptions = (command: Command): Command =>
  withReadingOptions(
    command,
    'table: the column to predict (default: target, label, class or y, else the last)',
  )
    .option(
      '--group <column>',
      'what goes together (patient, author, variety) and stays on one side of every split; table: a column; ' +
        'folders: prefix (the file name before its last underscore) or folder (that below the class folder)',
    )
    .option('--test <data>', 'a test part of its own; it is opened once, at the end')
    .option(
      '--limit <n>',
      'use a random, stratified sample of n examples (the test part stays whole)',
      wholeNumber(2),
    )
    .option(
      '--columns <list>',
      'table: what columns are, such as "zip=category,id=ignore" (number, category, boolean, date, text, identifier, ignore)',
      columnKindList,
    )
    .option(
      '--task <task>',
      'table: classification or regression (default: by the target)',
      oneOf('classification', 'regression'),
    )
    .option('--language <tag>', 'texts: their language, such as en, de or pt-BR (default: en)')
    .option(
      '--keep-words <list>',
      'texts: words that augmentation must leave, as a file of them or between commas',
    )
    .option(
      '--thesaurus <file>',
      'texts: synonyms for augmentation, lines "word<TAB>synonym,synonym" (default: WordNet for English)',
    )
    .option(
      '--vectors <path>',
      'texts: pretrained word vectors, a text file of GloVe or word2vec (fit begins with them, study tries them)',
    )
    .option(
      '--translate <engine>',
      'texts: paraphrases by translation there and back: apertium, libretranslate:<url> or transformers:<folder>',
    )
    .option('--pivots <list>', 'texts: languages that --translate goes through (default: es)', commaList)
    .option('--image-size <size>', 'images: height and width in pixels, such as 32 or 32x48', pixels)
    .option('--channels <n>', 'images: 1 for grey, 3 for colour', (text) => Number(oneOf('1', '3')(text)));

/** Adds the options of every run that leaves a folder, with a pretrained network or without. */
export const withRunOptions = (command: Command): Command =>
  withBackboneOptions(withPlainRunOptions(command));

/** Adds the options of every run that leaves a folder. */
export const withPlainRunOptions = (command: Command): Command =>
  withDataOptions(command)
    .option('--seed <n>', 'seed of everything random', wholeNumber(0, 0xffffffff), 0)
    .option('--out <dir>', 'folder for the results (default: a new one here)')
    .option('--recipe <file>', 'a recipe (JSON or YAML) instead of the usual one')
    .option('--resume', 'go on with what the folder of --out holds')
    .option('--json', 'print the result as JSON on stdout, everything else on stderr')
    .option('--quiet', 'no progress and no notes');

/** Adds the options of runs that make many trials. */
export const withTrialOptions = (command: Command): Command =>
  command
    .option('--budget <time>', 'about how long it may take, such as 90s or 5m', duration)
    .option('--workers <n>', 'trials side by side (default: one a core)', wholeNumber(1, 256));

/** Adds the options of studies. */
export const withStudyOptions = (command: Command): Command =>
  withTrialOptions(withRunOptions(command)).option(
    '--pairs <n>',
    'splits on which each recipe is compared (default: 5, or 3 from 1,000 examples on)',
    wholeNumber(3, 100),
  );

/** Adds the options of what a study does beyond its remedies: a search of all of them together, and ensembles. */
export const withBeyondOptions = (command: Command): Command =>
  command
    .option(
      '--ensembles [name]',
      'compare ensembles of the chosen network (independent, snapshots, ema, swa, soup, …); with a name, use that one',
    )
    .option(
      '--search <n>',
      'full trainings to spend on a search of all remedies together; 0 for none (default: 64, or what --budget leaves)',
      wholeNumber(0, 100_000),
    );
