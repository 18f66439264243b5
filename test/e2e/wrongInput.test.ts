/** Wrong input, as users give it: a clear message, exit code 2, and nothing left behind. */
import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { contentOf, hibiscus, start, succeed, workingFolder } from '../helpers/command.ts';
import { commandLines } from '../helpers/commandLines.ts';
import { noisyCsv, peopleCsv, writePictures, writeText } from '../helpers/files.ts';

const folder = workingFolder();
const said = commandLines(folder).hibiscus;
const at = (...names: readonly string[]) => join(folder, ...names);
const quick = ['--epochs', '2', '--size', '4', '--quiet'];

beforeAll(async () => {
  await writePictures(at('pictures'), 24);
  await writePictures(at('broken'), 24);
  truncateSync(at('broken/lying/004.png'), 60);
  await writePictures(at('one'), 2);
  writeFileSync(at('one/upright/001.png'), readFileSync(at('pictures/upright/001.png')));
  mkdirSync(at('single'));
  await writePictures(at('single'), 1);
  mkdirSync(at('empty'));
  mkdirSync(at('hollow/cat'), { recursive: true });
  mkdirSync(at('hollow/dog'), { recursive: true });
  await writePictures(at('strange'), 4);
  mkdirSync(at('strange/oblique'));
  writeFileSync(at('strange/oblique/1.png'), readFileSync(at('pictures/upright/001.png')));

  writeText(at('people.csv'), peopleCsv(60));
  writeText(at('noisy.csv'), noisyCsv(60));
  writeText(at('other.csv'), noisyCsv(60, 'other'));
  writeText(at('ragged.csv'), 'a,b,label\n1,2,x\n3,y\n4,5,x\n');
  const lines = peopleCsv(60).split('\n');
  writeText(at('missing.csv'), lines.with(11, lines[11]!.replace(/^[^,]+/, 'n/a')).join('\n'));
  const noisy = noisyCsv(60).trim().split('\n');
  writeText(
    at('leaking.csv'),
    noisy.map((line, i) => `${i === 0 ? 'code' : line.endsWith('left') ? 'A1' : 'B7'},${line}\n`).join(''),
  );
  writeText(at('few.csv'), 'a,label\n1,x\n2,y\n');
  writeText(at('constant.csv'), 'a,label\n1,x\n2,x\n3,x\n');
  writeText(at('unseen.csv'), `${peopleCsv(4)}30,2000,"Lima, Peru",perhaps\n`);
  writeText(at('narrow.csv'), 'age,town,buys\n30,"Lima, Peru",no\n');
  writeText(at('notes.docx'), 'text');

  writeText(at('fifty.yaml'), 'architecture: { name: mlp, size: 8 }\ndropout: 50\n');
  writeText(at('typo.yaml'), 'architecture: { name: mlp, size: 8 }\ndropuot: 0.5\n');
  writeText(at('convnet.json'), '{ "architecture": { "name": "convnet", "size": 2 } }');
  writeText(at('shift.yaml'), 'architecture: { name: mlp, size: 8 }\naugmentations: [{ name: shift }]\n');
  writeText(at('torn.yaml'), 'architecture: { name: mlp, size\n');

  await succeed(folder, 'fit', 'people.csv', '--out', 'table', ...quick);
  await succeed(folder, 'fit', 'pictures', '--out', 'photos', ...quick);
  const model = readFileSync(at('table/model.onnx'));
  writeFileSync(at('truncated.onnx'), model.subarray(0, Math.floor(model.length / 2)));
  writeFileSync(at('text.onnx'), 'This is not a model.\n');
  writeFileSync(at('empty.onnx'), '');
  // An operator that no runtime knows, in a file that is otherwise whole.
  writeFileSync(
    at('damaged.onnx'),
    Buffer.from(model.toString('latin1').replaceAll('Softmax', 'Saftmox'), 'latin1'),
  );
  // An ONNX model of the simplest kind, from elsewhere: ir_version 9 and an empty graph.
  writeFileSync(at('foreign.onnx'), Buffer.from([0x08, 9, 0x3a, 0]));
  mkdirSync(at('used'));
  writeText(at('used/letter.txt'), 'Dear reader,\n');
  // A folder as an interrupted study of other data leaves it.
  writeText(at('earlier/journal.jsonl'), '{"kind":"study","schema":1,"data":"0000000000000000","seed":0}\n');
  writeText(at('earlier-fit/state.bin'), 'not a state');
});

/** The command ends with code 2 and says all of `words` on stderr, nothing on stdout; no file has changed. */
async function refuses(args: readonly string[], ...words: readonly string[]): Promise<void> {
  const before = contentOf(folder);
  const { code, stdout, stderr } = await said(...args);
  for (const word of words) expect(stderr).toContain(word);
  expect(stderr).not.toContain('should not happen');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(contentOf(folder)).toEqual(before);
}

