import { augmented } from './augmented.ts';
import { confusion } from './confusion.ts';
import { dropout } from './dropout.ts';
import { duplicates } from './duplicates.ts';
import { mistakes } from './mistakes.ts';
import type { Exhibits } from './record.ts';
import { reliability } from './reliability.ts';
import { weights } from './weights.ts';
import type { Pair } from '../pairs.ts';
import type { RemedyRecord, StudyRecord } from '../record.ts';
import type { Dataset } from '../../data/dataset.ts';
import { recipe as checked, type Recipe } from '../../recipe/schema.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Ensemble } from '../../train/ensemble.ts';
import type { Model } from '../../train/model.ts';

/** What a finished study has at hand. */
export interface Finished {
  /** Everything but the test part. */
  readonly data: Dataset;
  readonly test: Dataset;
  /** Predictions of the chosen network for the test part, made when it was opened. */
  readonly opened: { readonly predictions: Float32Array; readonly width: number };
  readonly baselineModel: Model;
  /** The chosen one. */
  readonly model: Model | Ensemble;
  readonly pairs: readonly Pair[];
  readonly runtime: Runtime;
  readonly seed: number;
}

/** All exhibits together, as JSON. */
export const mostCharacters = 400_000;
/** What goes first where there is too much. */
const leastNeeded = ['augmented', 'duplicates', 'mistakes', 'weights'] as const;

/**
 * What a study has to show beside numbers. What cannot be shown is left out: a study is worth more than its pictures.
 *
 * @param tellNote Called with a sentence for each exhibit that should be there and is not.
 */
export async function collectExhibits(
  record: Pick<StudyRecord, 'audit' | 'baseline' | 'remedies' | 'combined'>,
  finished: Finished,
  tellNote: (text: string) => void,
): Promise<Exhibits> {
  const { data, test, opened, pairs, runtime, seed } = finished;
  const chosen = finished.model;
  const { target } = test;
  const model = 'members' in chosen ? chosen.members[0]! : chosen;
  const { preparation, recipe } = model;
  const dropped = droppedBy(recipe, record.remedies);
  const draws = operationsOf(recipe, record);
  const made: Exhibits = {};
  const collectors: { [Name in keyof Exhibits]-?: () => Promise<Exhibits[Name]> | Exhibits[Name] } = {
    confusion: () =>
      target.kind === 'classes' ? confusion(opened.predictions, opened.width, target.labels) : undefined,
    mistakes: () => mistakes(opened.predictions, opened.width, test),
    reliability: () =>
      target.kind === 'classes'
        ? reliability(opened.predictions, opened.width, target.labels, chosen.temperature)
        : undefined,
    weights: () => weights(finished.baselineModel, model),
    augmented: () => augmented(data, preparation, { ...draws, seed, runtime }),
    dropout: () =>
      dropped &&
      (dropped.of === 'chosen'
        ? dropout(recipe, preparation, data.size, 'chosen')
        : // As in the first of the trainings that tried it.
          dropout(
            checked({ ...dropped.recipe, seed: pairs[0]!.seed }),
            preparation,
            pairs[0]!.parts.train.length,
            dropped.of,
          )),
    duplicates: () =>
      record.audit.some(({ check }) => check === 'duplicates' || check === 'conflicts')
        ? duplicates(data, test)
        : undefined,
  };
  for (const [name, collect] of Object.entries(collectors)) {
    try {
      const exhibit = await collect();
      if (exhibit !== undefined && !(Array.isArray(exhibit) && exhibit.length === 0))
        Object.assign(made, { [name]: exhibit });
    } catch (error) {
      tellNote(`The report shows no ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  for (const name of leastNeeded)
    if (JSON.stringify(made).length > mostCharacters && made[name]) {
      delete made[name];
      tellNote(`The report shows no ${name}: there is too much of it.`);
    }
  return made;
}

/** The recipe whose dropout is shown: the chosen one, or the best that was tried. */
function droppedBy(chosen: Recipe, remedies: readonly RemedyRecord[]) {
  if (chosen.dropout > 0) return { of: 'chosen', recipe: chosen };
  const [tried] = remedies
    .filter(isTried)
    .filter(({ recipe }) => Number(recipe.dropout) > 0)
    .sort(bestFirst);
  return tried && { of: `${tried.name} ${tried.strength}`.trim(), recipe: tried.recipe as unknown as Recipe };
}

/** The augmentations that are shown: those of the chosen recipe, or of the best remedies that were tried, each once. */
function operationsOf(
  chosen: Recipe,
  { baseline, remedies }: Pick<StudyRecord, 'baseline' | 'remedies'>,
): { readonly use: 'chosen' | 'tried'; readonly operations: Recipe['augmentations'] } {
  if (chosen.augmentations.length > 0) return { use: 'chosen', operations: chosen.augmentations };
  const before = (baseline.recipe.augmentations as Recipe['augmentations'] | undefined)?.length ?? 0;
  const tried = remedies
    .filter(isTried)
    .sort(bestFirst)
    .flatMap(({ recipe }) => (recipe.augmentations as Recipe['augmentations']).slice(before));
  return { use: 'tried', operations: tried.slice(0, 4) };
}

const isTried = ({ effect }: RemedyRecord): boolean => effect.pairs > 0;

const bestFirst = (a: RemedyRecord, b: RemedyRecord): number =>
  Number(b.decision === 'keep') - Number(a.decision === 'keep') ||
  b.effect.mean - a.effect.mean ||
  (a.name < b.name ? -1 : 1);
