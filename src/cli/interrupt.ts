/**
 * A signal that Ctrl-C (or a polite kill) aborts, once; the second one ends the process at once.
 *
 * @returns The signal, and a function that gives the keys back.
 */
export function onInterrupt(act: () => void): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const handle = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
    act();
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return {
    signal: controller.signal,
    release() {
      process.off('SIGINT', handle);
      process.off('SIGTERM', handle);
    },
  };
}
