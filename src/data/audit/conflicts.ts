import { mostExamples, nameOf, shareText, type Check } from './check.ts';

/** From this share of examples that no network can get right on, conflicts are worth a warning. */
const manyWrong = 0.01;

/** The same input with different labels: what no network can get right. */
export const conflicts: Check = {
  name: 'conflicts',
  title: 'equal inputs with different labels',
  run({ data, twins }) {
    const { target, size } = data;
    // Pictures and texts that are nearly the same should have one label too; numbers may differ for a reason.
    const alike = data.features.kind === 'table' ? twins.equal : twins.family;
    const sets = new Map<number, number[]>();
    for (let i = 0; i < size; i++) {
      const set = sets.get(alike[i]!);
      if (set) set.push(i);
      else sets.set(alike[i]!, [i]);
    }
    const answer = (i: number) => (target.kind === 'classes' ? target.labels[i]! : target.values[i]!);
    const torn = [...sets.values()].filter((set) => set.some((i) => answer(i) !== answer(set[0]!)));
    if (torn.length === 0) return [];
    const count = torn.reduce((sum, set) => sum + set.length, 0);
    const examples = torn.slice(0, mostExamples).map((set) => {
      const shown = set.slice(0, 3).map((i) => {
        const label = target.kind === 'classes' ? target.classes[answer(i)]! : String(answer(i));
        return `${nameOf(data, i)} (${label})`;
      });
      return shown.join(' = ') + (set.length > 3 ? ` and ${set.length - 3} more` : '');
    });
    if (target.kind === 'classes') {
      const wrong = torn.reduce((sum, set) => sum + set.length - mostOfOneLabel(set.map(answer)), 0);
      return [
        {
          severity: wrong >= manyWrong * size ? 'warning' : 'note',
          message:
            `${shareText(count, size, 'examples')} have the input of another with a different label. ` +
            `No network can be right in more than ${(100 * (1 - wrong / size)).toFixed(1)}%. Check these labels.`,
          examples,
          count,
        },
      ];
    }
    const [mean, least] = [
      meanOf(Array.from(target.values)),
      torn.reduce((sum, set) => sum + spread(set.map(answer)), 0),
    ];
    const all = target.values.reduce((sum, y) => sum + (y - mean) ** 2, 0);
    return [
      {
        severity: least >= manyWrong * all ? 'warning' : 'note',
        message:
          `${shareText(count, size, 'examples')} have the input of another with a different ${target.name}. ` +
          `No network can reach an R² above ${(1 - least / all).toFixed(3)}. Check these values.`,
        examples,
        count,
      },
    ];
  },
};

function mostOfOneLabel(labels: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return Math.max(...counts.values());
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, y) => sum + y, 0) / values.length;

const spread = (values: readonly number[]): number => {
  const mean = meanOf(values);
  return values.reduce((sum, y) => sum + (y - mean) ** 2, 0);
};