type Case = readonly [args: string, ...words: string[]];

/** One test a line: a command line, and what the message must say. */
const cases = (...all: readonly Case[]) =>
  test.concurrent.each(all)('%s', async (args, ...words) => refuses(args.split(' '), ...words));

describe('data that is not there, or not what it must be', () => {
  cases(
    ['fit nowhere', 'no such file or folder: nowhere'],
    ['study nowhere.csv', 'no such file or folder: nowhere.csv'],
    ['fit empty', 'empty', 'images (PNG, JPEG, WebP) in class folders are expected', 'no images'],
    ['study hollow --out new', 'hollow', 'Found no images in 2 folders'],
    ['fit single', 'two classes are needed', 'only "lying"'],
    ['fit constant.csv', 'constant.csv', 'two classes are needed', 'only "x"'],
    ['fit notes.docx', 'notes.docx', '.csv', 'Received ".docx"'],
    ['study few.csv --out new', 'independent groups of examples', 'Add data'],
    ['fit broken --unreadable refuse', join('broken', 'lying', '004.png'), 'readable image'],
    ['study broken --unreadable refuse --out new', join('broken', 'lying', '004.png')],
    ['fit ragged.csv', 'ragged.csv:3: expected 3 fields as in the header. Received 2'],
    [
      'fit missing.csv',
      'missing.csv:12: column "age" expects a number. Received "n/a". Add it to --missing or clean the row.',
    ],
    ['fit people.csv --target bys', 'target "bys"', 'age, income, town, buys', 'Did you mean "buys"?'],
    ['study people.csv --target colour --out new', 'target "colour"', 'age, income, town, buys'],
    ['fit people.csv --group house', 'group "house"', 'age, income, town, buys'],
    ['fit people.csv --test unseen.csv', 'unseen.csv:6', 'a class of training (no, yes)', '"perhaps"'],
    ['study people.csv --test unseen.csv --out new', 'unseen.csv:6', '"perhaps"'],
    ['sample flower --out new', 'flowers, friedman, moons, reviews, spirals', 'Did you mean "flowers"?'],
    ['sample moons --out used', '--out: used must be new or empty'],
    ['sample moons --count 1 --out new', 'from 4 to 1000000. Received 1'],
    ['fit pictures --test strange', join('strange', 'oblique'), 'lying, upright', '"oblique"'],
  );
});

describe('recipes', () => {
  cases(
    ['fit people.csv --recipe none.yaml', '--recipe: no such file: none.yaml'],
    ['fit people.csv --recipe fifty.yaml', 'dropout', 'Received rate=50', 'Did you mean 0.5?'],
    ['study people.csv --recipe fifty.yaml --out new', 'fifty.yaml', 'Did you mean 0.5?'],
    ['fit people.csv --recipe typo.yaml', 'dropuot', 'Did you mean dropout?'],
    ['fit people.csv --recipe torn.yaml', 'torn.yaml: must be JSON or YAML'],
    ['fit people.csv --recipe convnet.json', 'convnet', 'takes pictures', 'use mlp'],
    ['fit people.csv --recipe shift.yaml', 'shift', 'act on pictures', 'The data is a table'],
    ['study people.csv --recipe convnet.json --out new/deep', 'convnet', 'takes pictures'],
    ['diagnose people.csv --recipe shift.yaml --out new', 'shift', 'act on pictures'],
  );
});

describe('the command line', () => {
  cases(
    ['traim people.csv', "unknown command 'traim'"],
    ['fit', "missing required argument 'data'"],
    ['fit people.csv --epoch 3', "unknown option '--epoch'", '--epochs'],
    ['evaluate table/model.onnx people.csv --limit 3', "unknown option '--limit'"],
    ['study people.csv --workers 0', '--workers', 'whole number from 1', 'Received "0"'],
    ['study people.csv --budget soon', '--budget', '90s, 5m or 1h', 'Received "soon"'],
    ['study people.csv --pairs 2', '--pairs', 'whole number from 3'],
    ['fit people.csv --seed -1', '--seed', 'Received "-1"'],
    ['fit people.csv --size 100000', 'size must be a whole number', 'Received size=100000'],
    ['fit people.csv --columns age=txet', '--columns', 'Received "age=txet"', 'Did you mean age=text?'],
    ['fit people.csv --channels 2', '--channels', 'one of 1, 3'],
    ['fit people.csv --image-size 8', 'imageSize', 'tables'],
    ['fit pictures --target buys', 'target', 'is for tables'],
    ['study people.csv --remedies dropout,prayer --out new', 'dropout', 'l2', '"prayer"'],
    ['study people.csv --remedies rotate --out new', 'must be one of', '"rotate"'],
  );

  test.concurrent('no arguments: the help', async () => refuses([], 'Usage: hibiscus', 'study', 'predict'));

  test.concurrent.each(['study', 'diagnose', 'fit', 'predict', 'evaluate', 'serve'])(
    '%s --help shows an example',
    async (name) => {
      const { code, stdout, stderr } = await said(name, '--help');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(new RegExp(`^ +\\$ hibiscus ${name} `, 'm'));
    },
  );
});

