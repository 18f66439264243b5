import type { DiagnosisRecord, StudyRecord } from '../study/record.ts';
import { auditSection } from './audit.ts';
import { capacity } from './figures/capacity.ts';
import { comparison } from './figures/comparison.ts';
import { isMeasured, remedyEffects } from './figures/remedyEffects.ts';
import { count, duration, intervalText, number, plural } from '../util/format.ts';
import { document, figureWithData, html, table, terms, type Html } from './html.ts';
import { measureOf, type Measure } from './measure.ts';
import { recipeChanges, recipeLines } from './recipe.ts';
import {
  curveFigures,
  dataTerms,
  diagnosisSection,
  effectsTable,
  remedyTable,
  verdictText,
  written,
} from './sections.ts';
import { style } from './style.ts';

/**
 * The report of a study as one HTML file: it loads nothing, runs nothing, and is complete when printed. Everything in it
 * comes from the record.
 *
 * @example writeFile('report.html', studyPage(record))
 */
export function studyPage(record: StudyRecord): string {
  const measure = measureOf(record.baseline.test);
  const [first = 'The study is complete.', ...rest] = record.verdict;
  const { baseline, chosen } = record;
  return document(
    `Hibiscus study: ${record.data.description}`,
    style,
    html`<header>
        <p class="eyebrow">Hibiscus study · ${record.data.description}</p>
        <h1>${first}</h1>
        <div class="lead">${rest.map((sentence) => html`<p>${sentence}</p>`)}</div>
        ${keyNumbers(record, measure)}
      </header>
      <main>
        <section id="diagnosis">
          <h2>The diagnosis</h2>
          ${diagnosisSection(record.diagnosis)}
        </section>
        <section id="curves">
          <h2>How the networks learned</h2>
          ${curveFigures([
            { name: 'Baseline', history: baseline.history, stopped: baseline.stopped },
            { name: 'Chosen', history: chosen.history, stopped: chosen.stopped },
          ])}
        </section>
        <section id="remedies">
          <h2>What helped, and what did not</h2>
          ${remediesSection(record)}
        </section>
        <section id="size">
          <h2>How small the network can be</h2>
          ${sizeSection(record, measure)}
        </section>
        <section id="test">
          <h2>The test on sealed examples</h2>
          ${testSection(record, measure)}
        </section>
        <section id="recipe">
          <h2>The chosen recipe</h2>
          ${recipeSection(record)}
        </section>
        <section id="data">
          <h2>The data</h2>
          ${dataTerms(record.data, [['Sealed for the test', count(record.data.test)]])}
          ${auditSection(record.audit)}
        </section>
        <section id="method">
          <h2>How it was measured</h2>
          ${methodSection(record)}
        </section>
      </main>
      ${footer('study.json', record.schema)}`,
  );
}

/**
 * The report of a diagnosis, made as the report of a study is.
 *
 * @example writeFile('report.html', diagnosisPage(record))
 */
export function diagnosisPage(record: DiagnosisRecord): string {
  return document(
    `Hibiscus diagnosis: ${record.data.description}`,
    style,
    html`<header>
        <p class="eyebrow">Hibiscus diagnosis · ${record.data.description}</p>
        <h1>${verdictText[record.verdict]}</h1>
      </header>
      <main>
        <section id="diagnosis">
          ${diagnosisSection(record)}
          <p>${record.next}</p>
        </section>
        <section id="curves">
          <h2>How the network learned</h2>
          ${curveFigures([{ name: 'Without remedies', history: record.history }])}
        </section>
        <section id="data">
          <h2>The data</h2>
          ${dataTerms(record.data)} ${auditSection(record.audit)}
        </section>
        <section id="method">
          <h2>How it was measured</h2>
          <p>
            Training and validation are measured alike: in evaluation mode, on clean data, penalties apart.
            The curves are those of one of the trainings.
          </p>
          ${terms([
            ['Parameters', count(record.parameters)],
            ['Seed', String(record.seed)],
            ['Time', duration(record.seconds)],
          ])}
        </section>
      </main>
      ${footer('diagnosis.json', record.schema)}`,
  );
}

function keyNumbers({ baseline, chosen, improvement }: StudyRecord, measure: Measure): Html {
  const card = (name: string, value: Html | string, note: Html | string) =>
    html`<div>
      <dt>${name}</dt>
      <dd class="value">${value}</dd>
      <dd class="note">${note}</dd>
    </div>`;
  const tested = (finalist: StudyRecord['baseline']) =>
    html`95% interval ${intervalText(measure.errorInterval(finalist.interval), measure.write)}`;
  const shown = !isMeasured(improvement)
    ? 'not measured'
    : improvement.interval[0] > 0
      ? 'better'
      : improvement.interval[1] < 0
        ? 'worse'
        : 'no difference shown';
  const tone = shown === 'better' ? 'good' : shown === 'worse' ? 'bad' : '';
  const times = baseline.parameters / chosen.parameters;
  const size =
    times >= 1.05
      ? `${number(Number(times.toPrecision(2)))} times smaller`
      : times <= 0.95
        ? 'larger'
        : 'the same size';
  return html`<dl class="numbers">
      ${card(`Baseline: test ${measure.errorName}`, written(measure.error(baseline.test), measure.write), tested(baseline))}
      ${card(`Chosen: test ${measure.errorName}`, written(measure.error(chosen.test), measure.write), tested(chosen))}
      ${card(
        'Improvement',
        html`<span class="${tone}"
          >${isMeasured(improvement) ? measure.writeEffect(improvement.mean) : 'not measured'}</span
        >`,
        isMeasured(improvement)
          ? html`95% interval ${measure.writeEffectInterval(improvement.interval)}: ${shown}`
          : '',
      )}
      ${card('Parameters', html`<small>${count(baseline.parameters)} → </small>${count(chosen.parameters)}`, size)}
    </dl>
    <p class="eyebrow below">
      ${measure.explanation}${measure.kind === 'accuracy' && ' pp: percentage points.'} See
      <a href="#test">the test</a>, <a href="#curves">the curves</a>, <a href="#remedies">the remedies</a>,
      <a href="#recipe">the recipe</a>.
    </p>`;
}

