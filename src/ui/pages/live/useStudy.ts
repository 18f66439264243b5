import { useCallback, useRef, useState } from 'preact/hooks';
import { useEvents, type Connection } from './useEvents.ts';
import type { StudyEvent, TrialRow } from '../../protocol.ts';

/** All that is known of a study: the last word on each thing, and every trial. */
export interface StudyView {
  readonly facts: Omit<StudyEvent, 'trials' | 'reset'>;
  /** The same list all along, longer each time; `version` says when it changed. */
  readonly trials: readonly TrialRow[];
  readonly version: number;
  readonly loaded: boolean;
  readonly connection: Connection;
}

/** Follows a study. Events of one moment are shown in one go. */
export function useStudy(path: string): StudyView {
  const held = useRef<{ facts: StudyView['facts']; trials: TrialRow[]; waiting: boolean }>({
    facts: {},
    trials: [],
    waiting: false,
  });
  const [version, setVersion] = useState(0);
  const listener = useCallback((data: unknown) => {
    const { reset, trials, ...facts } = data as StudyEvent;
    const store = held.current;
    if (reset) [store.facts, store.trials] = [facts, []];
    else store.facts = { ...store.facts, ...facts };
    if (trials) store.trials.push(...trials);
    if (store.waiting) return;
    store.waiting = true;
    setTimeout(() => {
      store.waiting = false;
      setVersion((old) => old + 1);
    }, 30);
  }, []);
  const connection = useEvents(new URLSearchParams({ study: path }).toString(), 'study', listener);
  const { facts, trials } = held.current;
  return { facts, trials, version, loaded: version > 0, connection };
}
