import type { Axis, AxisValue } from '../axis.ts';
import { recipe as checked } from '../../../recipe/schema.ts';

type Schedule = { readonly name: string; readonly [option: string]: AxisValue };

/** The course of the learning rate. @see Loshchilov and Hutter 2017, arXiv:1608.03983; Smith and Topin 2018, arXiv:1708.07120. */
export const schedule: Axis<Schedule> = Object.freeze({
  name: 'schedule',
  ordered: false,
  values: (): readonly Schedule[] => [
    { name: 'constant' },
    { name: 'cosine', warmup: 0.05 },
    { name: 'oneCycle' },
  ],
  read: (recipe) => recipe.schedule as Schedule,
  apply: (recipe, value) => checked({ ...recipe, schedule: value }),
} satisfies Axis<Schedule>);
