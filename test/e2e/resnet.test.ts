/** `fit` of a resnet, as a recipe names it, on pictures that it has to learn. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fitRecord } from '../../src/study/record.ts';
import { readJson, succeed, workingFolder } from '../helpers/command.ts';
import { writePictures, writeText } from '../helpers/files.ts';

test('fit trains a resnet on pictures, and the model answers as the fit says', async () => {
  const folder = workingFolder();
  await writePictures(join(folder, 'pictures/train'), 120);
  await writePictures(join(folder, 'pictures/test'), 40, { seed: 'test' });
  writeText(
    join(folder, 'resnet.yaml'),
    [
      'architecture: { name: resnet, size: 4 }',
      'augmentations: [{ name: shift, xRange: [-0.1, 0.1], yRange: [-0.1, 0.1] }]',
      'dropout: 0.1',
      'optimizer: { name: adam, learningRate: 0.01 }',
      'batchSize: 16',
      'epochs: 25',
    ].join('\n'),
  );
  await succeed(folder, 'fit', 'pictures', '--recipe', 'resnet.yaml', '--out', 'out');
  const record = fitRecord.parse(readJson(folder, 'out', 'fit.json'));
  expect(record.parameters).toBeGreaterThan(4000);
  expect(record.train.accuracy).toBeGreaterThan(0.85);
  expect(record.test!.accuracy).toBeGreaterThan(0.75);
  const model = join('out', 'model.onnx');
  const { stdout } = await succeed(folder, 'evaluate', model, 'pictures/test', '--json');
  expect((JSON.parse(stdout) as { accuracy: number }).accuracy).toBeCloseTo(record.test!.accuracy!, 6);
});
