import { expect, test } from 'vitest';
import { verdictSentences } from './verdict.ts';
import { exampleStudy } from '../../test/helpers/exampleRecord.ts';
import type { RemedyRecord } from './record.ts';

const study = exampleStudy();
const one = study.remedies.find(({ decision }) => decision === 'drop')!;
const as = (name: string, decision: RemedyRecord['decision'], mean: number): RemedyRecord => ({
  ...one,
  name,
  decision,
  effect: { mean, interval: [mean - 0.01, mean + 0.01], pairs: 5 },
});
const refused = (name: string): RemedyRecord => ({ ...as(name, 'harm', 0), reason: 'labels move' });

/** What the second sentence says of these remedies. */
const saidOf = (remedies: readonly RemedyRecord[]) =>
  verdictSentences({ ...study, remedies: [...remedies] })[1];

const [helps, harms, nothing] = [as('dropout', 'keep', 0.03), as('l1', 'harm', -0.02), as('l2', 'drop', 0)];

test.each<[string, RemedyRecord[], string]>([
  ['none', [], 'No remedies were tried.'],
  [
    'none but refused ones',
    [refused('flip')],
    'flip was refused before any training: labels do not survive it.',
  ],
  ['one that helps', [helps], 'The one remedy tried, dropout (+3.0 points), helps.'],
  ['one that harms', [harms], 'The one remedy tried, l1 (−2.0 points), harms.'],
  [
    'one without an effect, one refused',
    [nothing, refused('flip')],
    'The one remedy tried, l2 (0.0 points), shows no effect beyond its interval. flip was refused before any training: labels do not survive it.',
  ],
  ['two without', [nothing, nothing], 'None of 2 remedies shows an effect beyond its interval.'],
])('remedies: %s', (_, remedies, sentence) => {
  expect(saidOf(remedies)).toBe(sentence);
});

test('remedies: help, harm and no effect in one sentence', () => {
  const said = saidOf([helps, harms, nothing])!;
  expect(said).toMatch(/^Of 3 remedies dropout \(.*\) help; l1 \(.*\) harms; one shows no effect\.$/);
});

test('the smallest network that is as good as the baseline has the last word, where there is one', () => {
  expect(verdictSentences(study)).toHaveLength(3);
  const recipe = { architecture: { name: 'convnet', size: 3 } };
  const effect = { mean: 0.02, interval: [-0.01, 0.05] as [number, number], pairs: 5 };
  const smallest = { recipe, parameters: 7_562, effect, lossEffect: effect };
  expect(verdictSentences({ ...study, smallest }).at(-1)).toBe(
    'Who is content with what the network did before needs still fewer: convnet of size 3 with 7,562 parameters, 14 times fewer, does at least as well on validation (+2.0 points, 95% interval −1.0 to +5.0); it took no part in the test.',
  );
});

test('and says what it does on the test part, where it was tested', () => {
  const recipe = { architecture: { name: 'convnet', size: 3 } };
  const effect = { mean: 0.02, interval: [-0.01, 0.05] as [number, number], pairs: 5 };
  const improvement = { mean: 0.011, interval: [0.006, 0.016] as [number, number], pairs: 10_000 };
  const test = { loss: 0.3, accuracy: 0.8904, n: 10_000 };
  const smallest = { recipe, parameters: 7_562, effect, lossEffect: effect, test, improvement };
  expect(verdictSentences({ ...study, smallest }).at(-1)).toMatch(
    /\(\+2\.0 points, 95% interval −1\.0 to \+5\.0\) and makes 11\.0% errors on the test part \(\+1\.1 points, 95% interval \+0\.6 to \+1\.6\)\.$/,
  );
});

test('or that it only looked as good, where the test part shows it', () => {
  const recipe = { architecture: { name: 'convnet', size: 3 } };
  const effect = { mean: 0.02, interval: [-0.01, 0.05] as [number, number], pairs: 5 };
  const improvement = { mean: -0.031, interval: [-0.037, -0.024] as [number, number], pairs: 10_000 };
  const test = { loss: 0.4, accuracy: 0.8824, n: 10_000 };
  const smallest = { recipe, parameters: 7_562, effect, lossEffect: effect, test, improvement };
  expect(verdictSentences({ ...study, smallest }).at(-1)).toBe(
    'A still smaller one, convnet of size 3 with 7,562 parameters, 14 times fewer, looked as good on validation as the network did before (+2.0 points, 95% interval −1.0 to +5.0), and is not: 11.8% errors on the test part (−3.1 points, 95% interval −3.7 to −2.4).',
  );
});

test('a network that did not shrink is not said to have fewer parameters', () => {
  expect(verdictSentences(study)[2]).toContain('26,506 parameters instead of 105,866');
  const same = { ...study, chosen: { ...study.chosen, parameters: study.baseline.parameters } };
  expect(verdictSentences(same)[2]).toContain('has the same 105,866 parameters as before and makes');
});

test('a network of another kind is said to be one', () => {
  const chosen = { ...study.chosen, recipe: { architecture: { name: 'linear', size: 1 } } };
  expect(verdictSentences({ ...study, chosen })[2]).toContain(
    '26,506 parameters instead of 105,866 (linear instead of convnet) and makes',
  );
});
