import { columnsOf, mostExamples, type Check } from './check.ts';

/** Columns with one value only. */
export const constants: Check = {
  name: 'constants',
  title: 'columns with one value',
  run({ data }) {
    if (data.size < 2) return [];
    const names = columnsOf(data)
      .filter(({ cells }) => new Set<string | number>(cells).size === 1)
      .map(({ name }) => name);
    if (names.length === 0) return [];
    return [
      {
        severity: 'note',
        message: `${names.length === 1 ? `Column "${names[0]}" has` : `${names.length} columns have`} one value only and can teach nothing.`,
        examples: names.slice(0, mostExamples),
        count: names.length,
      },
    ];
  },
};