describe('folders for results', () => {
  cases(
    ['fit people.csv --out used', '--out: used', 'new or empty', '--resume'],
    ['study people.csv --out used', '--out: used', 'new or empty'],
    ['fit people.csv --out people.csv', '--out', 'must be a folder'],
    ['fit people.csv --resume', '--resume', 'Add --out'],
    ['study people.csv --resume', '--resume', 'Add --out'],
    ['fit people.csv --resume --out nowhere', '--resume: nowhere', 'Nothing is there'],
    ['fit other.csv --resume --out table', '--resume: table', 'no state.bin', 'finished'],
    ['fit people.csv --resume --out earlier-fit', 'checkpoint', 'it must be a checkpoint of hibiscus'],
    ['diagnose people.csv --resume --out used', '--resume: used', 'no journal.jsonl'],
    ['study noisy.csv --resume --out earlier', 'the same data', 'Choose another --out'],
    ['diagnose noisy.csv --resume --out earlier', 'the same data', 'Choose another --out'],
  );
});

describe('models', () => {
  cases(
    ['predict none.onnx people.csv', 'no such model: none.onnx'],
    ['predict used people.csv', 'used: cannot be read'],
    ['predict text.onnx people.csv', 'text.onnx: must be an ONNX model'],
    ['predict empty.onnx people.csv', 'empty.onnx: must be'],
    ['predict truncated.onnx people.csv', 'truncated.onnx: must be an ONNX model'],
    ['predict damaged.onnx people.csv --out new.csv', 'damaged.onnx', 'It is damaged'],
    ['evaluate foreign.onnx people.csv', 'foreign.onnx: must be a model that hibiscus wrote'],
    ['predict table/model.onnx narrow.csv', 'narrow.csv', 'Missing: income', 'Found age, town, buys'],
    ['predict table/model.onnx people.csv noisy.csv', 'one table', 'Received 2 inputs'],
    ['predict table/model.onnx pictures', 'pictures: a file is expected. Received a folder'],
    ['predict photos/model.onnx people.csv', 'people.csv: must be a readable image'],
    ['predict photos/model.onnx empty', 'Found none in empty'],
    ['predict photos/model.onnx broken --out new.csv', join('broken', 'lying', '004.png')],
    ['evaluate photos/model.onnx people.csv', 'the model takes pictures. Received a table'],
    ['evaluate table/model.onnx pictures', 'the model takes a table'],
    ['evaluate table/model.onnx unseen.csv', 'unseen.csv:6', '"perhaps"'],
    ['evaluate photos/model.onnx strange', '"oblique"', 'lying, upright'],
  );
});

describe('what can be helped', () => {
  test('a reader that closes the pipe before it was written to', async () => {
    const run = start(folder, 'predict', 'table/model.onnx', 'people.csv');
    run.child.stdout!.destroy();
    expect(await run.ended).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  });

  test('a truncated picture is left out, named and counted; the run succeeds', async () => {
    const { stderr, stdout } = await succeed(
      folder,
      'fit',
      'broken',
      '--out',
      'fit-broken',
      '--json',
      '--epochs',
      '2',
    );
    expect(stderr).toContain('1 unreadable image skipped');
    expect(stderr).toContain(join('lying', '004.png'));
    expect(JSON.parse(stdout)).toMatchObject({ data: { rows: 23, classes: ['lying', 'upright'] } });
    expect(readdirSync(at('fit-broken'))).toContain('model.onnx');
  });

  test('data that give the answer away stop a study, which leaves nothing behind', async () => {
    const { code, stderr } = await hibiscus(folder, 'study', 'leaking.csv', '--out', 'leaked', '--quiet');
    expect(code).toBe(2);
    expect(stderr).toMatch(/Column "code" says the same as the class .*--columns code=ignore.*--allow-leak/s);
    expect(readdirSync(folder)).not.toContain('leaked');
  });

  test('a missing value that is named as such is one', async () => {
    await succeed(folder, 'fit', 'missing.csv', '--missing', 'n/a', '--out', 'fit-missing', ...quick);
    // The spelling travels in the model file.
    const { stdout } = await succeed(folder, 'evaluate', 'fit-missing/model.onnx', 'missing.csv', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ n: 60 });
  });
});
