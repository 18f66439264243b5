import type { ComponentType } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Dropout } from './Dropout.tsx';
import { Flowers } from './Flowers.tsx';
import { Overfit } from './Overfit.tsx';
import { Synonyms } from './Synonyms.tsx';
import { Translation } from './Translation.tsx';

interface Step {
  readonly title: string;
  readonly text: string;
  readonly Figure: ComponentType;
}

const steps: readonly Step[] = [
  {
    title: 'The overfit curve',
    text: 'A large network learns sixty noisy points. Its error on them falls to nothing. Its error on points it never sees falls too, then turns and rises: from there on it learns noise by heart.',
    Figure: () => <Overfit stops={false} />,
  },
  {
    title: 'Two unseen varieties',
    text: 'A network learns daisies, hibiscus, lilies and poppies, six varieties of each. New pictures of those are easy. Then it meets two varieties of each species that it never saw: only what it learned about the species helps there.',
    Figure: Flowers,
  },
  {
    title: 'Back translation',
    text: 'A text that goes to another language and back says the same in other words: a new example for free. What comes back is checked, because translation makes mistakes.',
    Figure: Translation,
  },
  {
    title: 'Synonyms',
    text: 'Words are replaced by others of the same meaning, anew each time a text is seen. The network cannot lean on single words any more.',
    Figure: Synonyms,
  },
  {
    title: 'Dropped neurons',
    text: 'Dropout switches off random neurons in each step of training. No neuron can rely on another, so each must learn something that holds by itself.',
    Figure: Dropout,
  },
  {
    title: 'The early stop',
    text: 'The same network and the same points as in the first figure, but training ends when the validation error has not improved for 30 epochs, and the best weights come back.',
    Figure: () => <Overfit stops />,
  },
];

/** Six figures of the practice, each of them made here and now, but for the translations. */
export default function Walk() {
  const [at, setAt] = useState(0);
  const [seen, setSeen] = useState<readonly number[]>([0]);
  const title = useRef<HTMLHeadingElement>(null);
  const go = (to: number) => {
    setAt(to);
    setSeen(seen.includes(to) ? seen : [...seen, to]);
    title.current?.focus();
  };
  const { title: name, text } = steps[at]!;
  return (
    <div class="walk">
      <nav aria-label="Figures">
        <ol>
          {steps.map((step, i) => (
            <li key={step.title}>
              <button type="button" aria-current={i === at ? 'step' : undefined} onClick={() => go(i)}>
                <b>{i + 1}</b> {step.title}
              </button>
            </li>
          ))}
        </ol>
      </nav>
      <section class="card">
        <h2 ref={title} tabIndex={-1}>
          {at + 1}. {name}
        </h2>
        <p class="lead">{text}</p>
        {steps.map(({ title: key, Figure }, i) => (
          // What was seen stays as it was left.
          <div key={key} hidden={i !== at}>
            {seen.includes(i) && <Figure />}
          </div>
        ))}
        <p class="row ends">
          <button type="button" disabled={at === 0} onClick={() => go(at - 1)}>
            Back
          </button>
          {at < steps.length - 1 ? (
            <button type="button" onClick={() => go(at + 1)}>
              Next: {steps[at + 1]!.title}
            </button>
          ) : (
            <a href="#play">Now try it yourself</a>
          )}
        </p>
      </section>
    </div>
  );
}
