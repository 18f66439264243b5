import type { Effect } from './record.ts';
import { intervalText, number, pointsValue } from '../util/format.ts';

/** An effect on the score as a sentence has it: "+2.0 points (95% interval −0.1 to +4.1)", or in the unit of the target. */
export function changeText(effect: Effect, isShare: boolean): string {
  const said = isShare ? pointsValue : number;
  return `${said(effect.mean)}${isShare ? ' points' : ''} (95% interval ${intervalText(effect.interval, said)})`;
}
