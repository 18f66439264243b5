import type { TrialJob, TrialResult } from './trial.ts';
import { recordSchema } from './record.ts';
import { DataError } from '../util/errors.ts';
import type { Dataset, TextFeatures } from '../data/dataset.ts';
import type { Recipe } from '../recipe/schema.ts';

/**
 * The memory of a study: an append-only list of what was done. What stands in it is not done again; a study that is
 * cut off anywhere goes on from it.
 */
export interface Journal {
  /** What earlier runs left, oldest first. */
  readonly entries: readonly JournalEntry[];
  append(entry: JournalEntry): void;
}

export type JournalEntry =
  | { readonly kind: 'study'; readonly schema: number; readonly data: string; readonly seed: number }
  /** What was settled by how long things took; a resumed study keeps to it. */
  | {
      readonly kind: 'plan';
      readonly epochs?: number;
      readonly lean?: number;
      readonly pairs?: number;
      readonly remedies?: number;
      readonly secondLook?: number;
      readonly thirdLook?: number;
      readonly probe?: number;
      readonly curve?: number;
      readonly search?: number;
      readonly fixedLength?: number;
      readonly sizes?: number;
      readonly longerSizes?: number;
      readonly simplerSizes?: number;
      readonly rareWords?: number;
      readonly fewerWords?: number;
      readonly sizesAgain?: number;
      readonly smallest?: number;
      readonly smallestTest?: number;
      readonly pruning?: number;
      readonly longerFirst?: number;
      readonly longer?: number;
    }
  | {
      readonly kind: 'trial';
      readonly key: string;
      /** For people: of what it was a trial. Older journals have none of these. */
      readonly stage?: string;
      readonly label?: string;
      readonly recipe?: Recipe;
      readonly result: Omit<TrialResult, 'model' | 'members'>;
    }
  /** The sealed test part was opened; from here on it is not unseen. */
  | {
      readonly kind: 'test opened';
      readonly recipes: readonly string[];
      /** How often other studies had opened it, as far as is remembered. */
      readonly before?: number;
    };

/** A journal that forgets when the process ends. */
export function memoryJournal(): Journal {
  const entries: JournalEntry[] = [];
  return { entries, append: (entry) => entries.push(entry) };
}

/** A hash of 64 bits as text: two mixes of 32 over the words. Told apart, not protected. */
export function fingerprint(...parts: readonly (string | ArrayLike<number>)[]): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  const take = (code: number) => {
    // A product carries differences upwards only; the shift brings them down, else two changed signs would cancel.
    a = Math.imul(a ^ code, 0x9e3779b1);
    a ^= a >>> 15;
    b = Math.imul(b ^ code, 0x5f356495);
    b ^= b >>> 13;
  };
  for (const part of parts) {
    if (typeof part === 'string') for (let i = 0; i < part.length; i++) take(part.charCodeAt(i));
    else if (part instanceof Float32Array) take32(new Uint32Array(part.slice().buffer), take);
    else for (let i = 0; i < part.length; i++) take(part[i]!);
    take(0x1f);
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return (b >>> 0).toString(16).padStart(8, '0') + (a >>> 0).toString(16).padStart(8, '0');
}

function take32(words: Uint32Array, take: (code: number) => void): void {
  for (const word of words) take(word);
}

const textBody = ({ texts, tokenizer, language, thesaurus, paraphrases, vectors }: TextFeatures) => [
  texts.join('\u001e'),
  [tokenizer, language, vectors?.description.sha256, thesaurus && JSON.stringify(thesaurus)].join('\u001f'),
  paraphrases?.variants.texts.join('\u001e') ?? '',
  paraphrases?.starts ?? [],
];

/** What tells one data set from another: features, targets, groups. */
export function dataFingerprint({ features, target, groups = [] }: Dataset): string {
  const body =
    features.kind === 'image'
      ? [features.pixels, [features.channels, features.height, features.width]]
      : features.kind === 'tokens'
        ? [features.ids, [features.length, features.vocabulary]]
        : features.kind === 'text'
          ? textBody(features)
          : [
              features.numbers,
              features.numericColumns.join('\u001f') + (features.numericKinds?.join('\u001f') ?? ''),
              features.categories.join('\u001f'),
              features.categoricalColumns.join('\u001f'),
            ];
  const answers =
    target.kind === 'classes' ? [target.labels, target.classes.join('\u001f')] : [target.values];
  return fingerprint(...body, ...answers, groups.join('\u001f'));
}

/** What tells one trial from another: everything its result follows from. */
export const trialKey = ({
  recipe,
  parts,
  untilMemorized = false,
  scoresOnly = false,
  sensitivity = false,
  wantsPredictions = false,
  ensemble,
}: TrialJob): string =>
  fingerprint(
    JSON.stringify(recipe),
    parts.train,
    parts.stop ?? [],
    parts.validation ?? [],
    // What a job does not ask for is not in its key, so that keys of older journals hold.
    [
      String(untilMemorized),
      ...(scoresOnly ? ['scores'] : sensitivity ? ['sensitivity'] : []),
      ...(wantsPredictions ? ['predictions'] : []),
      ...(ensemble ? [JSON.stringify(ensemble)] : []),
    ].join(' '),
  );

/** A number that an earlier run settled, or what `settle` finds now, which is then written down. */
export async function settled(
  journal: Journal,
  name: Exclude<keyof Extract<JournalEntry, { kind: 'plan' }>, 'kind'>,
  settle: () => number | Promise<number>,
): Promise<number> {
  for (const entry of journal.entries)
    if (entry.kind === 'plan' && entry[name] !== undefined) return entry[name];
  const value = await settle();
  journal.append({ kind: 'plan', [name]: value });
  return value;
}

/**
 * Opens a journal for this data and seed: what it holds must be of the same study.
 *
 * @throws {DataError} it belongs to other data, another seed or another form.
 */
export function claimJournal(journal: Journal, data: string, seed: number): void {
  const head = journal.entries[0];
  if (!head) {
    journal.append({ kind: 'study', schema: recordSchema, data, seed });
    return;
  }
  if (head.kind !== 'study' || head.schema !== recordSchema || head.data !== data || head.seed !== seed)
    throw new DataError(
      'journal: the output folder must hold a study of the same data, split and seed to resume. It holds another. ' +
        'Choose another --out, or leave --resume away to begin anew.',
    );
}
