import type { ComponentType } from 'preact';
import { useState } from 'preact/hooks';
import { Choice } from './Fields.tsx';
import { PointControls } from './PointControls.tsx';
import type { TaskData, TaskKind } from '../tasks/task.ts';
import { usePoints, type Points } from '../usePoints.ts';
import type { Bench } from '../useRuns.ts';
import { count } from '../../../../util/format.ts';

export interface Data {
  readonly task: TaskData | undefined;
  readonly error: string | undefined;
  readonly points: Points;
  readonly pen: number;
  setPen(label: number): void;
  addPoint(x: number, y: number): void;
  /** What a visitor can try on the trained network. */
  readonly extra?: ComponentType<{ readonly isReady: boolean; readonly epoch: number }>;
}

/** All data of the page; the chosen kind's is the task. */
export function useData(kind: TaskKind): Data {
  const points = usePoints();
  const [pen, setPen] = useState(0);
  return {
    points,
    pen,
    setPen,
    addPoint: (x, y) => points.add({ x, y, label: Math.min(pen, points.classes - 1) }),
    task: kind === 'points' ? points.task : undefined,
    error: undefined,
  };
}

/** Which data, and what can be set about them. */
export function DataPanel({
  data,
  kind,
  onKind,
  bench,
}: {
  readonly data: Data;
  readonly kind: TaskKind;
  readonly onKind: (kind: TaskKind) => void;
  readonly bench: Bench;
}) {
  const { loaded } = bench;
  return (
    <>
      <Choice
        legend="Kind"
        hidden
        options={[
          ['points', 'Points'],
          ['digits', 'Digits'],
          ['texts', 'Texts'],
          ['table', 'Your CSV'],
        ]}
        value={kind}
        onChange={onKind}
      />
      {kind === 'points' && <PointControls points={data.points} pen={data.pen} onPen={data.setPen} />}
      {loaded && (
        <p class="hint">
          Split before anything else: {count(loaded.sizes.train)} to train, {count(loaded.sizes.validation)}{' '}
          to validate, {count(loaded.sizes.test)} to test.
        </p>
      )}
    </>
  );
}
