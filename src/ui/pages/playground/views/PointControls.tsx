import { Choice, Slider, Steps } from './Fields.tsx';
import { heldOutPoints, pointClasses } from '../tasks/pointSets.ts';
import type { Points } from '../usePoints.ts';
import { plural } from '../../../../util/format.ts';

/** Which points, how many and how noisy; and the class of those that are added by hand. */
export function PointControls({
  points,
  pen,
  onPen,
}: {
  readonly points: Points;
  readonly pen: number;
  readonly onPen: (label: number) => void;
}) {
  const { options, set, classes, added } = points;
  return (
    <>
      <Choice
        legend="Shape"
        options={[
          ['moons', 'Moons'],
          ['circles', 'Circles'],
          ['spirals', 'Spirals'],
        ]}
        value={options.shape}
        hint="Where the points of each class lie, before noise."
        onChange={(shape) => set({ ...options, shape })}
      />
      <Steps
        label="Training points"
        values={[20, 30, 40, 60, 90, 120, 200, 300]}
        value={options.count}
        shown={plural(options.count, 'point')}
        hint={`Few points are easy to learn by heart. Held out: ${heldOutPoints.validation} to validate, ${heldOutPoints.test} to test.`}
        onChange={(count) => set({ ...options, count })}
      />
      <Slider
        label="Noise"
        value={options.noise}
        min={0}
        max={0.3}
        step={0.01}
        shown={`${options.noise.toFixed(2)} of the plane's half width`}
        hint="How far points stray from where they belong. Noise cannot be learned, only memorised."
        onChange={(noise) => set({ ...options, noise })}
      />
      <Choice
        legend="Click on the plane adds a training point of class"
        options={pointClasses.slice(0, classes).map((name, i) => [String(i), name] as const)}
        value={String(Math.min(pen, classes - 1))}
        onChange={(label) => onPen(Number(label))}
      />
      <p class="row">
        <button type="button" class="small" onClick={() => set({ ...options, seed: options.seed + 1 })}>
          Draw other points
        </button>
        {added.length > 0 && (
          <button type="button" class="small" onClick={() => points.clear()}>
            Take {plural(added.length, 'added point')} out
          </button>
        )}
      </p>
    </>
  );
}
