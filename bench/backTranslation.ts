import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { backTranslate, backTranslationText } from '../src/translate/backTranslate.ts';
import { openTranslator } from '../src/translate/openTranslator.ts';

export const title = 'sentences there and back through a translator, the first time and from the cache';

/** Seconds for 1,000 sentences through Apertium: the bars. */
const bars = { first: 5, cached: 0.1 };

/**
 * `--data` (default `$HIBISCUS_DATA`) holds `text/eda-sst2/train.txt`; `--sentences` of it (default 1,000), `--engine`
 * (default apertium), `--pivots` (default es), `--show` some of what came out, `--json`.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string', default: process.env.HIBISCUS_DATA ?? '' },
      sentences: { type: 'string', default: '1000' },
      engine: { type: 'string', default: 'apertium' },
      pivots: { type: 'string', default: 'es' },
      show: { type: 'string', default: '0' },
      json: { type: 'boolean', default: false },
    },
  });
  const path = join(values.data, 'text', 'eda-sst2', 'train.txt');
  if (!existsSync(path)) throw new RangeError(`no ${path}. Name the folder of the data sets with --data.`);
  const sentences = readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, Number(values.sentences))
    .map((line) => line.slice(line.indexOf('\t') + 1));
  const pivots = values.pivots.split(',');
  const cache = await mkdtemp(join(tmpdir(), 'hibiscus-bench-'));
  try {
    const timed = async () => {
      const opened = performance.now();
      const translator = await openTranslator(values.engine);
      const began = performance.now();
      const result = await backTranslate(sentences, {
        translator,
        pivots,
        cache,
        onNote: (text) => console.error(text),
      });
      const seconds = (performance.now() - began) / 1000;
      await translator.close();
      return { result, seconds, openSeconds: (began - opened) / 1000 };
    };
    const [first, cached] = [await timed(), await timed()];
    const summary = {
      engine: values.engine,
      pivots,
      sentences: sentences.length,
      firstSeconds: first.seconds,
      cachedSeconds: cached.seconds,
      openSeconds: cached.openSeconds,
      cachedTranslations: cached.result.translated,
      counts: first.result.counts,
    };
    if (values.json) {
      console.log(JSON.stringify(summary));
      return;
    }
    console.log(`${sentences.length} sentences of eda-sst2 through ${pivots.join(', ')} by ${values.engine}`);
    console.log(`  first   ${first.seconds.toFixed(2)} s (bar for 1,000: < ${bars.first} s)`);
    console.log(`  cached  ${cached.seconds.toFixed(3)} s (bar for 1,000: < ${bars.cached} s)`);
    console.log(`  opening the engine  ${cached.openSeconds.toFixed(3)} s`);
    console.log(`  ${backTranslationText(first.result)}`);
    for (let i = 0; i < Number(values.show); i++)
      console.log(`\n  ${sentences[i]}\n  → ${first.result.paraphrases[i]!.join('\n  → ') || '(none kept)'}`);
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}
