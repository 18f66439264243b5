import type { StudyRecord } from '../../study/record.ts';
import { count, duration, plural } from '../../util/format.ts';
import { html, shown, terms } from '../html.ts';
import type { ReportSection } from './section.ts';

/** How everything was measured. */
export const method: ReportSection = Object.freeze({
  name: 'method',
  place: 120,
  title: 'How it was measured',
  short: 'Method',
  study: ({ record }) =>
    html`<ul>
        <li>
          The data were split first, once: ${plural(record.chosen.test.n, 'example')} were sealed for the test
          and opened once, after the choice. Nothing was chosen by looking at them.
        </li>
        <li>
          Remedies were compared with the baseline in pairs: the same split, the same seed, the same number of
          steps${pairsText(record)}. An interval that contains zero is no evidence of an effect.
        </li>
        <li>
          Training and validation are measured alike: in evaluation mode, on clean data, penalties apart.
        </li>
        <li>
          The final comparison is paired over ${plural(record.improvement.pairs, 'test example')}. Intervals
          are 95% intervals.
        </li>
        <li>The curves are those of one training of each recipe.</li>
        ${record.notes.map((note) => html`<li>${note}</li>`)}
      </ul>
      ${terms([
        ['Trainings', shown(record.trials, count, 'trials')],
        ['Time', shown(record.seconds, duration, 'seconds')],
        ['Seed', shown(record.seed, String, 'seed')],
      ])}`,
  diagnosis: ({ record }) =>
    html`<p>
        Training and validation are measured alike: in evaluation mode, on clean data, penalties apart. The
        curves are those of one of the trainings.
      </p>
      ${terms([
        ['Parameters', shown(record.parameters, count, 'parameters')],
        ['Time', shown(record.seconds, duration, 'seconds')],
        ['Seed', shown(record.seed, String, 'seed')],
      ])}`,
} satisfies ReportSection);

function pairsText({ remedies }: StudyRecord): string {
  const pairs = remedies.filter(({ reason }) => reason === undefined).map(({ effect }) => effect.pairs);
  if (pairs.length === 0) return '';
  const least = pairs.reduce((a, b) => Math.min(a, b));
  const most = pairs.reduce((a, b) => Math.max(a, b));
  return least === most
    ? ` (${plural(least, 'pair')} each)`
    : ` (${count(least)} to ${count(most)} pairs each)`;
}
