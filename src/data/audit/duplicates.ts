import { mostExamples, nameOf, shareText, type AuditedData, type Check, type Finding } from './check.ts';

/** From this share of the studied examples on, duplicates are worth a warning. */
const manyWithin = 0.05;
/** Below this share a duplicate in a given part leaves the score as it is, however large the part. */
const leastLeak = 0.01;

/**
 * Examples that occur twice, exactly or nearly.
 *
 * Those among what is studied stay on one side of every split and are only counted. Those that stand both in training
 * and in a given validation or test part are known beforehand: a network that remembers them is right without having
 * learned. They are a leak where they could move the score by more than the part's own 95% interval, half of which is
 * at most 0.98 / √n, and by a point at least.
 */
export const duplicates: Check = {
  name: 'duplicates',
  title: 'examples that occur twice, within and across parts',
  run(audited) {
    return [...within(audited), ...across(audited)];
  },
};

function* within({ data, twins }: AuditedData): Generator<Omit<Finding, 'check'>> {
  const { size } = data;
  const exact = twins.equal.subarray(0, size).reduce((sum, first, i) => sum + Number(first !== i), 0);
  const near = twins.near.filter(([, j]) => j < size);
  const count = twins.family.subarray(0, size).reduce((sum, first, i) => sum + Number(first !== i), 0);
  if (count === 0) return;
  const pairs: [number, number][] = [...near.map(([i, j]) => [i, j] as [number, number])];
  twins.equal.subarray(0, size).forEach((first, i) => {
    if (first !== i) pairs.push([first, i]);
  });
  yield {
    severity: count >= manyWithin * size ? 'warning' : 'note',
    message:
      `${shareText(count, size, 'examples')} repeat an earlier one: ${exact} exactly, ${count - exact} nearly. ` +
      'They stay on one side of every split.',
    examples: pairs.slice(0, mostExamples).map(([i, j]) => `${nameOf(data, i)} = ${nameOf(data, j)}`),
    count,
  };
}

function* across({ data, parts, twins }: AuditedData): Generator<Omit<Finding, 'check'>> {
  const [training, ...others] = parts;
  for (const { name, dataset, start } of others) {
    const first = new Map<number, number>();
    for (let i = 0; i < training!.dataset.size; i++)
      if (!first.has(twins.family[i]!)) first.set(twins.family[i]!, i);
    const repeated: [number, number][] = [];
    for (let i = 0; i < dataset.size; i++) {
      const twin = first.get(twins.family[start + i]!);
      if (twin !== undefined) repeated.push([twin, i]);
    }
    if (repeated.length === 0) continue;
    const share = repeated.length / dataset.size;
    const isLeak = share > Math.max(leastLeak, 0.98 / Math.sqrt(dataset.size));
    yield {
      severity: isLeak ? 'leak' : 'warning',
      message:
        `${shareText(repeated.length, dataset.size, `${name} examples`)} stand in training too, exactly or nearly` +
        `${isLeak ? `: more than the score's own uncertainty` : ''}. --drop-duplicates leaves their twins out of training.`,
      examples: repeated.slice(0, mostExamples).map(([i, j]) => `${nameOf(data, i)} = ${nameOf(dataset, j)}`),
      count: repeated.length,
    };
  }
}
