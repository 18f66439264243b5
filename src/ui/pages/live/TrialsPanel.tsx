import { useMemo, useState } from 'preact/hooks';
import { TrialTable, type Sorting } from './TrialTable.tsx';
import type { StudyView } from './useStudy.ts';
import type { TrialRow } from '../../protocol.ts';

interface Props {
  readonly study: StudyView;
  readonly chosen: readonly number[];
  readonly most: number;
  readonly onChoose: (n: number) => void;
}

/** All trials of a study: filtered by stage and text, sorted, and chosen for comparison. */
export function TrialsPanel({ study, chosen, most, onChoose }: Props) {
  const { trials, version, loaded } = study;
  const [stage, setStage] = useState('');
  const [text, setText] = useState('');
  const [sorting, setSorting] = useState<Sorting>({ column: 'n', down: true });
  const stages = useMemo(() => [...new Set(trials.map((trial) => trial.stage ?? ''))], [trials, version]);
  const shown = useMemo(
    () => sorted(filtered(trials, stage, text), sorting),
    [trials, version, stage, text, sorting],
  );
  if (loaded && trials.length === 0) return <p class="empty">No trial has ended yet.</p>;
  return (
    <section aria-labelledby="trials-title">
      <h2 id="trials-title" class="first">
        Trials
      </h2>
      <div class="filters">
        <label>
          Stage
          <select value={stage} onChange={(event) => setStage(event.currentTarget.value)}>
            <option value="">All</option>
            {stages.map((name) => (
              <option key={name} value={name || 'unknown'}>
                {name || 'unknown'}
              </option>
            ))}
          </select>
        </label>
        <label>
          Contains
          <input
            type="search"
            value={text}
            maxLength={200}
            placeholder="dropout"
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <p class="soft" role="status">
          {shown.length === trials.length
            ? `${trials.length.toLocaleString('en')} trials`
            : `${shown.length.toLocaleString('en')} of ${trials.length.toLocaleString('en')} trials`}
          {chosen.length > 0 ? `, ${chosen.length} chosen` : `. Choose up to ${most} to compare them.`}
        </p>
      </div>
      <TrialTable
        rows={shown}
        sorting={sorting}
        chosen={chosen}
        isFull={chosen.length >= most}
        onSort={(column) =>
          setSorting((old) => ({
            column,
            down: old.column === column ? !old.down : column !== 'label' && column !== 'stage',
          }))
        }
        onChoose={onChoose}
      />
    </section>
  );
}

function filtered(trials: readonly TrialRow[], stage: string, text: string): TrialRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return trials.filter(
    (trial) =>
      (stage === '' || (trial.stage ?? 'unknown') === stage) &&
      words.every((word) =>
        `${trial.label ?? ''} ${trial.stage ?? ''} #${trial.n}`.toLowerCase().includes(word),
      ),
  );
}

/** Trials without a value stand at the end, whichever way. */
function sorted(trials: TrialRow[], { column, down }: Sorting): readonly TrialRow[] {
  const sign = down ? -1 : 1;
  return trials.sort((a, b) => {
    const [x, y] = [a[column], b[column]];
    if (x === undefined || y === undefined) return x === y ? a.n - b.n : x === undefined ? 1 : -1;
    return (
      sign *
        (typeof x === 'string' ? x.localeCompare(y as string, 'en', { numeric: true }) : x - (y as number)) ||
      a.n - b.n
    );
  });
}
