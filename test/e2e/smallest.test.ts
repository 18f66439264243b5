/** A study that finds a network still smaller than the one it chooses, and hands it over beside it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { studyRecord } from '../../src/study/record.ts';
import { randomKey, uniformAt } from '../../src/util/random.ts';
import { readJson, succeed, workingFolder } from '../helpers/command.ts';
import { writeText } from '../helpers/files.ts';

const folder = workingFolder();

/** Points inside or outside a circle, a fifth of them labelled wrongly: one layer cannot tell them apart. */
function circleCsv(rows: number, name: string): string {
  const [point, flip] = [randomKey('circle', name), randomKey('flip', name)];
  const lines = Array.from({ length: rows }, (_, i) => {
    const [x, y] = [2 * i, 2 * i + 1].map((n) => 2 * uniformAt(point, n) - 1) as [number, number];
    const isInside = x * x + y * y < 0.6 !== uniformAt(flip, i) < 1 / 5;
    return `${x.toFixed(3)},${y.toFixed(3)},${isInside ? 'in' : 'out'}`;
  });
  return ['x,y,label', ...lines].join('\n') + '\n';
}

test('is trained too, tested once with the others, and written as smallest.onnx', async () => {
  writeText(join(folder, 'points.csv'), circleCsv(160, 'b'));
  writeText(join(folder, 'sealed.csv'), circleCsv(300, 'sealed'));
  writeText(
    join(folder, 'recipe.yaml'),
    'architecture: { name: mlp, size: 64 }\noptimizer: { name: adam, learningRate: 0.05 }\nepochs: 60\n',
  );
  const { stdout } = await succeed(
    folder,
    ...['study', 'points.csv', '--test', 'sealed.csv', '--recipe', 'recipe.yaml', '--pairs', '3'],
    ...['--remedies', 'l2', '--search', '0', '--out', 'circle'],
  );
  const { smallest, chosen, baseline } = studyRecord.parse(readJson(folder, 'circle', 'study.json'));
  expect(smallest!.parameters).toBeLessThan(chosen.parameters);
  expect(smallest!.test!.n).toBe(300);
  expect(smallest!.improvement!.mean).toBeCloseTo(smallest!.test!.accuracy! - baseline.test.accuracy!, 12);
  expect(stdout).toContain(join('circle', 'smallest.onnx'));
  const journal = readFileSync(join(folder, 'circle', 'journal.jsonl'), 'utf8');
  expect(journal.split('"kind":"test opened"')).toHaveLength(2);

  const evaluated = await succeed(folder, 'evaluate', 'circle/smallest.onnx', 'sealed.csv', '--json');
  const scores = JSON.parse(evaluated.stdout) as { n: number; accuracy: number };
  expect(scores.n).toBe(300);
  expect(scores.accuracy).toBeCloseTo(smallest!.test!.accuracy!, 12);
  expect(existsSync(join(folder, 'circle', 'model.onnx'))).toBe(true);
});
