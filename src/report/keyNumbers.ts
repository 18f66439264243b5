import type { StudyRecord } from '../study/record.ts';
import { count, intervalText, number } from '../util/format.ts';
import { figureTarget } from './figureBlock.ts';
import { isMeasured } from './figures/effects.ts';
import { html, shown, type Html } from './html.ts';
import { errorPath, measureOf } from './measure.ts';

/** The four numbers that matter, each with a link to the figure that shows it. */
export function keyNumbers(record: StudyRecord): Html {
  const { baseline, chosen, improvement } = record;
  const measure = measureOf(baseline.test);
  const card = (name: string, figure: string, value: Html, note: Html | string) =>
    html`<div>
      <dt><a href="#${figureTarget(figure)}">${name}</a></dt>
      <dd class="value">${value}</dd>
      <dd class="note">${note}</dd>
    </div>`;
  const tested = (place: 'baseline' | 'chosen') =>
    card(
      `${place === 'baseline' ? 'Baseline' : 'Chosen'}: test ${measure.errorName}`,
      'comparison',
      shown(measure.error(record[place].test), measure.write, errorPath(`${place}.test`, measure)),
      record[place].interval.every(Number.isFinite)
        ? html`95% interval ${intervalText(measure.errorInterval(record[place].interval), measure.write)}`
        : '',
    );
  const [verdict, tone] = verdictOf(improvement);
  return html`<dl class="numbers">
      ${tested('baseline')} ${tested('chosen')}
      ${card(
        'Improvement',
        'comparison',
        html`<span class="${tone}"
          >${
            isMeasured(improvement)
              ? shown(improvement.mean, measure.writeEffect, 'improvement.mean')
              : 'not measured'
          }</span
        >`,
        isMeasured(improvement)
          ? html`95% interval ${measure.writeEffectInterval(improvement.interval)}: ${verdict}`
          : '',
      )}
      ${card(
        'Parameters',
        'capacity',
        html`<small>${shown(baseline.parameters, count, 'baseline.parameters')} → </small
          >${shown(chosen.parameters, count, 'chosen.parameters')}`,
        sizeText(baseline.parameters / chosen.parameters),
      )}
    </dl>
    <p class="eyebrow below">
      ${measure.explanation}${measure.kind === 'accuracy' && ' pp: percentage points.'}
    </p>`;
}

function verdictOf(improvement: StudyRecord['improvement']): readonly [string, string] {
  if (improvement.interval[0] > 0) return ['better', 'good'];
  return improvement.interval[1] < 0 ? ['worse', 'bad'] : ['no difference shown', ''];
}

function sizeText(times: number): string {
  if (times >= 1.05) return `${number(Number(times.toPrecision(2)))} times smaller`;
  return times <= 0.95 ? 'larger' : 'the same size';
}
