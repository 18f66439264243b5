import { useMemo, useState } from 'preact/hooks';
import examples from './examples.json';
import { Slider } from '../views/Fields.tsx';
import { drawsOf } from '../../../../augmentations/text/augmentation.ts';
import { textContext } from '../../../../augmentations/text/context.ts';
import { applyEdits } from '../../../../augmentations/text/edits.ts';
import { synonymReplacement } from '../../../../augmentations/text/synonymReplacement.ts';
import { marks } from '../../../../text/token.ts';
import { segmenterTokenizer } from '../../../../text/tokenizer.ts';
import { percent } from '../../../../util/format.ts';
import { randomKey } from '../../../../util/random.ts';

/** The operation itself on a few sentences; changed words are marked. */
export function Synonyms() {
  const { sentences, synonyms, source } = examples.thesaurus;
  const [round, setRound] = useState(1);
  const [alpha, setAlpha] = useState(0.2);
  const tokens = useMemo(() => {
    const tokenizer = segmenterTokenizer('en');
    return sentences.map((text) => tokenizer.tokenize(text));
  }, []);
  const context = useMemo(() => textContext({ synonyms }), []);
  return (
    <>
      <p class="row">
        <button type="button" class="primary" onClick={() => setRound(round + 1)}>
          Draw again
        </button>
      </p>
      <div class="narrow">
        <Slider
          label="Words replaced"
          min={0.05}
          max={0.5}
          step={0.05}
          value={alpha}
          shown={percent(alpha).replace('.0', '')}
          hint="At least one of each sentence. Negations stay: without them a sentence says the opposite."
          onChange={setAlpha}
        />
      </div>
      <ul class="pairs">
        {tokens.map((sentence, i) => {
          const options = { alpha, copies: 4, guard: true };
          const edits = synonymReplacement.draw(sentence, options, drawsOf(randomKey(round, i)), context);
          const edited = applyEdits(sentence, edits);
          return (
            <li key={sentences[i]}>
              <p class="hint">{sentences[i]}</p>
              <p>
                {edited.sentence.map(({ text, marks: known }, k) => (
                  <>
                    {k > 0 && (known & marks.glued) === 0 && ' '}
                    {edited.changed[k] ? <mark>{text}</mark> : text}
                  </>
                ))}
              </p>
            </li>
          );
        })}
      </ul>
      <p class="hint">
        Synonyms of these sentences’ words, recorded from {source}. A thesaurus does not know what is meant: a
        pot is not always a toilet. Such slips cost little when most copies are right, and much when they are
        not, so it is measured.
      </p>
    </>
  );
}
