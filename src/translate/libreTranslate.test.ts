import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { libreTranslate, type LibreTranslateOptions } from './libreTranslate.ts';
import { json, libreTranslateServer, translated } from '../../test/helpers/libreTranslateServer.ts';
import { InterruptedError, OptionError, RunError } from '../util/errors.ts';

let server: Awaited<ReturnType<typeof libreTranslateServer>>;
const keyBefore = process.env.HIBISCUS_LIBRETRANSLATE_KEY;
beforeEach(async () => {
  delete process.env.HIBISCUS_LIBRETRANSLATE_KEY;
  server = await libreTranslateServer();
});
afterEach(async () => {
  if (keyBefore !== undefined) process.env.HIBISCUS_LIBRETRANSLATE_KEY = keyBefore;
  await server.close();
});

const opened = (options: Partial<LibreTranslateOptions> = {}) =>
  libreTranslate({ url: server.url, firstDelayMs: 5, ...options });

test('translates in batches, in order, and sends no empty text', async () => {
  const engine = await opened({ batchTexts: 3, batchCharacters: 30 });
  const texts = [
    'good dog',
    '',
    'a "<b>&amp;</b>"\n😀',
    ...Array.from({ length: 7 }, (_, i) => `the dog ${i}`),
  ];
  texts.push('good '.repeat(50).trim(), 'dog');
  const results = await engine.translate(texts, 'en', 'es');
  expect(results.slice(0, 4)).toEqual(['bueno perro', '', 'a "<b>&amp;</b>" 😀', 'el perro 0']);
  expect(results.slice(-2)).toEqual(['bueno '.repeat(50).trim(), 'perro']);
  expect(server.requests.map(({ q }) => q.length)).toEqual([2, 3, 3, 1, 1, 1]);
  expect(server.requests[0]).toEqual({
    q: ['good dog', 'a "<b>&amp;</b>" 😀'],
    source: 'en',
    target: 'es',
    format: 'text',
  });
  expect(engine.estimate(['ab', 'cde'])).toEqual({ characters: 5 });
});

test('has the directions that the server names, under their own codes', async () => {
  const engine = await opened();
  expect(engine.pairs).toEqual([
    ['en', 'es'],
    ['en', 'pt'],
    ['es', 'en'],
    ['pt', 'en'],
  ]);
  await engine.translate(['dog'], 'en', 'pt');
  expect(server.requests[0]).toMatchObject({ source: 'en', target: 'pt-BR' });
  await expect(engine.translate(['dog'], 'en', 'de')).rejects.toThrow(/en → de.*en → es/);
});

test('sends the key of the option or of the environment, and prints it nowhere', async () => {
  const engine = await opened({ key: 'secret-1' });
  await engine.translate(['dog'], 'en', 'es');
  process.env.HIBISCUS_LIBRETRANSLATE_KEY = 'secret-2';
  const other = await opened();
  server.answers.push((response, { api_key }) =>
    json(response, 403, { error: `Invalid API key ${api_key}` }),
  );
  const error = await other.translate(['dog'], 'en', 'es').catch((caught: Error) => caught as Error);
  expect(server.requests.map(({ api_key }) => api_key)).toEqual(['secret-1', 'secret-2']);
  expect(error).toBeInstanceOf(RunError);
  expect((error as Error).message).toMatch(
    /403: Invalid API key …\. Look whether the key in HIBISCUS_LIBRETRANSLATE_KEY/,
  );
  expect(other.identity('en', 'es')).not.toContain('secret');
});

test('403 without a key says where to give one', async () => {
  const engine = await opened();
  server.answers.push((response) => json(response, 403, { error: 'Please contact the server operator' }));
  await expect(engine.translate(['dog'], 'en', 'es')).rejects.toThrow(
    /403: Please contact the server operator\. Give a key in HIBISCUS_LIBRETRANSLATE_KEY/,
  );
  expect(server.requests).toHaveLength(1);
});

test('429 is asked again, not before the server said', async () => {
  const engine = await opened();
  server.answers.push(
    (response) => json(response, 429, { error: 'Slowdown' }, { 'Retry-After': '1' }),
    (response) =>
      json(
        response,
        429,
        { error: 'Slowdown' },
        { 'Retry-After': new Date(Date.now() + 2000).toUTCString() },
      ),
  );
  expect(await engine.translate(['dog'], 'en', 'es')).toEqual(['perro']);
  const [first, second, third] = server.times;
  expect(second! - first!).toBeGreaterThanOrEqual(995);
  // A date has whole seconds.
  expect(third! - second!).toBeGreaterThanOrEqual(900);
});

test('429 that asks for an hour ends the run', async () => {
  const engine = await opened();
  server.answers.push((response) => json(response, 429, {}, { 'Retry-After': '3600' }));
  await expect(engine.translate(['dog'], 'en', 'es')).rejects.toThrow(
    /After 1 try: status 429, and it asks to wait 3,600 s\. What was translated before is kept/,
  );
});

