import { mostExamples, type Check } from './check.ts';

/** Independent examples of a class without which it cannot be learned in one part and tested in another. */
const fewest = 5;

/** Classes with too few examples. */
export const rareLabels: Check = {
  name: 'rareLabels',
  title: 'classes with too few examples',
  run({ data, twins }) {
    const { target, size } = data;
    if (target.kind !== 'classes') return [];
    // Copies of one example, and examples of one group, count once.
    const units = target.classes.map(() => new Set<string | number>());
    for (let i = 0; i < size; i++) units[target.labels[i]!]!.add(data.groups?.[i] ?? twins.family[i]!);
    const rare = target.classes
      .map((name, c) => ({ name, count: units[c]!.size }))
      .filter(({ count }) => count < fewest)
      .sort((a, b) => a.count - b.count);
    if (rare.length === 0) return [];
    const what = data.groups ? 'groups' : 'different examples';
    return [
      {
        severity: 'warning',
        message:
          `${rare.length === 1 ? `Class "${rare[0]!.name}" has` : `${rare.length} classes have`} fewer than ${fewest} ${what}: ` +
          'too few to learn from in one part and be tested in another. Add examples, or join classes.',
        examples: rare.slice(0, mostExamples).map(({ name, count }) => `${name}: ${count}`),
        count: rare.length,
      },
    ];
  },
};
