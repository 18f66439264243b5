import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { apertium } from './apertium.ts';
import {
  backTranslate,
  backTranslationText,
  withParaphrases,
  type BackTranslationOptions,
} from './backTranslate.ts';
import { libreTranslate } from './libreTranslate.ts';
import { apertiumSkipped, hasApertium, waitForProcess } from '../../test/helpers/apertium.ts';
import {
  json,
  libreTranslateServer,
  translated,
  translation,
} from '../../test/helpers/libreTranslateServer.ts';
import { fromArrays } from '../data/arrays.ts';
import type { Dataset } from '../data/dataset.ts';
import { sentencesOf, textFeatures, textsOf } from '../data/texts.ts';
import { segmenterTokenizer } from '../text/tokenizer.ts';
import { DataError, InterruptedError, OptionError, RunError } from '../util/errors.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hibiscus-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('through a server', () => {
  let server: Awaited<ReturnType<typeof libreTranslateServer>>;
  beforeEach(async () => {
    server = await libreTranslateServer();
  });
  afterEach(() => server.close());
  const options = async (): Promise<BackTranslationOptions> => ({
    translator: await libreTranslate({ url: server.url, firstDelayMs: 5, retries: 1 }),
    pivots: ['es'],
    cache: folder,
  });
  const sent = () => server.requests.reduce((sum, { q }) => sum + q.length, 0);

  test('keeps what says it in other words, and counts the rest', async () => {
    const given = ['a good film', 'A tree.', '', 'a good film', 'I am not there', '😀'];
    const notes: string[] = [];
    const progress: [number, number][] = [];
    server.answers.push(translated, (response, { q }) =>
      json(response, 200, {
        translatedText: q.map((text) => (text.includes('not') ? 'I am there' : translation(text, 'en'))),
      }),
    );
    const result = await backTranslate(given, {
      ...(await options()),
      onNote: (text) => notes.push(text),
      onProgress: (done, total) => progress.push([done, total]),
    });
    expect(result.paraphrases).toEqual([['a fine movie'], [], [], ['a fine movie'], [], []]);
    expect(result.counts).toEqual({ unchanged: 3, degenerate: 0, lost: 1, duplicates: 0, kept: 2 });
    // Equal texts go once, and the empty one not at all.
    expect(server.requests.map(({ q }) => q.length)).toEqual([4, 4]);
    expect(result.translated).toBe(8);
    expect(progress).toEqual([
      [0, 4],
      [4, 4],
    ]);
    expect(notes).toEqual([
      'back translation through es by libretranslate: 4 texts there and back, about 68 characters sent.',
    ]);
    expect(backTranslationText(result)).toBe(
      'back translation: 2 of 6 results kept; dropped: 3 unchanged, 1 that lost or gained a negation or lost a number.',
    );
  });

  test('several pivots: what two of them say alike is kept once', async () => {
    const result = await backTranslate(['a good film', 'a good dog'], {
      ...(await options()),
      pivots: ['es', 'pt', 'es'],
    });
    // The server's words are the same for every pivot but Spanish, so the way through Portuguese changes nothing.
    expect(result.paraphrases).toEqual([['a fine movie'], ['a fine dog']]);
    expect(result.counts).toEqual({ unchanged: 2, degenerate: 0, lost: 0, duplicates: 0, kept: 2 });
    const answer = (text: string) =>
      ((response) => json(response, 200, { translatedText: [text] })) as (typeof server.answers)[number];
    server.answers.push(
      answer('x'),
      answer('another fine movie'),
      answer('y'),
      answer('Another fine, movie'),
    );
    const alike = await backTranslate(['some good film'], { ...(await options()), pivots: ['es', 'pt'] });
    expect(alike.paraphrases).toEqual([['another fine movie']]);
    expect(alike.counts.duplicates).toBe(1);
  });

  test('the second time nothing is sent, and the results are the same', async () => {
    const given = Array.from({ length: 100 }, (_, i) => `the good film ${i}`);
    const first = await backTranslate(given, await options());
    expect(sent()).toBe(200);
    const notes: string[] = [];
    const second = await backTranslate(given, { ...(await options()), onNote: (text) => notes.push(text) });
    expect(sent()).toBe(200);
    expect(second).toEqual({ ...first, translated: 0 });
    expect(notes).toEqual([]);
    // More texts: only the new ones.
    await backTranslate([...given, 'one good film more'], await options());
    expect(sent()).toBe(202);
  });

  test('a server that dies in the middle: what was translated stays, and the next run goes on', async () => {
    const given = Array.from({ length: 100 }, (_, i) => `the good film ${i}`);
    // The first try is 16 texts, then 32 a chunk: it dies at the second chunk's way back, once and for all.
    server.answers.push(translated, translated, translated);
    for (let k = 0; k < 10; k++) server.answers.push((response) => response.destroy());
    const failed = backTranslate(given, await options());
    await expect(failed).rejects.toThrow(RunError);
    await expect(failed).rejects.toThrow(
      /What was translated before is kept; run the command again to go on/,
    );
    server.answers.length = 0;
    server.requests.length = 0;
    const result = await backTranslate(given, await options());
    expect(result.counts.kept).toBe(100);
    // 16 were there and back, 32 there.
    expect(result.translated).toBe(200 - 2 * 16 - 32);
    expect(sent()).toBe(result.translated);
  });

  test('the time is told after a first try, before the rest', async () => {
    const notes: string[] = [];
    await backTranslate(
      Array.from({ length: 50 }, (_, i) => `the good film ${i}`),
      {
        ...(await options()),
        onNote: (text) => notes.push(`${server.requests.length} requests: ${text}`),
      },
    );
    expect(notes).toHaveLength(2);
    expect(notes[0]).toMatch(/^0 requests: .*50 texts there and back, about 1,580 characters sent/);
    expect(notes[1]).toMatch(/^2 requests: back translation: about [\d.]+ s for the other 34 texts/);
  });

  test('an aborted signal ends it between chunks', async () => {
    const controller = new AbortController();
    const running = backTranslate(
      Array.from({ length: 50 }, (_, i) => `the good film ${i}`),
      {
        ...(await options()),
        signal: controller.signal,
        onProgress: (done) => {
          if (done > 0) controller.abort();
        },
      },
    );
    await expect(running).rejects.toThrow(InterruptedError);
    expect(sent()).toBe(32);
  });

  test('pivots that cannot be', async () => {
    const some = await options();
    for (const [pivots, message] of [
      [[], /must name at least one language/],
      [['en'], /must be other languages than that of the texts, en/],
      [['de'], /must be able to translate en → de/],
      [['not a tag'], /must be a language tag/],
    ] as const) {
      const failed = backTranslate(['a'], { ...some, pivots });
      await expect(failed).rejects.toThrow(message);
      await expect(failed).rejects.toThrow(OptionError);
    }
  });
});

