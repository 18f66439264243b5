import { number, percent } from '../../../util/format.ts';
import type { Metric, RunState } from '../../protocol.ts';

/** How values and states are written on this page. */

export const stateText: Readonly<Record<RunState, string>> = {
  running: 'Running',
  interrupted: 'Interrupted',
  done: 'Done',
  failed: 'Failed',
  unknown: 'Unknown',
};

export const metricText: Readonly<Record<Metric, string>> = {
  accuracy: 'accuracy',
  rmse: 'rmse',
  loss: 'loss',
};

export const valueText = (metric: Metric, value: number | undefined): string =>
  value === undefined ? '–' : metric === 'accuracy' ? percent(value) : number(value);

/** Whether the first of two values is the better one. */
export const isBetter = (metric: Metric, a: number, b: number): boolean =>
  metric === 'accuracy' ? a > b : a < b;

/** A time as people say it: "just now", "5 min ago", "3 May". */
export function agoText(iso: string, now = Date.now()): string {
  const seconds = (now - Date.parse(iso)) / 1000;
  if (!Number.isFinite(seconds)) return '';
  if (seconds < 45) return 'just now';
  if (seconds < 3600) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  if (seconds < 86_400) return `${Math.round(seconds / 3600)} h ago`;
  return new Date(iso).toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
}
