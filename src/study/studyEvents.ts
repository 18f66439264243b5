import type { Diagnosed } from './firstLook.ts';
import { diagnose, study, type Finding, type StudyOptions, type StudyResult } from './study.ts';
import type { StudyProgress } from './studyProgress.ts';
import type { Dataset } from '../data/dataset.ts';
import { eventStream, type EventStream } from '../util/eventStream.ts';

/** What a study or a diagnosis tells while it runs; the result is the last event. */
export type StudyEvent<Result = StudyResult> =
  | { readonly kind: 'progress'; readonly progress: StudyProgress }
  | { readonly kind: 'finding'; readonly finding: Finding }
  | { readonly kind: 'result'; readonly result: Result };

/**
 * A study as events to loop over: where it stands, what it finds, and the result. Of progress that waits to be looked at only
 * the newest is kept; no finding is lost.
 *
 * Leaving the loop, or `options.signal`, ends the study as soon as the trials that run have ended (`executor.close()` ends
 * those too). The journal holds what was done; the same call goes on from it.
 *
 * @throws as `study`, from the loop; an InterruptedError after `options.signal`.
 * @example
 * for await (const event of studyEvents(data, test, options))
 *   if (event.kind === 'progress') console.log(event.progress.done, 'of', event.progress.total);
 *   else if (event.kind === 'result') console.log(event.result.record.verdict);
 */
export const studyEvents = (
  examples: Dataset,
  test: Dataset,
  options: StudyOptions,
): EventStream<StudyEvent, StudyResult> =>
  studyStream(options, (listening) => study(examples, test, listening));

/** A diagnosis as events to loop over; see `studyEvents`. */
export const diagnoseEvents = (
  data: Dataset,
  options: StudyOptions,
): EventStream<StudyEvent<Diagnosed>, Diagnosed> =>
  studyStream(options, (listening) => diagnose(data, listening));

const studyStream = <Result>(
  options: StudyOptions,
  run: (listening: StudyOptions) => Promise<Result>,
): EventStream<StudyEvent<Result>, Result> =>
  eventStream<StudyEvent<Result>, Result>(
    async (emit, signal) => {
      const result = await run({
        ...options,
        signal,
        onProgress(progress) {
          options.onProgress?.(progress);
          emit({ kind: 'progress', progress });
        },
        onFinding(finding) {
          options.onFinding?.(finding);
          emit({ kind: 'finding', finding });
        },
      });
      emit({ kind: 'result', result });
      return result;
    },
    {
      signal: options.signal,
      merge: (waiting, next) => (waiting.kind === 'progress' && next.kind === 'progress' ? next : undefined),
    },
  );