function remediesSection({ remedies, combined }: StudyRecord): Html {
  return html`<div class="figures">
      ${figureWithData(
        remedyEffects({ remedies: remedies.filter(({ reason }) => reason === undefined), combined }),
        `Each remedy was added alone to the baseline. The mark is its mean effect, the line its 95% interval: where the line crosses zero, no effect on this number is shown.${combined.length > 0 ? ' Under the rule stand several remedies at once.' : ''}`,
        effectsTable(remedies, combined),
      )}
    </div>
    ${remedyTable(remedies, combined)}`;
}

function sizeSection({ capacity: sizes }: StudyRecord, measure: Measure): Html {
  const ordered = [...sizes].sort((a, b) => b.parameters - a.parameters);
  return html`<div class="figures">
    ${figureWithData(
      capacity({ capacity: sizes }),
      'The chosen remedies at several sizes of the network. A network that is too small cannot learn its examples; a larger one than needed costs memory and time.',
      table(
        'Sizes of the network',
        [
          { name: 'Parameters', numeric: true },
          { name: `Training ${measure.errorName}`, numeric: true },
          { name: `Validation ${measure.errorName}`, numeric: true },
          { name: 'Against the best', numeric: true },
          { name: '95% interval', numeric: true },
          { name: 'Chosen' },
        ],
        ordered.map((size) => [
          count(size.parameters),
          written(measure.error(size.train), measure.write),
          written(measure.error(size.validation), measure.write),
          size.effect && isMeasured(size.effect) ? measure.writeEffect(size.effect.mean) : '',
          size.effect && isMeasured(size.effect) ? measure.writeEffectInterval(size.effect.interval) : '',
          size.chosen ? 'chosen' : '',
        ]),
      ),
    )}
  </div>`;
}

function testSection(record: StudyRecord, measure: Measure): Html {
  const rows = [
    ['Baseline', record.baseline],
    ['Chosen', record.chosen],
  ] as const;
  return html`<div class="figures">
    ${figureWithData(
      comparison(record),
      `${plural(record.chosen.test.n, 'example')} were put aside before anything was trained and looked at once, after the choice. The line is the 95% interval.`,
      table(
        'Scores of the two networks',
        [
          { name: 'Network' },
          { name: `Training ${measure.errorName}`, numeric: true },
          { name: `Validation ${measure.errorName}`, numeric: true },
          { name: `Test ${measure.errorName}`, numeric: true },
          { name: '95% interval', numeric: true },
          { name: 'Test loss', numeric: true },
          { name: 'Test examples', numeric: true },
        ],
        rows.map(([name, finalist]) => [
          name,
          written(measure.error(finalist.train), measure.write),
          written(measure.error(finalist.validation), measure.write),
          written(measure.error(finalist.test), measure.write),
          intervalText(measure.errorInterval(finalist.interval), measure.write),
          number(finalist.test.loss),
          count(finalist.test.n),
        ]),
      ),
    )}
  </div>`;
}

function recipeSection({ baseline, chosen }: StudyRecord): Html {
  const changes = recipeChanges(baseline.recipe, chosen.recipe);
  const differences =
    changes.length === 0
      ? html`<p>It is the recipe of the baseline.</p>`
      : table(
          'What differs from the baseline',
          [{ name: 'Field' }, { name: 'Baseline' }, { name: 'Chosen' }],
          changes.map(({ field, before, after }) => [field, before, after]),
        );
  return html`${differences}
    <h3>The whole recipe</h3>
    <pre>${recipeLines(chosen.recipe).join('\n')}</pre>`;
}

function methodSection({ remedies, improvement, trials, seconds, seed, chosen }: StudyRecord): Html {
  const pairs = remedies.filter(({ reason }) => reason === undefined).map(({ effect }) => effect.pairs);
  const [least, most] = [Math.min(...pairs), Math.max(...pairs)];
  const paired =
    pairs.length === 0
      ? ''
      : least === most
        ? ` (${plural(least, 'pair')} each)`
        : ` (${count(least)} to ${count(most)} pairs each)`;
  return html`<ul>
      <li>
        The data were split first, once: ${plural(chosen.test.n, 'example')} were sealed for the test and
        opened once, after the choice. Nothing was chosen by looking at them.
      </li>
      <li>
        Remedies were compared with the baseline in pairs: the same split, the same seed, the same number of
        steps${paired}. An interval that contains zero is no evidence of an effect.
      </li>
      <li>Training and validation are measured alike: in evaluation mode, on clean data, penalties apart.</li>
      <li>
        The final comparison is paired over ${plural(improvement.pairs, 'test example')}. Intervals are 95%
        intervals.
      </li>
      <li>The curves are those of one training of each recipe.</li>
    </ul>
    ${terms([
      ['Trainings', count(trials)],
      ['Time', duration(seconds)],
      ['Seed', String(seed)],
    ])}`;
}

const footer = (file: string, schema: number): Html =>
  html`<footer>
    <p>Made by Hibiscus. Every number on this page is computed from ${file} (schema ${schema}) beside it.</p>
  </footer>`;
