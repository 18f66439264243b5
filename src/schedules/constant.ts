import type { Schedule } from './schedule.ts';

/** The learning rate stays: factor 1 at every step. */
export const constant = (): Schedule =>
  Object.freeze({ name: 'constant', options: Object.freeze({}), factor: () => 1 } satisfies Schedule);
