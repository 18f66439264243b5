import { useId, useState } from 'preact/hooks';
import { ProbabilityBars } from './ProbabilityBars.tsx';
import { usePrediction } from './usePrediction.ts';
import { textClasses } from '../tasks/textSet.ts';

/** Write a sentence, and see how the network takes it. */
export function TextTry({ epoch }: { readonly epoch: number }) {
  const id = useId();
  const [text, setText] = useState('the buds never looked weak ; ordered from this shop in spring');
  const said = usePrediction(
    text.trim() === '' ? undefined : { texts: [text], labels: [textClasses[0]], classes: textClasses },
    epoch,
  );
  return (
    <section class="try">
      <h3>
        <label for={id}>Write what a customer might say of a plant</label>
      </h3>
      <input
        id={id}
        type="text"
        class="sentence"
        maxLength={300}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <ProbabilityBars names={textClasses} probabilities={said} />
      <p class="hint">
        It knows the words of its training sentences: good, lovely, fresh, strong; bad, ugly, weak, dry; and
        “never looked”, “not”.
      </p>
    </section>
  );
}
