import { useEffect, useRef, useState } from 'preact/hooks';
import { count, duration } from '../../../util/format.ts';
import { Datum } from './Datum.tsx';
import { valueText } from './words.ts';
import type { Metric, TrialRow } from '../../protocol.ts';

export type Column =
  'n' | 'stage' | 'label' | 'validation' | 'train' | 'gap' | 'parameters' | 'epochs' | 'seconds';

export interface Sorting {
  readonly column: Column;
  readonly down: boolean;
}

interface Props {
  readonly rows: readonly TrialRow[];
  readonly sorting: Sorting;
  readonly chosen: readonly number[];
  /** Whether no further one can be chosen. */
  readonly isFull: boolean;
  readonly onSort: (column: Column) => void;
  readonly onChoose: (n: number) => void;
}

const columns: readonly { readonly column: Column; readonly name: string; readonly numeric?: boolean }[] = [
  { column: 'n', name: '#', numeric: true },
  { column: 'label', name: 'Trial' },
  { column: 'validation', name: 'Validation', numeric: true },
  { column: 'train', name: 'Training', numeric: true },
  { column: 'gap', name: 'Gap', numeric: true },
  { column: 'stage', name: 'Stage' },
  { column: 'parameters', name: 'Parameters', numeric: true },
  { column: 'epochs', name: 'Epochs', numeric: true },
  { column: 'seconds', name: 'Time', numeric: true },
];

const rowHeight = 38;
/** Rows drawn beyond what is seen, so that scrolling shows no gap. */
const spare = 8;
const stepHeight = 6 * rowHeight;

/** A table of any length: only the rows that are seen are there. */
export function TrialTable({ rows, sorting, chosen, isFull, onSort, onChoose }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  useEffect(() => {
    const element = box.current!;
    // In steps of some rows, so that most of a scroll draws nothing anew.
    const look = () => {
      const top = Math.floor(element.scrollTop / stepHeight) * stepHeight;
      const height = element.clientHeight + stepHeight;
      setView((old) => (old.top === top && old.height === height ? old : { top, height }));
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  const from = Math.max(0, Math.min(rows.length, Math.floor(view.top / rowHeight) - spare));
  const to = Math.min(rows.length, Math.ceil((view.top + view.height) / rowHeight) + spare);
  return (
    <div class="trials" role="region" aria-label="Table of trials" tabIndex={0} ref={box}>
      <table aria-rowcount={rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">
              <span class="hidden">Compare</span>
            </th>
            {columns.map(({ column, name, numeric }) => (
              <th
                key={column}
                scope="col"
                class={`${column}${numeric ? ' number' : ''}`}
                aria-sort={
                  sorting.column === column ? (sorting.down ? 'descending' : 'ascending') : undefined
                }
              >
                <button type="button" class="sort" onClick={() => onSort(column)}>
                  {name}
                  <span aria-hidden="true">
                    {sorting.column === column ? (sorting.down ? ' ↓' : ' ↑') : ''}
                  </span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap rows={from} />
          {rows.slice(from, to).map((row, i) => {
            const isChosen = chosen.includes(row.n);
            return (
              <tr key={row.n} aria-rowindex={from + i + 2} class={isChosen ? 'chosen' : undefined}>
                <td class="choose">
                  <input
                    type="checkbox"
                    aria-label={`Compare trial ${row.n}`}
                    checked={isChosen}
                    disabled={isFull && !isChosen}
                    onChange={() => onChoose(row.n)}
                  />
                </td>
                {columns.map(({ column, numeric }) => (
                  <td key={column} class={`${column}${numeric ? ' number' : ''}`}>
                    <Cell row={row} column={column} />
                  </td>
                ))}
              </tr>
            );
          })}
          <Gap rows={rows.length - to} />
        </tbody>
      </table>
    </div>
  );
}

/** Room for rows that are not there. */
const Gap = ({ rows }: { readonly rows: number }) =>
  rows > 0 ? (
    <tr aria-hidden="true">
      <td colSpan={columns.length + 1} style={{ height: `${rows * rowHeight}px`, padding: 0, border: 0 }} />
    </tr>
  ) : null;

function Cell({ row, column }: { readonly row: TrialRow; readonly column: Column }) {
  const { metric } = row;
  if (column === 'n') return <>{count(row.n)}</>;
  if (column === 'label' || column === 'stage') return <>{row[column] ?? 'unknown'}</>;
  const value = row[column];
  const isScore = column === 'train' || column === 'validation';
  const place = isScore ? `${column}.${metric}` : column === 'gap' ? 'generalizationGap' : column;
  const write = isScore || column === 'gap' ? valueTextOf(metric) : column === 'seconds' ? duration : count;
  return (
    <Datum file="journal.jsonl" at={`${row.n - 1}.result.${place}`} value={value}>
      {value !== undefined && write(value)}
    </Datum>
  );
}

const valueTextOf = (metric: Metric) => (value: number) => valueText(metric, value);
