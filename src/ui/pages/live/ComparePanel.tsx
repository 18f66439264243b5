import { useEffect, useState } from 'preact/hooks';
import { recipeChanges } from '../../../report/recipe.ts';
import { count, duration } from '../../../util/format.ts';
import { get, messageOf } from './api.ts';
import { Datum } from './Datum.tsx';
import { commonDomain, curvesFigure, Figure, type History } from './figures.tsx';
import { recipeOfTrial } from './recipeOfTrial.ts';
import type { Finished } from './useRecord.ts';
import { valueText } from './words.ts';
import type { Metric, TrialDetail } from '../../protocol.ts';

interface Props {
  readonly path: string;
  readonly chosen: readonly number[];
  readonly record: Finished | undefined;
  readonly onClear: () => void;
}

/** The chosen trials side by side: curves on one scale, scores, and in what their recipes differ. */
export function ComparePanel({ path, chosen, record, onClear }: Props) {
  const { trials, problem } = useDetails(path, chosen);
  const [shows, setShows] = useState<'metric' | 'loss'>('metric');
  if (chosen.length === 0) return null;
  const curves = trials.filter(({ history }) => history.length > 1);
  const domain = commonDomain(
    curves.map(({ history }) => history as History),
    shows,
  );
  const metric = trials[0]?.metric ?? 'accuracy';
  return (
    <section class="card compare" aria-labelledby="compare-title">
      <div class="head">
        <h2 id="compare-title" class="first">
          Side by side
        </h2>
        <div class="actions">
          {metric !== 'loss' && (
            <div class="switch" role="group" aria-label="What the curves show">
              {(['metric', 'loss'] as const).map((what) => (
                <button key={what} type="button" aria-pressed={shows === what} onClick={() => setShows(what)}>
                  {what === 'metric' ? metric : 'loss'}
                </button>
              ))}
            </div>
          )}
          <button type="button" onClick={onClear}>
            Clear
          </button>
        </div>
      </div>
      {problem && <p class="note warn">{problem}</p>}
      <div class="figures">
        {trials.map((trial) =>
          trial.history.length > 1 ? (
            <Figure
              key={`${trial.n} ${shows}`}
              draw={curvesFigure(nameOf(trial), trial.history as History, trial.stopped, {
                id: `trial-${trial.n}`,
                shows,
                domain,
              })}
            />
          ) : (
            <figure class="figure nothing" key={trial.n}>
              <figcaption>{nameOf(trial)}: scored once, at its end. Its journal has no curve.</figcaption>
            </figure>
          ),
        )}
      </div>
      <Scores trials={trials} />
      <Recipes trials={trials} record={record} />
    </section>
  );
}

const nameOf = ({ n, label }: TrialDetail): string => `#${n} ${label ?? 'unknown'}`;

function useDetails(path: string, chosen: readonly number[]) {
  const [known, setKnown] = useState<ReadonlyMap<number, TrialDetail>>(new Map());
  const [problem, setProblem] = useState<string>();
  const wanted = chosen.filter((n) => !known.has(n)).join();
  useEffect(() => {
    if (wanted === '') return;
    const control = new AbortController();
    setProblem(undefined);
    for (const n of wanted.split(',').map(Number))
      get<TrialDetail>('trial', { study: path, n }, control.signal).then(
        (detail) => setKnown((old) => new Map(old).set(n, detail)),
        (error: unknown) => {
          if (!control.signal.aborted) setProblem(messageOf(error));
        },
      );
    return () => control.abort();
  }, [path, wanted]);
  const trials = chosen.flatMap((n) => known.get(n) ?? []);
  return { trials, problem };
}

/** A number of each trial. */
interface ScoreRow {
  readonly name: string;
  /** Where it stands in the result of a trial. */
  readonly place: string;
  readonly valueOf: (trial: TrialDetail) => number | undefined;
  readonly write: (value: number) => string;
}

function Scores({ trials }: { readonly trials: readonly TrialDetail[] }) {
  const names = [
    ...new Set(trials.flatMap(({ scores }) => Object.keys(scores.validation ?? scores.train ?? {}))),
  ];
  const scores = (part: 'validation' | 'train', words: string) =>
    names.map((name): ScoreRow => ({
      name: `${name}, ${words}`,
      place: `${part}.${name}`,
      valueOf: (trial) => trial.scores[part]?.[name],
      write: (value) =>
        valueText(name === 'accuracy' || name === 'balancedAccuracy' ? 'accuracy' : (name as Metric), value),
    }));
  const rows: readonly ScoreRow[] = [
    ...scores('validation', 'validation'),
    ...scores('train', 'training'),
    ...(['parameters', 'epochs'] as const).map((name) => ({
      ...{ name, place: name, write: count },
      valueOf: (trial: TrialDetail) => trial[name],
    })),
    { name: 'time', place: 'seconds', valueOf: ({ seconds }) => seconds, write: duration },
  ];
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Scores">
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">Scores</th>
            {trials.map((trial) => (
              <th scope="col" class="number" key={trial.n}>
                {nameOf(trial)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, place, valueOf, write }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {trials.map((trial) => {
                const value = valueOf(trial);
                return (
                  <td class="number" key={trial.n}>
                    <Datum file="journal.jsonl" at={`${trial.n - 1}.result.${place}`} value={value}>
                      {value !== undefined && write(value)}
                    </Datum>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** In what the recipes of the others differ from that of the first. */
function Recipes({
  trials,
  record,
}: {
  readonly trials: readonly TrialDetail[];
  readonly record: Finished | undefined;
}) {
  const [first, ...others] = trials.map((trial) => ({ trial, recipe: recipeOfTrial(trial, record) }));
  if (!first || others.length === 0) return null;
  if (!first.recipe || others.some(({ recipe }) => !recipe))
    return (
      <p class="soft">
        {record
          ? 'Not all of these trials are of a recipe that stands in the record, so their recipes cannot be compared.'
          : 'In what their recipes differ is known when the study is done.'}
      </p>
    );
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Differences of the recipes">
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">Recipe</th>
            <th scope="col">{nameOf(first.trial)}</th>
            <th scope="col">Other</th>
          </tr>
        </thead>
        <tbody>
          {others.flatMap(({ trial, recipe }) => {
            const changes = recipeChanges(first.recipe!, recipe!);
            return changes.length === 0
              ? [
                  <tr key={trial.n}>
                    <th scope="row">{nameOf(trial)}</th>
                    <td colSpan={2}>the same recipe</td>
                  </tr>,
                ]
              : changes.map(({ field, before, after }) => (
                  <tr key={`${trial.n} ${field}`}>
                    <th scope="row">{field}</th>
                    <td>{before}</td>
                    <td>
                      {after} <span class="soft">({nameOf(trial)})</span>
                    </td>
                  </tr>
                ));
          })}
        </tbody>
      </table>
    </div>
  );
}
