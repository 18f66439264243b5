import { registry } from './registry.ts';
import { built, type Recipe } from './schema.ts';

/** Whether a training looks at a part set aside while it runs: to end early, or to lower its learning rate. */
export const watches = ({ stopping, schedule }: Pick<Recipe, 'stopping' | 'schedule'>): boolean =>
  stopping !== null || built('schedule', registry.schedules, schedule).watch !== undefined;
