import { useRef, useState } from 'preact/hooks';
import { engine } from '../engine/client.ts';
import type { Progress, RunEnd } from '../engine/protocol.ts';
import { recipeOf, type Settings } from '../settings.ts';
import { classCount, planeEnds, pointParts, pointTask, type PointOptions } from '../tasks/pointSets.ts';
import { planeSide } from '../views/Plane.tsx';
import type { EpochRecord } from '../../../../train/history.ts';

export interface Demo {
  readonly epochs: readonly EpochRecord[];
  readonly plane?: Float32Array | undefined;
  readonly end?: RunEnd;
  readonly isRunning: boolean;
  readonly error?: string;
  run(): void;
}

type Seen = Pick<Demo, 'epochs' | 'plane' | 'end' | 'error'>;

/** One training on points of its own, watched while it runs. */
export function useDemo(points: PointOptions, settings: Settings): Demo {
  const [seen, setSeen] = useState<Seen>({ epochs: [] });
  const [isRunning, setRunning] = useState(false);
  const turn = useRef(0);
  return {
    ...seen,
    isRunning,
    run() {
      const own = ++turn.current;
      setSeen({ epochs: [] });
      setRunning(true);
      const take = ({ epochs, plane }: Progress, end?: RunEnd) => {
        if (own === turn.current)
          setSeen((old) => ({
            epochs: [...old.epochs, ...epochs],
            plane: plane ?? old.plane,
            ...(end && { end }),
          }));
      };
      engine()
        .call(
          'demo',
          {
            task: pointTask(pointParts(points), classCount(points.shape)),
            recipe: recipeOf('points', settings),
            grid: { side: planeSide, ends: planeEnds },
            pauseMs: 0,
          },
          (progress) => take(progress),
        )
        .then((end) => take(end.view, end))
        .catch((error: unknown) => setSeen((old) => ({ ...old, error: (error as Error).message })))
        .finally(() => own === turn.current && setRunning(false));
    },
  };
}
