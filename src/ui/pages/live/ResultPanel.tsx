import { measureOf } from '../../../report/measure.ts';
import { count, duration } from '../../../util/format.ts';
import { addressOf } from './api.ts';
import { capacityFigure, comparisonFigure, curvesFigure, effectsFigure, Figure } from './figures.tsx';
import { KeyNumbers } from './KeyNumbers.tsx';
import type { Finished } from './useRecord.ts';
import { linkTo } from './useRoute.ts';
import type { StudyRecord } from '../../../study/record.ts';

interface Props {
  readonly path: string;
  readonly finished: Finished;
  readonly files: readonly string[];
}

/** What a finished run found. */
export function ResultPanel({ path, finished, files }: Props) {
  return (
    <>
      {finished.kind === 'study' ? (
        <StudyResult path={path} record={finished.record} />
      ) : finished.kind === 'diagnosis' ? (
        <DiagnosisResult record={finished.record} />
      ) : (
        <FitResult record={finished.record} />
      )}
      <Files path={path} files={files} />
    </>
  );
}

function StudyResult({ path, record }: { readonly path: string; readonly record: StudyRecord }) {
  const { baseline, chosen, verdict = [], notes = [], improvement, trials, seconds } = record;
  const measure = measureOf(chosen.test);
  const value = measure.value(chosen.test);
  const before = measure.value(baseline.test);
  const [first, ...rest] = verdict;
  return (
    <>
      <section class="verdict" aria-label="The verdict">
        <p class="lead">{first}</p>
        {rest.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </section>
      <KeyNumbers
        numbers={[
          [
            `Test ${measure.kind}`,
            value === undefined ? '–' : measure.write(value),
            before === undefined ? undefined : `${measure.write(before)} without remedies`,
          ],
          [
            'Against the baseline',
            improvement ? measure.writeEffect(improvement.mean) : '–',
            improvement?.interval && measure.writeEffectInterval(improvement.interval),
          ],
          [
            'Parameters',
            count(chosen.parameters),
            baseline.parameters === chosen.parameters
              ? 'as the baseline'
              : `of ${count(baseline.parameters)}`,
          ],
          ['Trials', count(trials), `in ${duration(seconds)}`],
        ]}
      />
      {notes.map((note) => (
        <p class="note" key={note}>
          {note}
        </p>
      ))}
      <section aria-labelledby="figures-title">
        <h2 id="figures-title">The evidence</h2>
        <div class="evidence">
          <Figure
            draw={effectsFigure(record)}
            caption="What each remedy did to the validation score, in pairs on the same splits."
          />
          <Figure draw={comparisonFigure(record)} caption="The sealed examples, opened once, at the end." />
          <Figure
            draw={curvesFigure('Baseline', baseline.history, baseline.stopped, { id: 'curves-baseline' })}
          />
          <Figure draw={curvesFigure('Chosen', chosen.history, chosen.stopped, { id: 'curves-chosen' })} />
          <Figure draw={capacityFigure(record)} caption="How small the network can be." />
        </div>
        <p>
          <a href={linkTo('study', path, 'trials')}>All trials, sorted and compared</a>
        </p>
      </section>
    </>
  );
}

function DiagnosisResult({
  record,
}: {
  readonly record: Extract<Finished, { kind: 'diagnosis' }>['record'];
}) {
  const { verdict, evidence = [], next, validation, train, generalizationGap, seconds } = record;
  const measure = measureOf(validation);
  const [held, own] = [measure.value(validation), measure.value(train)];
  return (
    <>
      <section class="verdict" aria-label="The verdict">
        <p class="lead">The diagnosis: {verdict}.</p>
        {[...evidence, next].map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </section>
      <KeyNumbers
        numbers={[
          [`Validation ${measure.kind}`, held === undefined ? '–' : measure.write(held)],
          [`Training ${measure.kind}`, own === undefined ? '–' : measure.write(own)],
          ['Gap', measure.writeEffect(generalizationGap)],
          ['Time', duration(seconds)],
        ]}
      />
      <div class="figures">
        <Figure draw={curvesFigure('Without remedies', record.history, undefined, { id: 'curves' })} />
      </div>
    </>
  );
}

function FitResult({ record }: { readonly record: Extract<Finished, { kind: 'fit' }>['record'] }) {
  const { train, validation, test, parameters, epochs, seconds } = record;
  const measure = measureOf(validation);
  const write = (scores: typeof train | undefined) => {
    const value = measure.value(scores);
    return value === undefined ? '–' : measure.write(value);
  };
  return (
    <KeyNumbers
      numbers={[
        ...(test ? [[`Test ${measure.kind}`, write(test)] as const] : []),
        [`Validation ${measure.kind}`, write(validation)],
        [`Training ${measure.kind}`, write(train)],
        ['Parameters', count(parameters)],
        ['Epochs', count(epochs), `in ${duration(seconds)}`],
      ]}
    />
  );
}

const Files = ({ path, files }: { readonly path: string; readonly files: readonly string[] }) => {
  const others = files.filter((name) => name !== 'report.html');
  if (files.length === 0) return null;
  return (
    <section aria-labelledby="files-title">
      <h2 id="files-title">Files</h2>
      <ul class="files">
        {files.includes('report.html') && (
          <li>
            <a
              href={addressOf('file', { study: path, name: 'report.html' })}
              target="_blank"
              rel="noreferrer"
            >
              report.html
            </a>{' '}
            <span class="soft">the whole report, in a new tab</span>
          </li>
        )}
        {others.map((name) => (
          <li key={name}>
            <a href={addressOf('file', { study: path, name })} download>
              {name}
            </a>
          </li>
        ))}
        {files.includes('recipe.json') && (
          <li>
            <a href={linkTo('recipe', path === '.' ? 'recipe.json' : `${path}/recipe.json`)}>
              Look at the recipe, and change it
            </a>
          </li>
        )}
      </ul>
    </section>
  );
};
