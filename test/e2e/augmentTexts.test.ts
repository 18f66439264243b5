/** Augmented texts as a user looks at them, saves them, chooses among them and trains with them. */
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { apertiumSkipped, hasApertium } from '../helpers/apertium.ts';
import { readJson, workingFolder } from '../helpers/command.ts';
import { commandLines } from '../helpers/commandLines.ts';
import { writeText } from '../helpers/files.ts';
import { probeRecord } from '../../src/study/probe/record.ts';

const folder = workingFolder();
const { hibiscus, succeed } = commandLines(folder);
const at = (...names: readonly string[]) => join(folder, ...names);

const manifestOf = (name: string) =>
  z
    .object({
      sheet: z.literal('sheet.txt'),
      examples: z.array(
        z.object({
          file: z.literal('examples.txt'),
          line: z.number(),
          parent: z.string(),
          label: z.string(),
          operations: z.array(z.object({ name: z.string() })),
        }),
      ),
    })
    .parse(readJson(folder, name, 'manifest.json'));

beforeAll(() => succeed('sample', 'reviews', '--out', 'reviews', '--count', '60'));

test('originals and variants are shown side by side with what changed, and saved with their parents', async () => {
  const operations = 'synonymReplacement=alpha:0.5,randomSwap=alpha:0.3,randomDeletion=alpha:0.3';
  const { stdout } = await succeed(
    ...['augment', 'reviews', '--operations', operations, '--rows', '4', '--draws', '2'],
    ...['--count', '30', '--out', 'seen'],
  );
  const sheet = readFileSync(at('seen', 'sheet.txt'), 'utf8');
  expect(stdout).toContain('original');
  expect(sheet.match(/^ {2}original/gm)).toHaveLength(4);
  expect(sheet.match(/^ {2}randomSwap/gm)).toHaveLength(8);
  for (const line of sheet.split('\n').filter((text) => text.startsWith('  randomSwap')))
    if (!line.includes('nothing to do')) expect(line).toMatch(/\[[^\]]+\]/);

  const { examples } = manifestOf('seen');
  expect(examples).toHaveLength(30);
  const lines = readFileSync(at('reviews', 'train.txt'), 'utf8').trim().split('\n');
  const saved = readFileSync(at('seen', 'examples.txt'), 'utf8').trim().split('\n');
  const wordsOf = (text: string) => (text.toLowerCase().match(/[\p{L}']+/gu) ?? []).sort().join(' ');
  expect(saved).toHaveLength(30);
  for (const { line, parent, label, operations: own } of examples) {
    const [, number] = /^train\.txt:(\d+)$/.exec(parent) ?? [];
    const [parentLabel, original] = lines[Number(number) - 1]!.split('\t');
    expect(label).toBe(parentLabel);
    expect(saved[line - 1]!.split('\t')[0]).toBe(label);
    // What swapping leaves is the same words.
    if (own[0]!.name === 'randomSwap')
      expect(wordsOf(saved[line - 1]!.split('\t')[1]!)).toBe(wordsOf(original!));
  }
  // They are data again.
  await succeed(
    'fit',
    at('seen', 'examples.txt'),
    '--epochs',
    '1',
    '--size',
    '4',
    '--quiet',
    '--out',
    'again',
  );
});

test('a probe chooses among operations on texts, and fit takes its policy', async () => {
  const { stdout } = await succeed(
    ...['augment', 'reviews', '--probe', '--operations', 'randomSwap,tokenDropout', '--json', '--quiet'],
    ...['--recipe', recipeFile(), '--out', 'probed'],
  );
  const record = probeRecord.parse(JSON.parse(stdout));
  expect(record.operations.map(({ name }) => name)).toEqual(['randomSwap', 'tokenDropout']);
  for (const { effect, decision, options } of record.operations) {
    expect(effect.pairs).toBeGreaterThanOrEqual(3);
    // The usual strength for so few texts, written out.
    expect(options).toMatchObject({ alpha: 0.05, copies: 16 });
    if (effect.interval[1] < 0) expect(decision).toBe('harm');
  }
  await succeed(
    ...[
      'fit',
      'reviews',
      '--augment',
      at('probed', 'policy.json'),
      '--epochs',
      '2',
      '--size',
      '4',
      '--quiet',
    ],
    ...['--out', 'chosen'],
  );
});

/** A training of a moment. */
function recipeFile(): string {
  const path = at('quick.json');
  writeText(path, JSON.stringify({ architecture: { name: 'bagOfEmbeddings', size: 4 }, epochs: 3 }));
  return path;
}

describe('what stands beside texts', () => {
  test('other languages need a thesaurus for synonyms, and take one', async () => {
    writeText(
      at('de.txt'),
      `${['gut\tder Hund schläft gern', 'schlecht\tdie Katze schläft nie'].join('\n')}\n`.repeat(8),
    );
    const args = ['augment', 'de.txt', '--language', 'de', '--operations', 'synonymReplacement=alpha:1'];
    const refused = await hibiscus(...args, '--out', 'none');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('needs a thesaurus');
    expect(refused.stderr).toContain('--thesaurus <file>');
    writeText(at('synonyme.txt'), 'Hund\tKöter\nKatze\tMieze,Kater\n');
    await succeed(...args, '--thesaurus', 'synonyme.txt', '--out', 'german');
    expect(readFileSync(at('german', 'sheet.txt'), 'utf8')).toMatch(/\[(Köter|Mieze|Kater)\]/);
    const { stdout } = await succeed('augment', 'de.txt', '--language', 'de', '--out', 'rest');
    expect(stdout).toContain('randomSwap');
    expect(stdout).not.toContain('synonymReplacement');
  });

  test('word vectors are begun with, and named by a recipe that then needs them', async () => {
    writeText(at('vectors.txt'), 'good 1 0 0\nbad -1 0 0\nfilm 0 1 0\n');
    const quick = ['--epochs', '2', '--size', '4', '--quiet'];
    await succeed('fit', 'reviews', '--vectors', 'vectors.txt', ...quick, '--out', 'vectored');
    expect(readJson(folder, 'vectored', 'recipe.json')).toMatchObject({
      wordVectors: { file: 'vectors.txt', units: 3, trainable: true },
    });
    const without = await hibiscus(
      ...['fit', 'reviews', '--recipe', at('vectored', 'recipe.json'), ...quick, '--out', 'lost'],
    );
    expect(without.code).toBe(2);
    expect(without.stderr).toContain('the vectors of vectors.txt. Received none');
    await succeed('evaluate', at('vectored', 'model.onnx'), at('reviews', 'test.txt'));
  });

  test.each([
    ['--pivots', 'es', 'Add --translate'],
    ['--translate', 'babelfish', 'How to get one'],
    ['--vectors', 'missing.txt', 'no such file'],
  ])('%s %s is refused', async (option, value, message) => {
    const { code, stderr } = await hibiscus('augment', 'reviews', option, value, '--out', 'refused');
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test('options of texts are refused for a table', async () => {
    writeText(at('table.csv'), 'a,b,label\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n');
    const { code, stderr } = await hibiscus('fit', 'table.csv', '--vectors', 'vectors.txt', '--out', 'table');
    expect(code).toBe(2);
    expect(stderr).toContain('--vectors: is for texts');
  });

  test.skipIf(!hasApertium)(`texts are said in other words by translation${apertiumSkipped}`, async () => {
    const { stderr } = await succeed(
      ...['augment', 'reviews', '--translate', 'apertium', '--operations', 'backTranslation', '--rows', '3'],
      ...['--out', 'translated'],
    );
    expect(stderr).toMatch(/back translation: \d+ of 60 results kept/);
    const sheet = readFileSync(at('translated', 'sheet.txt'), 'utf8');
    expect(sheet).toMatch(/^ {2}backTranslation {2}\[/m);
  });
});
