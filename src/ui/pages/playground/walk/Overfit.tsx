import { useMemo } from 'preact/hooks';
import { useDemo } from './useDemo.ts';
import { Plane, PlaneKey } from '../views/Plane.tsx';
import { curvesFigure } from '../views/figures.ts';
import { startingPoints, withRemedies } from '../settings.ts';
import { classCount, pointParts, type PointOptions } from '../tasks/pointSets.ts';
import { percent } from '../../../../util/format.ts';

const points: PointOptions = { shape: 'circles', count: 60, noise: 0.15, seed: 2 };

/** One network on sixty noisy points: left to itself, or stopped when the validation error turns. */
export function Overfit({ stops }: { readonly stops: boolean }) {
  const settings = withRemedies(startingPoints.points, stops ? ['earlyStopping'] : []);
  const demo = useDemo(points, settings);
  const parts = useMemo(() => pointParts(points), []);
  const name = stops ? 'With early stopping' : 'Without remedies';
  const { epochs, end } = demo;
  const svg = useMemo(
    () =>
      epochs.length > 0
        ? curvesFigure({
            id: `walk-${stops ? 'stop' : 'overfit'}`,
            name,
            history: epochs,
            shows: 'loss',
            stopped: end?.stopped,
          })
        : '',
    [epochs, end],
  );
  return (
    <>
      <p class="row">
        <button type="button" class="primary" disabled={demo.isRunning} onClick={() => demo.run()}>
          {end ? 'Train again' : 'Train'}
        </button>
        <span class="hint" role="status">
          {demo.error ??
            (end
              ? endText(
                  stops,
                  end.train.accuracy!,
                  end.validation.accuracy!,
                  end.stopped.bestEpoch,
                  epochs.length,
                )
              : '')}
        </span>
      </p>
      <div class="figures">
        <Plane
          parts={parts}
          classes={classCount(points.shape)}
          plane={demo.plane}
          label={`Sixty training points in a ring around others, and what the network says of each place. ${name}.`}
        />
        {svg !== '' && <div class="curves" dangerouslySetInnerHTML={{ __html: svg }} />}
      </div>
      <PlaneKey classes={classCount(points.shape)} />
    </>
  );
}

const endText = (stops: boolean, train: number, validation: number, best: number, last: number): string =>
  stops
    ? `Ended after epoch ${last}; the weights of epoch ${best} came back. They get ${percent(validation)} of new points right.`
    : `It gets ${percent(train)} of the points it saw right, and ${percent(validation)} of new ones. The difference is overfitting.`;
