// shared within this room
import type { DiagnosisRecord } from '../../study/record.ts';
import { figureTarget } from '../figureBlock.ts';
import { html, type Html } from '../html.ts';

/** Figures that show what a sentence of evidence says, by words that only such a sentence has; the first that fits. */
const shownBy: readonly (readonly [RegExp, string, string])[] = [
  [/\btwice as many\b/i, 'sample-sizes', 'the curve'],
  [/\bnew groups\b/i, 'group-shift', 'the groups'],
  [/\bsimplest network\b|\bguessing\b/i, 'yardsticks', 'the yardsticks'],
  [/\bsensitive\b|\bweights grew\b/i, 'weight-norms-1', 'the weights'],
  [/\bgap\b/i, 'generalization-gap', 'the gap'],
  [/\bloss\b/i, 'curves-loss-1', 'the curves'],
  [/\b(?:right|errs|answers|learned)\b/i, 'curves-metric-1', 'the curves'],
];

/** A link from a sentence of evidence to what shows it. */
export function evidenceLink(
  sentence: string,
  audit: DiagnosisRecord['audit'],
  has: (id: string) => boolean,
): Html | undefined {
  if (audit.some(({ message }) => message === sentence))
    return html`<a class="see" href="#data">the data</a>`;
  const found = shownBy.find(([words, id]) => words.test(sentence) && has(id));
  return found && html`<a class="see" href="#${figureTarget(found[1])}">${found[2]}</a>`;
}
