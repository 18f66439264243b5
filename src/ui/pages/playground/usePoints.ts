import { useMemo, useState } from 'preact/hooks';
import {
  classCount,
  pointParts,
  pointTask,
  type Point,
  type PointOptions,
  type PointParts,
} from './tasks/pointSets.ts';
import type { TaskData } from './tasks/task.ts';

export interface Points {
  readonly options: PointOptions;
  readonly parts: PointParts;
  readonly classes: number;
  readonly task: TaskData;
  /** Training points put there by hand. */
  readonly added: readonly Point[];
  set(options: PointOptions): void;
  add(point: Point): void;
  clear(): void;
}

/** Points of the plane: made up by options, and added by hand to the training part. */
export function usePoints(): Points {
  const [options, setOptions] = useState<PointOptions>({ shape: 'moons', count: 60, noise: 0.15, seed: 2 });
  const [added, setAdded] = useState<readonly Point[]>([]);
  const made = useMemo(() => pointParts(options), [options]);
  const parts = useMemo(() => ({ ...made, train: [...made.train, ...added] }), [made, added]);
  const classes = classCount(options.shape);
  const task = useMemo(() => pointTask(parts, classes), [parts, classes]);
  return {
    options,
    parts,
    classes,
    task,
    added,
    set(next) {
      if (next.shape !== options.shape) setAdded([]);
      setOptions(next);
    },
    add: (point) => setAdded((all) => [...all, point]),
    clear: () => setAdded([]),
  };
}
