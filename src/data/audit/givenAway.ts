import { columnsOf, drawn, ignoreOption, type Check } from './check.ts';
import { isRenamed, skillOf } from './oneColumn.ts';

/** A column that takes away this share of a guess's errors by itself is the answer under another name. */
const nearlyAll = { classes: 0.98, number: 0.99 } as const;
/** From here on it is worth asking where the column comes from. */
const unusuallyMuch = { classes: 0.9, number: 0.95 } as const;
/** With fewer rows a real feature may separate the classes without error. */
const leastRows = 30;
const mostRows = 5000;

/**
 * Columns that give the target away: equal to it (also renamed or scaled), or predicting it nearly perfectly alone.
 *
 * A column whose values name families of rows is left to the check of families. The only column of a table is what there
 * is to learn from, and no leak.
 */
export const givenAway: Check = {
  name: 'givenAway',
  title: 'columns that give the target away',
  run({ data, relatives }) {
    const { target } = data;
    const columns = columnsOf(data);
    const rows = drawn(data.size, mostRows);
    const name = target.kind === 'classes' ? 'the class' : `"${target.name}"`;
    return columns.flatMap((column) => {
      const renamed = isRenamed(column, target);
      const skill = renamed ? 1 : skillOf(column, target, rows);
      if (skill < unusuallyMuch[target.kind]) return [];
      if (!renamed && relatives().familyColumns.has(column.name)) return [];
      const isLeak =
        columns.length > 1 &&
        skill >= nearlyAll[target.kind] &&
        (data.size >= leastRows || (renamed && data.size >= 10));
      const how = renamed
        ? `says the same as ${name} under other names`
        : target.kind === 'classes'
          ? `alone predicts ${name} with ${(100 * skill).toFixed(1)}% of the errors of a guess taken away`
          : `alone predicts ${name} with an R² of ${skill.toFixed(3)}`;
      return [
        {
          severity: isLeak ? ('leak' as const) : ('warning' as const),
          message:
            `Column "${column.name}" ${how}. ` +
            (isLeak
              ? `If it is not known before the answer is, leave it out: ${ignoreOption(column.name)}.`
              : 'Make sure that it is known before the answer is.'),
          examples: [column.name],
          count: 1,
        },
      ];
    });
  },
};
