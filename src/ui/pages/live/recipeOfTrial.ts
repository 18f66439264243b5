import type { Finished } from './useRecord.ts';
import type { TrialRow } from '../../protocol.ts';

type Recipe = Readonly<Record<string, unknown>>;

/** The recipe of a trial: its journal may hold it, or the record of the finished study has one of its name. */
export function recipeOfTrial(
  trial: TrialRow & { readonly recipe?: Recipe },
  finished: Finished | undefined,
): Recipe | undefined {
  if (trial.recipe) return trial.recipe;
  if (finished?.kind !== 'study' || trial.label === undefined) return undefined;
  const { record } = finished;
  const name = trial.label.replace(/ \d+\/\d+$/, '');
  if (name === 'baseline') return record.baseline?.recipe;
  if (name === 'chosen') return record.chosen?.recipe;
  const remedies = [...(record.remedies ?? []), ...(record.combined ?? [])];
  return remedies.find((remedy) => remedy.name === name || `${remedy.name} ${remedy.strength}` === name)
    ?.recipe;
}
