import { slowMs, type Bench } from '../useRuns.ts';
import type { Settings } from '../settings.ts';
import type { TaskKind } from '../tasks/task.ts';
import type { PointParts } from '../tasks/pointSets.ts';
import { useState } from 'preact/hooks';

/** Train, pause, stop; and how fast. */
export function TrainBar({
  bench,
  kind,
  settings,
  points,
}: {
  readonly bench: Bench;
  readonly kind: TaskKind;
  readonly settings: Settings;
  readonly points: PointParts | undefined;
}) {
  const { active, loaded } = bench;
  const [isSlow, setSlow] = useState(false);
  return (
    <section class="bar card" aria-label="Train">
      <button
        type="button"
        class="primary"
        disabled={!loaded || active !== undefined}
        onClick={() => bench.start(kind, settings, points)}
      >
        Train
      </button>
      <button
        type="button"
        disabled={!active}
        aria-pressed={active?.state === 'paused'}
        onClick={() => bench.pause(active?.state !== 'paused')}
      >
        {active?.state === 'paused' ? 'Go on' : 'Pause'}
      </button>
      <button type="button" disabled={!active} onClick={() => bench.stop()}>
        Stop
      </button>
      <label class="check">
        <input
          type="checkbox"
          checked={isSlow}
          onChange={(event) => {
            setSlow(event.currentTarget.checked);
            bench.slow(event.currentTarget.checked ? slowMs[kind] : 0);
          }}
        />
        Slow motion, to see each epoch
      </label>
      {active && bench.waits && (
        <p class="note" role="status">
          This change needs a network of another form, so it waits for the next training.{' '}
          <button type="button" class="small" onClick={() => bench.start(kind, settings, points)}>
            Start again with it now
          </button>
        </p>
      )}
    </section>
  );
}