describe.skipIf(!hasApertium)(`through Apertium${apertiumSkipped}`, () => {
  const given = Array.from({ length: 1200 }, (_, i) => `the big dog ${i} did not eat the apple`);

  test('killed in the second chunk: the first is kept, and the next run goes on', async () => {
    const failed = backTranslate(given, {
      translator: await apertium(),
      pivots: ['es'],
      cache: folder,
      async onProgress(done) {
        if (done !== 1000) return;
        const { leader } = await waitForProcess(({ name }) => name.startsWith('apertium-trans'));
        process.kill(leader, 'SIGKILL');
      },
    });
    await expect(failed).rejects.toThrow(/apertium was ended by SIGKILL/);
    const notes: string[] = [];
    const result = await backTranslate(given, {
      translator: await apertium(),
      pivots: ['es'],
      cache: folder,
      onNote: (text) => notes.push(text),
    });
    expect(result.translated).toBe(400);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/200 texts there and back, 1,000 more from the cache, about [\d.]+ s\.$/);
    const { kept, lost, unchanged } = result.counts;
    expect(kept + lost + unchanged).toBe(1200);
    result.paraphrases.forEach((some, i) => {
      for (const text of some)
        expect(text).toMatch(new RegExp(`\\b${i}\\b.*\\b(not|didn't)\\b|\\bnot\\b.*\\b${i}\\b`));
    });
    const began = performance.now();
    const again = await backTranslate(given, { translator: await apertium(), pivots: ['es'], cache: folder });
    expect(again.paraphrases).toEqual(result.paraphrases);
    // The bar is 0.1 s for 1,000 on an idle machine; this only tells a cache from a translation.
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe('paraphrases of a dataset', () => {
  const tokenizer = segmenterTokenizer('en');
  const texts = ['a good film', 'no', 'the dog'];
  const dataset: Dataset = {
    size: 3,
    features: textFeatures(texts, tokenizer),
    target: { kind: 'classes', classes: ['a', 'b'], labels: Int32Array.of(0, 1, 0) },
    notes: [],
  };

  test('stand beside their texts, cut into tokens', () => {
    const paraphrases = [['a fine movie', 'one good movie'], [], ['that dog']];
    const { paraphrases: some } = textsOf(withParaphrases(dataset, { paraphrases }, tokenizer))!;
    expect([...some!.starts]).toEqual([0, 2, 2, 3]);
    expect(some!.variants.texts).toEqual(paraphrases.flat());
    expect(sentencesOf(some!.variants)(2).map(({ word }) => word)).toEqual(['that', 'dog']);
    expect(textsOf(dataset)!.paraphrases).toBeUndefined();
  });

  test('must be as many, and of texts', () => {
    expect(() => withParaphrases(dataset, { paraphrases: [[]] }, tokenizer)).toThrow(
      /there must be paraphrases of 3 texts\. Received 1/,
    );
    const table = fromArrays({ rows: [{ x: 1 }, { x: 2 }, { x: 3 }], labels: ['a', 'b', 'a'] });
    expect(() => withParaphrases(table, { paraphrases: [[], [], []] }, tokenizer)).toThrow(DataError);
  });
});
