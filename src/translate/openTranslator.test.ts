import { expect, test } from 'vitest';
import { openTranslator, translatorForms } from './openTranslator.ts';
import { apertiumSkipped, hasApertium } from '../../test/helpers/apertium.ts';
import { libreTranslateServer } from '../../test/helpers/libreTranslateServer.ts';
import { OptionError } from '../util/errors.ts';

test('each engine by its form', async () => {
  expect(translatorForms).toEqual([
    'apertium',
    'libretranslate:http://localhost:5000',
    'transformers:models',
  ]);
  const server = await libreTranslateServer();
  expect((await openTranslator(`LibreTranslate:${server.url}/`)).name).toBe('libretranslate');
  await server.close();
});

test.skipIf(!hasApertium)(`apertium${apertiumSkipped}`, async () => {
  expect((await openTranslator('apertium')).name).toBe('apertium');
});

test.each([
  ['', /must be apertium, libretranslate:.*, transformers:/],
  ['google', /Received "google"/],
  ['apertum', /Did you mean apertium\?/],
  ['constructor', /Received "constructor"/],
  ['apertium:spa', /apertium takes nothing after its name/],
  ['libretranslate', /must be followed by a colon and an address, such as libretranslate:http/],
  ['libretranslate:localhost', /must begin with http/],
  ['transformers', /must be followed by a colon and a folder, such as transformers:models/],
  ['transformers:/no/such/folder', /must hold a translation model/],
])('refuses %j', async (spec, message) => {
  const error = await openTranslator(spec).catch((caught: Error) => caught);
  expect(error).toBeInstanceOf(OptionError);
  expect((error as Error).message).toMatch(message);
});

test('a wrong name says how to get each of the three', async () => {
  const error = (await openTranslator('none').catch((caught: Error) => caught)) as Error;
  expect(error.message).toMatch(/apt-get install apertium apertium-eng-spa/);
  expect(error.message).toMatch(/docker run -p 5000:5000 libretranslate\/libretranslate/);
  expect(error.message).toMatch(/npm install @huggingface\/transformers/);
});