test('500 and a broken connection are asked again, with waits that double', async () => {
  const engine = await opened({ firstDelayMs: 40 });
  server.answers.push(
    (response) => json(response, 500, { error: 'out of memory' }),
    (response) => response.destroy(),
    (response) => json(response, 503, 'busy'),
  );
  expect(await engine.translate(['dog'], 'en', 'es')).toEqual(['perro']);
  const waits = server.times.slice(1).map((time, i) => time - server.times[i]!);
  expect(waits).toHaveLength(3);
  // Half of 40, 80, 160 at least; a millisecond for the clock.
  waits.forEach((wait, i) => expect(wait).toBeGreaterThanOrEqual(20 * 2 ** i - 1));
});

test('gives up after so many tries, with the words of the server', async () => {
  const engine = await opened({ retries: 2 });
  for (let k = 0; k < 3; k++)
    server.answers.push((response) => json(response, 500, { error: 'out of memory' }));
  const failed = engine.translate(['dog'], 'en', 'es');
  await expect(failed).rejects.toThrow(
    /After 3 tries: status 500: out of memory\. What was translated before is kept/,
  );
  await expect(failed).rejects.toThrow(RunError);
  expect(server.requests).toHaveLength(3);
});

test('a slow answer is given up and asked again, also where it stops in the middle', async () => {
  const engine = await opened({ timeoutMs: 300 });
  server.answers.push(
    () => {},
    (response) => {
      response.writeHead(200);
      response.write('{"translatedText": [');
    },
  );
  expect(await engine.translate(['dog'], 'en', 'es')).toEqual(['perro']);
  expect(server.requests).toHaveLength(3);
  const impatient = await opened({ timeoutMs: 200, retries: 0 });
  server.answers.push(() => {});
  await expect(impatient.translate(['dog'], 'en', 'es')).rejects.toThrow(
    /After 1 try: no answer within 0\.2 s/,
  );
});

describe('what is no translation', () => {
  test.each([
    [
      'broken JSON',
      '{"translatedText": ["perro"',
      /the answer must be JSON\. Received \{"translatedText": \["perro"/,
    ],
    ['HTML', '<html>', /the answer must be JSON\. Received <html>/],
    [
      'one text for a list',
      { translatedText: 'perro' },
      /translatedText must be a list of texts\. Received .*1\.3/,
    ],
    ['numbers', { translatedText: [1, 2] }, /must be a list of texts/],
    ['null', 'null', /must be a list of texts\. Received null/],
    ['too few', { translatedText: ['perro'] }, /must answer 2 texts with as many\. Received 1/],
    ['too many', { translatedText: ['a', 'b', 'c'] }, /must answer 2 texts with as many\. Received 3/],
    ['far too much', { translatedText: ['x'.repeat(2 ** 21), 'b'] }, /at most [\d,]+ bytes\. Received more/],
  ])('%s', async (_, body, message) => {
    const engine = await opened();
    server.answers.push((response) => json(response, 200, body));
    const failed = engine.translate(['dog', 'cat'], 'en', 'es');
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toThrow(RunError);
    expect(server.requests).toHaveLength(1);
  });

  test('400, and a redirect, are not asked again', async () => {
    const engine = await opened({ retries: 1 });
    server.answers.push((response) => json(response, 400, { error: 'Text exceeds limit' }));
    await expect(engine.translate(['dog'], 'en', 'es')).rejects.toThrow(
      /\/translate answered 400: Text exceeds limit/,
    );
    expect(server.requests).toHaveLength(1);
    server.answers.push((response) => {
      response.writeHead(307, { Location: '/languages' });
      response.end();
    });
    await expect(engine.translate(['dog'], 'en', 'es')).rejects.toThrow(
      /answered 307, a redirect to \/languages, which is not followed/,
    );
    expect(server.requests).toHaveLength(2);
  });
});

test('an aborted signal ends a request and a wait', async () => {
  const engine = await opened({ firstDelayMs: 60_000 });
  for (const answer of [() => {}, translated]) {
    const controller = new AbortController();
    server.answers.push((response, request) => {
      setTimeout(() => controller.abort(), 50);
      if (answer === translated) json(response, 500, {});
      else answer(response, request);
    });
    await expect(engine.translate(['dog'], 'en', 'es', controller.signal)).rejects.toThrow(InterruptedError);
  }
});

test.each([
  ['localhost:5000', /must begin with http:\/\/ or https:\/\//],
  ['ftp://localhost', /must begin with http:\/\/ or https:\/\//],
  ['', /must begin with/],
  ['http://me:secret@localhost:5000', /must hold no user name, password/],
  ['http://localhost:5000/?api_key=secret', /must hold no user name, password, query/],
])('is no address: %s', async (url, message) => {
  const error = await libreTranslate({ url }).catch((caught: Error) => caught);
  expect(error).toBeInstanceOf(OptionError);
  expect((error as Error).message).toMatch(message);
  expect((error as Error).message).not.toContain('secret');
});

test('nobody at the address, or another server: how to start one', async () => {
  const url = server.url;
  await server.close();
  await expect(libreTranslate({ url, firstDelayMs: 5 })).rejects.toThrow(
    /must answer\. After 3 tries: .*ECONNREFUSED.*Is the server running\? .*docker run/,
  );
  const other = createServer((_, response) => response.end('{"hello": 1}'));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const port = (other.address() as AddressInfo).port;
  await expect(libreTranslate({ url: `http://127.0.0.1:${port}` })).rejects.toThrow(
    /\/languages must be a list\. Received \{"hello":1\}\. Is it a LibreTranslate server/,
  );
  other.close();
  server = await libreTranslateServer();
});
