import { fit, type FitData, type FitOptions, type FitResult } from './fit.ts';
import type { EpochRecord } from './history.ts';
import type { Recipe } from '../recipe/schema.ts';
import { eventStream, type EventStream } from '../util/eventStream.ts';

/** What a training tells while it runs; the result is the last event. */
export type FitEvent =
  | { readonly kind: 'epoch'; readonly record: EpochRecord }
  | { readonly kind: 'result'; readonly result: FitResult };

/**
 * A training as events to loop over: each epoch, then the result.
 *
 * Leaving the loop ends the training after the running call of its program (about 150 ms). `options.signal` ends it too; then
 * the last event is the result so far, which says `interrupted`.
 *
 * @throws as `fit`, from the loop.
 */
export const fitEvents = (
  data: FitData,
  recipe: Recipe,
  options: FitOptions,
): EventStream<FitEvent, FitResult> =>
  eventStream<FitEvent, FitResult>(
    async (emit, signal) => {
      const result = await fit(data, recipe, {
        ...options,
        signal,
        onEpoch(record) {
          options.onEpoch?.(record);
          emit({ kind: 'epoch', record });
        },
      });
      emit({ kind: 'result', result });
      return result;
    },
    { signal: options.signal },
  );
