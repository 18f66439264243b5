/** Something that takes a while to open and is closed in the end, such as a session of onnxruntime. */
interface Closable {
  release(): Promise<void>;
}

/** Opened things that are given back to be used again. */
export interface Kept<Session extends Closable> {
  /** One that is free of this content, which `key` tells from others, else a new one by `open`. Give it back with `done`. */
  take(
    key: string,
    open: () => Promise<Session>,
  ): Promise<{ readonly session: Session; done(): Promise<void> }>;
}

/** What was in use for less than so many times what opening took is worth keeping: opening it again would be felt. */
const worthKeeping = 50;

/**
 * Keeps up to `most` sessions that are not in use, for the next that has the same content; the one unused longest goes
 * first. Small trainings ask for the same program again and again, and opening it takes a third of their time. Sessions of
 * long trainings are not kept: they hold much memory, and opening them is nothing beside the training.
 */
export function keptSessions<Session extends Closable>(most: number): Kept<Session> {
  // Free ones, the one unused longest first.
  const free: { readonly key: string; readonly session: Session }[] = [];
  const opening = new Map<string, number>();
  return {
    async take(key, open) {
      const place = free.findIndex((one) => one.key === key);
      const began = performance.now();
      const session = place < 0 ? await open() : free.splice(place, 1)[0]!.session;
      const from = performance.now();
      if (place < 0 && most > 0) opening.set(key, from - began);
      return {
        session,
        async done() {
          const isWorthIt = performance.now() - from < worthKeeping * (opening.get(key) ?? 0);
          if (isWorthIt) free.push({ key, session });
          const gone = isWorthIt ? free.splice(0, Math.max(0, free.length - most)) : [{ key, session }];
          for (const one of gone) {
            if (!free.some((other) => other.key === one.key)) opening.delete(one.key);
            await one.session.release();
          }
        },
      };
    },
  };
}
