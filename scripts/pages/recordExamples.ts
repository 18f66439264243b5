/*
 * Writes src/ui/pages/playground/walk/examples.json: what the playground shows of engines that no browser has.
 *
 *     npx tsx scripts/pages/recordExamples.ts      needs Apertium with eng-spa and spa-eng
 *
 * Sentences translated there and back by Apertium, and WordNet's synonyms of the words of a few sentences. Nothing is
 * mended by hand.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openWordNet } from '../../src/data/sources/wordnet/openWordNet.ts';
import { openTokenizer } from '../../src/text/openTokenizer.ts';
import { isKept, isSymbol, partOfSpeech } from '../../src/text/token.ts';
import { apertium } from '../../src/translate/apertium.ts';
import { rejection } from '../../src/translate/faithful.ts';

const translated = [
  'The price is high, but the quality is good.',
  'My daughter chose it herself and waters it every morning.',
  'He said that the soil was poor and that he would send another bag.',
  'It is easy to look after and it blooms all summer.',
  'This is the best garden centre in the whole town.',
  'The shop assistant was friendly and knew a lot about roses.',
  'It looks exactly like the picture.',
  'Nobody answered my letters, so I will never order there again.',
];

const replaced = [
  'The little plant grew quickly and looks beautiful by the window.',
  'The shop sent a broken pot, but they answered my letter quickly.',
  'I never saw such a large flower in our garden.',
  'The buds fell off soon and the dealer did not help.',
];

const engine = await apertium();
const there = await engine.translate(translated, 'en', 'es');
const back = await engine.translate(there, 'es', 'en');
const engineName = engine.identity('en', 'es');
await engine.close();

const [tokenizer, wordNet] = [await openTokenizer('en'), await openWordNet()];
const synonyms: Record<string, string[]> = {};
for (const sentence of replaced)
  for (const token of tokenizer.tokenize(sentence)) {
    if (isSymbol(token) || isKept(token)) continue;
    const found = wordNet.synonyms(token.word, partOfSpeech(token)).slice(0, 5);
    if (found.length > 0) synonyms[token.word] = found;
  }

const examples = {
  translation: {
    engine: engineName,
    pairs: translated.map((text, i) => ({
      text,
      there: there[i],
      back: back[i],
      outcome: rejection(text, back[i]!, 'en') ?? 'kept',
    })),
  },
  thesaurus: { source: wordNet.source, sentences: replaced, synonyms },
};
const file = fileURLToPath(new URL('../../src/ui/pages/playground/walk/examples.json', import.meta.url));
writeFileSync(file, `${JSON.stringify(examples, undefined, 2)}\n`);
