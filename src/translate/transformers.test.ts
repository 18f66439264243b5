import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { backTranslate } from './backTranslate.ts';
import { transformers } from './transformers.ts';
import { OptionError } from '../util/errors.ts';

const isInstalled = (() => {
  try {
    createRequire(import.meta.url).resolve('@huggingface/transformers');
    return true;
  } catch {
    return false;
  }
})();
const models = process.env.HIBISCUS_OPUS ?? '';
const canRun = isInstalled && models !== '';
const skipped = canRun
  ? ''
  : ' (skipped: install @huggingface/transformers and name by HIBISCUS_OPUS a folder of opus-mt-en-es and opus-mt-es-en)';
if (!canRun) console.warn(`tests with local models${skipped}`);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hibiscus-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function putModel(path: string, config: object, onnx: string | null = 'encoder_model.onnx'): void {
  mkdirSync(join(folder, path, 'onnx'), { recursive: true });
  writeFileSync(join(folder, path, 'config.json'), JSON.stringify(config));
  if (onnx !== null) writeFileSync(join(folder, path, 'onnx', onnx), 'weights');
}

test.each([
  ['no folder', () => {}, 'missing'],
  ['an empty folder', () => {}, '.'],
  ['a model without weights', () => putModel('opus-mt-en-es', { model_type: 'marian' }, null), '.'],
  ['a model of something else', () => putModel('bert', { model_type: 'bert' }), 'bert'],
  [
    'a configuration that is no JSON',
    () => {
      putModel('opus-mt-en-es', {});
      writeFileSync(join(folder, 'opus-mt-en-es', 'config.json'), '{');
    },
    '.',
  ],
])('%s: what must be there, and how to get it', async (_, prepare, name) => {
  prepare();
  const failed = transformers({ folder: join(folder, name) });
  await expect(failed).rejects.toThrow(OptionError);
  await expect(failed).rejects.toThrow(
    /must hold a translation model.*npm install @huggingface\/transformers.*opus-mt-en-es/,
  );
});

test.skipIf(isInstalled)('without the package: how to get it', async () => {
  putModel('opus-mt-en-es', { model_type: 'marian' });
  const failed = transformers({ folder });
  await expect(failed).rejects.toThrow(OptionError);
  await expect(failed).rejects.toThrow(
    /must be installed\. Importing it failed \(.*\)\. Install the package/,
  );
});

describe.skipIf(!isInstalled)('with the package', () => {
  test('a folder of models has their directions; a broken one says so, and nothing is fetched', async () => {
    putModel('opus-mt-en-es', { model_type: 'marian' });
    putModel('opus-mt-es-en', { model_type: 'marian' }, 'encoder_model_quantized.onnx');
    const engine = await transformers({ folder });
    expect(engine.pairs).toEqual([
      ['en', 'es'],
      ['es', 'en'],
    ]);
    expect(engine.identity('es', 'en')).toMatch(/opus-mt-es-en q8 [0-9a-f]{16}/);
    await expect(engine.translate(['a dog'], 'en', 'es')).rejects.toThrow(
      /opus-mt-en-es must load\. It said/,
    );
  });

  test('one NLLB model has all directions', async () => {
    putModel('nllb', { model_type: 'm2m_100' });
    writeFileSync(join(folder, 'nllb', 'tokenizer_config.json'), '{"tokenizer_class": "NllbTokenizer"}');
    const engine = await transformers({ folder: join(folder, 'nllb') });
    expect([engine.supports('en', 'fr'), engine.supports('fr', 'fr'), engine.supports('xx', 'en')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe.skipIf(!canRun)(`local models${skipped}`, () => {
  test('there and back', async () => {
    const translator = await transformers({ folder: models });
    const { paraphrases, counts } = await backTranslate(
      ['The film was far too long, and nobody laughed at its jokes.', 'A good dog sleeps in the garden.', ''],
      { translator, pivots: ['es'] },
    );
    await translator.close();
    expect(paraphrases).toHaveLength(3);
    expect(Object.values(counts).reduce((a, b) => a + b)).toBe(3);
    for (const text of paraphrases.flat()) expect(text).toMatch(/film|movie|dog/i);
  });
});
