import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { engine } from './engine/client.ts';
import type { Loaded, Progress } from './engine/protocol.ts';
import type { Run } from './runs.ts';
import { activeRemedies, recipeOf, type RemedyName, type Settings } from './settings.ts';
import type { TaskData, TaskKind } from './tasks/task.ts';
import { planeEnds, type PointParts } from './tasks/pointSets.ts';
import { planeSide } from './views/Plane.tsx';
import { remedyNames } from './runs.ts';

export interface Bench {
  readonly loaded: Loaded | undefined;
  readonly runs: readonly Run[];
  readonly error: string | undefined;
  readonly isTestOpen: boolean;
  /** The run that is training or paused. */
  readonly active: Run | undefined;
  start(kind: TaskKind, settings: Settings, points?: PointParts): void;
  stop(): void;
  pause(isPaused: boolean): void;
  slow(pauseMs: number): void;
  /** Applies changed settings to the running training, where that can be done. */
  change(kind: TaskKind, settings: Settings): void;
  /** Whether the last change waits for the next training. */
  readonly waits: boolean;
  openTest(): void;
}

/** How long an epoch takes in slow motion, by kind of data. */
export const slowMs: Readonly<Record<TaskKind, number>> = { points: 60, digits: 400, texts: 250, table: 80 };

/** How long settings must stay before a running training takes them. */
const settleMs = 250;

/**
 * Trainings of one task: starts, watches and keeps them.
 *
 * @param heldOut What the held-out parts are made by: runs stay while it does, even where what trains has changed.
 */
export function useRuns(task: TaskData | undefined, heldOut: string): Bench {
  const [loaded, setLoaded] = useState<Loaded>();
  const [runs, setRuns] = useState<readonly Run[]>([]);
  const [error, setError] = useState<string>();
  const [isTestOpen, setTestOpen] = useState(false);
  const [waits, setWaits] = useState(false);
  const [pace, setPace] = useState(0);
  const nextId = useRef(1);
  const generation = useRef(0);
  const before = useRef('');
  const pending = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const current = useRef<Settings | undefined>(undefined);

  const fail = useCallback((reason: unknown) => {
    setError(reason instanceof Error ? reason.message : String(reason));
  }, []);
  const update = useCallback((id: number, change: (run: Run) => Run) => {
    setRuns((all) => all.map((run) => (run.id === id ? change(run) : run)));
  }, []);

  useEffect(() => {
    const keeps = heldOut === before.current;
    setError(undefined);
    setLoaded(undefined);
    if (!keeps) {
      generation.current++;
      setRuns([]);
      setTestOpen(false);
      setWaits(false);
      nextId.current = 1;
    }
    if (!task) return;
    before.current = heldOut;
    const own = generation.current;
    engine()
      .call('load', { task, keeps })
      .then((answer) => own === generation.current && setLoaded(answer))
      .catch((reason: unknown) => own === generation.current && fail(reason));
  }, [task, heldOut]);

  const apply = (id: number, kind: TaskKind, settings: Settings) => {
    const began = current.current!;
    engine()
      .call('change', recipeOf(kind, settings))
      .then((isLive) => {
        setWaits(!isLive);
        if (!isLive) return;
        current.current = settings;
        const what = changed(began, settings);
        if (what !== '')
          update(id, (old) => ({
            ...old,
            changes: [...old.changes, `${what} from epoch ${old.epochs.length + 1}`],
          }));
      })
      .catch(fail);
  };

  const active = runs.find(({ state }) => ['starting', 'running', 'paused'].includes(state));

  return {
    loaded,
    runs,
    error,
    isTestOpen,
    active,
    waits,
    start(kind, settings, points) {
      const id = nextId.current++;
      const own = generation.current;
      current.current = settings;
      setError(undefined);
      setWaits(false);
      const run: Run = {
        id,
        kind,
        settings,
        size: loaded?.sizes.train ?? 0,
        points,
        state: 'starting',
        epochs: [],
        changes: [],
        seconds: 0,
        isAfterTest: isTestOpen,
      };
      setRuns((all) => [...all, run]);
      const take = (progress: Progress) =>
        own === generation.current &&
        update(id, (old) => ({
          ...withProgress(old, progress),
          state: old.state === 'paused' ? 'paused' : 'running',
        }));
      engine()
        .call(
          'train',
          {
            run: id,
            recipe: recipeOf(kind, settings),
            pauseMs: pace,
            ...(kind === 'points' && { grid: { side: planeSide, ends: planeEnds } }),
          },
          take,
        )
        .then((end) => {
          if (own === generation.current)
            update(id, (old) => ({ ...withProgress(old, end.view), end, state: 'done' }));
        })
        .catch((reason: unknown) => {
          if (own !== generation.current) return;
          update(id, (old) => ({ ...old, state: 'failed' }));
          fail(reason);
        });
    },
    stop: () => void engine().call('stop', undefined),
    pause(isPaused) {
      void engine().call('pause', isPaused);
      if (active) update(active.id, (old) => ({ ...old, state: isPaused ? 'paused' : 'running' }));
    },
    slow(pauseMs) {
      setPace(pauseMs);
      if (active) void engine().call('slow', pauseMs);
    },
    change(kind, settings) {
      if (!active) return;
      // A slider that is drawn along says many things; the last one counts.
      clearTimeout(pending.current);
      pending.current = setTimeout(() => apply(active.id, kind, settings), settleMs);
    },
    openTest() {
      engine()
        .call(
          'test',
          runs.filter(({ state }) => state === 'done').map(({ id }) => id),
        )
        .then((found) => {
          for (const { run, scores } of found) update(run, (old) => ({ ...old, test: scores }));
          setTestOpen(true);
        })
        .catch(fail);
    },
  };
}

const withProgress = (run: Run, { epochs, plane, weights, seconds }: Progress): Run => ({
  ...run,
  epochs: epochs.length > 0 ? [...run.epochs, ...epochs] : run.epochs,
  ...(plane && { plane }),
  weights,
  seconds,
});

/** What differs between two settings, in a few words. */
export function changed(before: Settings, after: Settings): string {
  const on = activeRemedies(after);
  return (Object.keys(after.remedies) as RemedyName[])
    .filter(
      (name) =>
        after.remedies[name].on !== before.remedies[name].on ||
        (after.remedies[name].on && after.remedies[name].strength !== before.remedies[name].strength),
    )
    .map((name) => `${remedyNames[name]} ${on.includes(name) ? after.remedies[name].strength : 'off'}`)
    .join(', ');
}
