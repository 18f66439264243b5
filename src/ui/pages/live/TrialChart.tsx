import { useMemo } from 'preact/hooks';
import { useWidth } from './useWidth.ts';
import { isBetter, metricText, valueText } from './words.ts';
import type { Metric, TrialRow } from '../../protocol.ts';

const [height, left, bottom, top] = [240, 58, 26, 10];
/** Dots that are drawn; of more, the best and worst of each column stay. */
const mostDots = 1500;

/** Validation of each trial in the order in which they ended, and the best until then. */
export function TrialChart({
  trials,
  version,
}: {
  readonly trials: readonly TrialRow[];
  readonly version: number;
}) {
  const [box, width] = useWidth<HTMLElement>(1000);
  const chart = useMemo(() => chartOf(trials, width), [trials, version, width]);
  if (!chart)
    return (
      <figure class="figure" ref={box}>
        <figcaption>No trial has a validation score yet.</figcaption>
      </figure>
    );
  const { metric, dots, best, ticks, bestValue, count } = chart;
  return (
    <figure class="figure" ref={box}>
      <svg
        class="course"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`Validation ${metricText[metric]} of ${count} trials in order. The best single one is ${valueText(metric, bestValue)}.`}
      >
        {ticks.map(({ y, text }) => (
          <g key={text}>
            <line x1={left} x2={width - 8} y1={y} y2={y} class="grid" />
            <text x={left - 8} y={y + 4} text-anchor="end">
              {text}
            </text>
          </g>
        ))}
        <path d={dots} class="dots" />
        <path d={best} class="best" />
        <text x={left} y={height - 6}>
          trial 1
        </text>
        <text x={width - 8} y={height - 6} text-anchor="end">
          trial {count.toLocaleString('en')}
        </text>
      </svg>
      <figcaption>
        Each dot is the validation {metricText[metric]} of one trial on one split; the line is the best one so
        far. Splits differ, so single dots say little: what counts are the paired effects above.
      </figcaption>
    </figure>
  );
}

function chartOf(trials: readonly TrialRow[], width: number) {
  const counts = new Map<Metric, number>();
  for (const { metric, validation } of trials)
    if (validation !== undefined) counts.set(metric, (counts.get(metric) ?? 0) + 1);
  const metric = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
  if (metric === undefined) return undefined;
  const points = trials.filter(
    (trial): trial is TrialRow & { validation: number } =>
      trial.validation !== undefined && trial.metric === metric,
  );
  const sorted = points.map(({ validation }) => validation).sort((a, b) => a - b);
  // Errors have long tails: a training that blew up must not flatten all others.
  const cut = metric === 'accuracy' ? sorted.at(-1)! : sorted[Math.floor(0.98 * (sorted.length - 1))]!;
  const pad = (cut - sorted[0]!) * 0.06 || Math.abs(cut) * 0.05 || 0.5;
  const [low, high] =
    metric === 'accuracy'
      ? [Math.max(0, sorted[0]! - pad), Math.min(1, cut + pad)]
      : [Math.max(0, sorted[0]! - pad), cut + pad];
  const last = trials.length;
  const x = (n: number) => left + 6 + ((n - 1) / Math.max(1, last - 1)) * (width - left - 20);
  const y = (value: number) =>
    top + (1 - (Math.min(value, high) - low) / (high - low || 1)) * (height - top - bottom);
  const place = (value: number) => Math.round(value * 10) / 10;
  let bestValue = points[0]!.validation;
  let line = `M${place(x(points[0]!.n))} ${place(y(bestValue))}`;
  for (const { n, validation } of points) {
    if (!isBetter(metric, validation, bestValue)) continue;
    bestValue = validation;
    line += `H${place(x(n))}V${place(y(bestValue))}`;
  }
  line += `H${place(x(last))}`;
  const dots = thinned(points)
    .map(({ n, validation }) => `M${place(x(n))} ${place(y(validation))}h0`)
    .join('');
  const ticks = [0, 0.5, 1].map((share) => {
    const value = low + share * (high - low);
    return { y: y(value), text: valueText(metric, value) };
  });
  return { metric, dots, best: line, ticks, bestValue, count: last };
}

function thinned<T extends { readonly n: number; readonly validation: number }>(
  points: readonly T[],
): readonly T[] {
  if (points.length <= mostDots) return points;
  const size = Math.ceil((2 * points.length) / mostDots);
  const kept: T[] = [];
  for (let from = 0; from < points.length; from += size) {
    const column = points.slice(from, from + size);
    kept.push(
      column.reduce((a, b) => (b.validation < a.validation ? b : a)),
      column.reduce((a, b) => (b.validation > a.validation ? b : a)),
    );
  }
  return kept;
}
