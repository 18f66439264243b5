import { measureOf, type Measure } from '../../../report/measure.ts';
import { count, duration } from '../../../util/format.ts';
import { addressOf } from './api.ts';
import { capacityFigure, comparisonFigure, curvesFigure, effectsFigure, Figure } from './figures.tsx';
import { Datum } from './Datum.tsx';
import { KeyNumbers } from './KeyNumbers.tsx';
import type { Finished } from './useRecord.ts';
import { linkTo } from './useRoute.ts';
import type { Scores, StudyRecord } from '../../../study/record.ts';

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
  const file = 'study.json';
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
            <Score file={file} at="chosen.test" scores={chosen.test} measure={measure} />,
            <>
              <Score file={file} at="baseline.test" scores={baseline.test} measure={measure} /> without
              remedies
            </>,
          ],
          [
            'Against the baseline',
            <Datum file={file} at="improvement.mean" value={improvement?.mean}>
              {improvement && measure.writeEffect(improvement.mean)}
            </Datum>,
            improvement?.interval && (
              <Interval file={file} interval={improvement.interval} measure={measure} />
            ),
          ],
          [
            'Parameters',
            <Datum file={file} at="chosen.parameters" value={chosen.parameters}>
              {count(chosen.parameters)}
            </Datum>,
            baseline.parameters === chosen.parameters ? (
              'as the baseline'
            ) : (
              <>
                of{' '}
                <Datum file={file} at="baseline.parameters" value={baseline.parameters}>
                  {count(baseline.parameters)}
                </Datum>
              </>
            ),
          ],
          [
            'Trials',
            <Datum file={file} at="trials" value={trials}>
              {count(trials)}
            </Datum>,
            <Time file={file} seconds={seconds} />,
          ],
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
  const file = 'diagnosis.json';
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
          [
            `Validation ${measure.kind}`,
            <Score file={file} at="validation" scores={validation} measure={measure} />,
          ],
          [`Training ${measure.kind}`, <Score file={file} at="train" scores={train} measure={measure} />],
          [
            'Gap',
            <Datum file={file} at="generalizationGap" value={generalizationGap}>
              {measure.writeEffect(generalizationGap)}
            </Datum>,
          ],
          [
            'Time',
            <Datum file={file} at="seconds" value={seconds}>
              {duration(seconds)}
            </Datum>,
          ],
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
  const file = 'fit.json';
  const score = (at: string, scores: Scores) => (
    <Score file={file} at={at} scores={scores} measure={measure} />
  );
  return (
    <KeyNumbers
      numbers={[
        ...(test ? [[`Test ${measure.kind}`, score('test', test)] as const] : []),
        [`Validation ${measure.kind}`, score('validation', validation)],
        [`Training ${measure.kind}`, score('train', train)],
        [
          'Parameters',
          <Datum file={file} at="parameters" value={parameters}>
            {count(parameters)}
          </Datum>,
        ],
        [
          'Epochs',
          <Datum file={file} at="epochs" value={epochs}>
            {count(epochs)}
          </Datum>,
          <Time file={file} seconds={seconds} />,
        ],
      ]}
    />
  );
}

interface ScoreProps {
  readonly file: string;
  readonly at: string;
  readonly scores: Scores | undefined;
  readonly measure: Measure;
}

/** What the scores at that place are measured by. */
function Score({ file, at, scores, measure }: ScoreProps) {
  const value = measure.value(scores);
  return (
    <Datum file={file} at={`${at}.${measure.kind}`} value={value}>
      {value !== undefined && measure.write(value)}
    </Datum>
  );
}

/** The ends of the interval of what was gained: "+1.0 to +3.6 pp". */
const Interval = ({
  file,
  interval: [low, high],
  measure,
}: {
  readonly file: string;
  readonly interval: readonly [number, number];
  readonly measure: Measure;
}) => (
  <>
    <Datum file={file} at="improvement.interval.0" value={low}>
      {measure.writeEffectValue(low)}
    </Datum>{' '}
    to{' '}
    <Datum file={file} at="improvement.interval.1" value={high}>
      {measure.writeEffect(high)}
    </Datum>
  </>
);

const Time = ({ file, seconds }: { readonly file: string; readonly seconds: number }) => (
  <>
    in{' '}
    <Datum file={file} at="seconds" value={seconds}>
      {duration(seconds)}
    </Datum>
  </>
);

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
