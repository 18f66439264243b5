import examples from './examples.json';
import { wordDifference } from './wordDifference.ts';

const outcomes: Readonly<Record<string, string>> = {
  kept: 'kept',
  unchanged: 'says the same: no new example',
  lost: 'refused: a negation was lost, and with it the meaning',
  degenerate: 'refused: broken',
};

/** Sentences that went to Spanish and back, recorded; what changed is marked. */
export function Translation() {
  const { engine, pairs } = examples.translation;
  return (
    <>
      <ul class="pairs">
        {pairs.map(({ text, there, back, outcome }) => (
          <li key={text}>
            <p>{text}</p>
            <p lang="es" class="hint">
              {there}
            </p>
            <p>
              {wordDifference(text, back).map(({ word, isNew }, i) => (
                <>
                  {i > 0 && ' '}
                  {isNew ? <mark>{word}</mark> : word}
                </>
              ))}
            </p>
            <p class={outcome === 'kept' ? 'outcome good' : 'outcome'}>{outcomes[outcome]}</p>
          </li>
        ))}
      </ul>
      <p class="hint">
        Recorded, because no browser holds a translator: {engine.split(' ').slice(0, 3).join(' ')}, English to
        Spanish and back, nothing mended by hand. On your own texts:{' '}
        <code>hibiscus study reviews.csv --translate apertium</code>.
      </p>
    </>
  );
}
