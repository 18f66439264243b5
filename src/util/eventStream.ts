/** Events of a run, for `for await`; its result comes as the value of the last `next`, with `done`. */
export interface EventStream<Event, Result> extends AsyncIterableIterator<Event, Result | undefined> {
  next(): Promise<IteratorResult<Event, Result | undefined>>;
  return(): Promise<IteratorResult<Event, Result | undefined>>;
  throw(error: unknown): Promise<IteratorResult<Event, Result | undefined>>;
  [Symbol.asyncIterator](): this;
}

export interface EventStreamOptions<Event> {
  /** Aborted by the caller, it aborts the signal of the run; what the run makes of that is what the loop sees. */
  readonly signal?: AbortSignal | undefined;
  /**
   * One event for two that wait, one behind the other, or undefined where both are to be kept. It keeps few those of which
   * only the newest counts. Default: all are kept.
   */
  readonly merge?: (waiting: Event, next: Event) => Event | undefined;
}

/**
 * A run that calls back, as events to loop over. The run begins with the first event that is asked for and never waits
 * for who listens: events wait in order.
 *
 * Leaving the loop (`break`, `return`, an error in it) aborts the signal of the run, and waits until it has ended. Where the
 * run fails, the events before come first, then its error.
 *
 * @param run Calls `emit` for each event; its promise is the end of the run.
 * @example for await (const event of eventStream((emit, signal) => work({ onEvent: emit, signal }))) console.log(event);
 */
export function eventStream<Event, Result>(
  run: (emit: (event: Event) => void, signal: AbortSignal) => Promise<Result>,
  options: EventStreamOptions<Event> = {},
): EventStream<Event, Result> {
  const { signal, merge } = options;
  const controller = new AbortController();
  let isLeft = false;
  const inner = events();
  /** The loop is left: also while an event is waited for, which an async generator by itself would wait out. */
  const leave = () => {
    isLeft = true;
    controller.abort();
  };

  async function* events(): AsyncGenerator<Event, Result | undefined, void> {
    const waiting: Event[] = [];
    let wake = () => {};
    let isOver = false;
    const emit = (event: Event) => {
      if (isLeft) return;
      const merged = merge && waiting.length > 0 ? merge(waiting.at(-1)!, event) : undefined;
      if (merged === undefined) waiting.push(event);
      else waiting[waiting.length - 1] = merged;
      wake();
    };
    const abort = () => controller.abort(signal!.reason);
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
    const ended = (async () => run(emit, controller.signal))().finally(() => {
      isOver = true;
      wake();
    });
    // It is awaited below; until then its failure is no unhandled one.
    ended.catch(() => {});
    try {
      for (;;) {
        while (waiting.length > 0) yield waiting.shift()!;
        if (isOver) return isLeft ? undefined : await ended;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      signal?.removeEventListener('abort', abort);
      if (!isOver) {
        leave();
        await ended.catch(() => {});
      }
    }
  }

  return {
    next: () => inner.next(),
    return() {
      leave();
      return inner.return(undefined);
    },
    throw(error) {
      leave();
      return inner.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
