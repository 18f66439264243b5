import type { Check } from './check.ts';
import type { FamilyEvidence } from './relatives.ts';

/** A smaller difference of accuracy (or R²) is not worth a warning. */
const leastDrop = 0.05;

/** Rows that come in families (one patient, one molecule, one film) and would be split between training and test. */
export const families: Check = {
  name: 'families',
  title: 'rows that belong together and need --group',
  run({ data, relatives }) {
    const unit = data.target.kind === 'classes' ? 'right in' : 'R²';
    const text = (score: FamilyEvidence['random']) =>
      data.target.kind === 'classes'
        ? `${(100 * score.mean).toFixed(1)}% (${score.interval.map((x) => (100 * x).toFixed(1)).join(' to ')})`
        : `${score.mean.toFixed(2)} (${score.interval.map((x) => x.toFixed(2)).join(' to ')})`;
    const found = relatives().evidence.filter(({ drop }) => drop.interval[0] > 0 && drop.mean >= leastDrop);
    // A column says more than names, and names more than the order.
    const strength = (evidence: FamilyEvidence) => evidence.together / Math.max(evidence.byChance, 1e-9);
    const [best] = (['column', 'name', 'order'] as const)
      .map((by) => found.filter((evidence) => evidence.by === by).sort((a, b) => strength(b) - strength(a)))
      .flat();
    if (!best) return [];
    const what = {
      column: `Rows with one value of "${best.name}" belong together`,
      name: 'Pictures whose file names begin alike belong together',
      order: 'Neighbours in the file are alike, within each class too: rows seem to come in families',
    }[best.by];
    const advice = {
      column: `Add --group ${best.name}.`,
      name: 'Add --group prefix.',
      order: 'If a column says which rows belong together (patient, author, day), name it with --group.',
    }[best.by];
    return [
      {
        severity: 'warning',
        message:
          `${what} (${best.families} families). A nearest-neighbour learner is ${unit} ${text(best.random)} on a random split, ` +
          `${text(best.block)} where no family is cut: a random split flatters. ${advice}`,
        examples: best.name === undefined ? [] : [best.name],
        count: best.families,
      },
    ];
  },
};
