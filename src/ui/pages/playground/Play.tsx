import { useEffect, useMemo, useState } from 'preact/hooks';
import { DataPanel } from './views/DataPanel.tsx';
import { DigitPad } from './views/DigitPad.tsx';
import { DigitSamples, TextSamples } from './views/Samples.tsx';
import { TextTry } from './views/TextTry.tsx';
import { useData } from './useData.ts';
import { NetworkControls, RemedyControls } from './views/NetworkControls.tsx';
import { Choice } from './views/Fields.tsx';
import { commonDomain } from './views/figures.ts';
import { Plane, PlaneKey } from './views/Plane.tsx';
import { RunTable } from './views/RunTable.tsx';
import { RunView } from './views/RunView.tsx';
import { TrainBar } from './views/TrainBar.tsx';
import { referenceFor, verdictOf } from './runs.ts';
import { startingPoints, suggested, withRemedies, type Settings } from './settings.ts';
import type { TaskKind } from './tasks/task.ts';
import { useRuns } from './useRuns.ts';

/** The playground itself: data, network and remedies on the left, trainings on the right. */
export function Play() {
  const [kind, setKind] = useState<TaskKind>('points');
  const [settings, setSettings] = useState<Readonly<Record<TaskKind, Settings>>>(startingPoints);
  const [shows, setShows] = useState<'metric' | 'loss'>('loss');
  const [chosen, setChosen] = useState<readonly [number | undefined, number | undefined]>([
    undefined,
    undefined,
  ]);
  const data = useData(kind);
  const bench = useRuns(data.task, data.heldOut);
  const { runs, active } = bench;
  const own = settings[kind];
  const change = (next: Settings) => {
    setSettings({ ...settings, [kind]: next });
    bench.change(kind, next);
  };

  useEffect(() => setChosen([undefined, undefined]), [runs.length]);
  const right = runs.find(({ id }) => id === chosen[1]) ?? runs.at(-1);
  const left = runs.find(({ id }) => id === chosen[0]) ?? (right && referenceFor(runs, right));
  const pair = [...new Set([left, right])].filter((run) => run !== undefined);
  const domain = useMemo(
    () =>
      commonDomain(
        pair.map(({ epochs }) => epochs),
        shows,
      ),
    [pair.map(({ epochs }) => epochs.length).join(), left?.id, right?.id, shows],
  );
  const points = kind === 'points' ? data.points : undefined;
  const plane = points && { parts: points.parts, classes: points.classes };
  const add = points && !active ? data.addPoint : undefined;
  /** Changes whenever the network that answers has learned something. */
  const seenEpochs = runs.reduce((sum, { epochs }) => sum + epochs.length, 0);
  const finished = right?.state === 'done' ? right : undefined;

  return (
    <div class="play">
      <TrainBar bench={bench} kind={kind} settings={own} points={points?.parts} />
      <aside class="controls" aria-label="Data, network and remedies">
        <section class="card">
          <h2>1. Data</h2>
          <DataPanel data={data} kind={kind} onKind={setKind} bench={bench} />
        </section>
        <section class="card">
          <h2>2. Network</h2>
          <NetworkControls kind={kind} settings={own} onChange={change} />
        </section>
        <section class="card">
          <h2>3. Remedies</h2>
          <p class="row">
            <button type="button" class="small" onClick={() => change(withRemedies(own, suggested[kind]))}>
              Suggested for these data
            </button>
            <button type="button" class="small" onClick={() => change(withRemedies(own, []))}>
              All off
            </button>
          </p>
          <RemedyControls kind={kind} settings={own} onChange={change} />
          <p class="hint">
            L1, L2, changed copies, early stopping and the learning rate act at once on a running training. So
            does the rate of dropout once it is on. All else waits for the next one.
          </p>
        </section>
      </aside>
      <div class="stage">
        <section class="card" aria-label="Training">
          <p class="error" role="alert">
            {bench.error ?? data.error}
          </p>
          <p class="unseen" role="status">
            {finished ? `${verdictOf(finished)} Training ended.` : active ? 'Training.' : ''}
          </p>
          {runs.length === 0 ? (
            <Welcome>
              {plane && (
                <Plane
                  {...plane}
                  plane={undefined}
                  onAdd={add}
                  label="The points of the plane, before any training."
                />
              )}
              {kind === 'digits' && data.digits && <DigitSamples part={data.digits.train} />}
              {kind === 'texts' && <TextSamples count={data.textCount} />}
            </Welcome>
          ) : (
            <>
              <Choice
                legend="The curves show"
                hidden
                options={[
                  ['loss', 'Error (loss)'],
                  ['metric', kind === 'table' ? 'Score' : 'Share that is right'],
                ]}
                value={shows}
                onChange={setShows}
              />
              <div class={pair.length > 1 ? 'pair' : 'single'}>
                {pair.map((run, i) => (
                  <RunView
                    key={run.id}
                    run={run}
                    title={pair.length > 1 ? (['Before', 'After'] as const)[i]! : ''}
                    shows={shows}
                    domain={domain}
                    points={plane && (run === right ? plane : { ...plane, parts: run.points ?? plane.parts })}
                    onAdd={run === right ? add : undefined}
                    isStale={
                      run === right &&
                      run.state === 'done' &&
                      bench.loaded !== undefined &&
                      run.size !== bench.loaded.sizes.train
                    }
                  />
                ))}
              </div>
            </>
          )}
          {plane && <PlaneKey classes={plane.classes} />}
          {kind === 'digits' && data.digits && <DigitPad digits={data.digits} epoch={seenEpochs} />}
          {kind === 'texts' && <TextTry epoch={seenEpochs} />}
        </section>
        <RunTable
          bench={bench}
          shown={[left?.id, right?.id]}
          onShow={(side, id) => setChosen(side === 0 ? [id, right?.id] : [left?.id, id])}
        />
      </div>
    </div>
  );
}

const Welcome = ({ children }: { readonly children?: preact.ComponentChildren }) => (
  <div class="welcome">
    <div>
      <p class="lead">Press Train. A network that is too large on purpose learns a handful of examples.</p>
      <p>
        Watch two curves: the error on the examples it trains on, and the error on examples it never sees. The
        first falls to nothing. When the second turns and rises, the network has stopped learning and begun to
        memorise: it overfits.
      </p>
      <p>Then switch remedies on and train again. Both runs stay side by side.</p>
    </div>
    {children}
  </div>
);
