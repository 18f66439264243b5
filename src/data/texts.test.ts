import { describe, expect, test } from 'vitest';
import { checkedDataset, joinDatasets, subset, type Dataset, type TextFeatures } from './dataset.ts';
import { sentencesOf, textFeatures, tokenizedTexts } from './texts.ts';
import { isKept, sentenceText } from '../text/token.ts';
import { segmenterTokenizer } from '../text/tokenizer.ts';

const tokenizer = segmenterTokenizer('en');

/** Texts with paraphrases: none, one, two, none, one, … of them. */
function dataset(texts: readonly string[]): Dataset {
  const counts = texts.map((_, i) => i % 3);
  const starts = Int32Array.from([
    0,
    ...counts.map((_, i) => counts.slice(0, i + 1).reduce((a, b) => a + b)),
  ]);
  const variants = texts.flatMap((text, i) =>
    Array.from({ length: counts[i]! }, (_, k) => `${text} said ${k}`),
  );
  return checkedDataset({
    size: texts.length,
    features: {
      ...textFeatures(texts, tokenizer),
      paraphrases: { starts, variants: tokenizedTexts(variants, tokenizer) },
    },
    target: { kind: 'number', name: 'n', values: Float32Array.from(texts, (_, i) => i) },
    notes: [],
  });
}

/** What each example says, and what its paraphrases say, as tokens put together again. */
function said({ features, size }: Dataset): string[][] {
  const { paraphrases, ...texts } = features as TextFeatures;
  const [sentence, variant] = [sentencesOf(texts), sentencesOf(paraphrases!.variants)];
  return Array.from({ length: size }, (_, i) => [
    sentenceText(sentence(i)),
    ...Array.from({ length: paraphrases!.starts[i + 1]! - paraphrases!.starts[i]! }, (__, k) =>
      sentenceText(variant(paraphrases!.starts[i]! + k)),
    ),
  ]);
}

const first = dataset(['the dog sleeps', 'a cat, not a dog', '', 'the 3 birds', 'dog']);
const second = dataset(['birds sleep', 'the cow', 'not here']);

describe('texts as numbers of their words', () => {
  test('say what was written, with marks', () => {
    expect(said(first)).toEqual([
      ['the dog sleeps'],
      ['a cat, not a dog', 'a cat, not a dog said 0'],
      ['', 'said 0', 'said 1'],
      ['the 3 birds'],
      ['dog', 'dog said 0'],
    ]);
    const sentence = sentencesOf(first.features as TextFeatures);
    expect(
      sentence(1)
        .filter(isKept)
        .map(({ word }) => word),
    ).toEqual(['not']);
    expect(
      sentence(3)
        .filter(isKept)
        .map(({ word }) => word),
    ).toEqual(['3']);
  });

  test('stay together with their paraphrases in any part', () => {
    const order = [4, 2, 2, 0];
    expect(said(subset(first, order))).toEqual(order.map((i) => said(first)[i]));
    expect(said(subset(first, []))).toEqual([]);
  });

  test('are joined with their words numbered anew', () => {
    const both = joinDatasets(first, second);
    expect(said(both)).toEqual([...said(first), ...said(second)]);
    const { words } = both.features as TextFeatures;
    expect(new Set(words).size).toBe(words.length);
    expect(said(subset(both, [6, 1]))).toEqual([said(second)[1], said(first)[1]]);
  });

  test('of a part without paraphrases have none in the whole', () => {
    const { paraphrases: _, ...plain } = second.features as TextFeatures;
    const bare: Dataset = { ...second, features: plain };
    expect(said(joinDatasets(bare, first))).toEqual([
      ...said(second).map(([text]) => [text]),
      ...said(first),
    ]);
    expect(said(joinDatasets(first, bare)).slice(5)).toEqual(said(second).map(([text]) => [text]));
  });

  test('tell of progress', () => {
    const heard: string[] = [];
    textFeatures(
      Array.from({ length: 1200 }, () => 'a'),
      tokenizer,
      (done, total) => heard.push(`${done}/${total}`),
    );
    expect(heard).toEqual(['500/1200', '1000/1200']);
  });
});
