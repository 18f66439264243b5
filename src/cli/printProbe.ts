import { effectText, marks } from './print.ts';
import { paint, table, wrap } from './terminal.ts';
import { duration } from '../util/format.ts';
import type { OperationRecord, ProbeRecord } from '../study/probe/record.ts';

/** What is said of an operation that labels do not survive. */
const refused = paint.red('refused');

const isRefused = ({ decision, effect }: OperationRecord): boolean =>
  decision === 'harm' && effect.pairs === 0;

/** One operation, as soon as it is decided. Why it was dropped says its reason alone: the mark would say it twice. */
export function operationLine(operation: OperationRecord): string {
  const { name, decision, reason } = operation;
  const mark = decision === 'drop' ? '' : `${isRefused(operation) ? refused : marks[decision]}. `;
  return `  ${name.padEnd(16)} ${mark}${reason}`;
}

/** The result of a probe as a table, the refusals and the policy. */
export function printProbe(
  { operations, policy, evidence, data, ...record }: ProbeRecord,
  path: string,
): string {
  const share = data.classes.length > 0;
  const rows = [...operations]
    .sort((a, b) => Number(isRefused(a)) - Number(isRefused(b)) || b.effect.mean - a.effect.mean)
    .map((operation) => {
      const { name, effect, calibratedEffect: lossEffect, decision } = operation;
      if (isRefused(operation)) return [name, '', '', '', refused];
      const loss = {
        ...lossEffect,
        mean: -lossEffect.mean,
        interval: [-lossEffect.interval[1], -lossEffect.interval[0]] as [number, number],
      };
      return [
        name,
        effectText(effect, share),
        effectText(loss, false),
        String(effect.pairs),
        marks[decision],
      ];
    });
  const reasons = operations.filter(isRefused).map(({ name, reason }) => wrap(`${name}: ${reason}`, '  '));
  return [
    '',
    `${paint.bold('What helps?')} Each operation against no augmentation, on the same splits and seeds; more of them for what does better`,
    table(
      [
        'operation',
        share ? 'change of accuracy, points (95%)' : 'rmse taken away (95%)',
        share ? 'change of calibrated loss (95%)' : 'change of loss (95%)',
        'splits',
        '',
      ],
      rows,
      'lrrrl',
    ),
    ...(reasons.length > 0
      ? [
          '',
          `${paint.bold('Refused')} because labels do not survive it, by the nearest examples, before any training`,
          ...reasons,
        ]
      : []),
    '',
    `${paint.bold('The policy')} ${policy.length > 0 ? policy.map(optionsText).join(', ') : 'none'}`,
    ...evidence.sentences.map((sentence) => wrap(sentence, '  ')),
    '',
    `  policy     ${path}/policy.json`,
    `  recipe     ${path}/recipe.json`,
    paint.dim(`  ${record.trials} trainings in ${duration(record.seconds)}, seed ${record.seed}`),
  ].join('\n');
}

/** "shift (x −0.1 to 0.1, …)" as options stand in a recipe. */
function optionsText({ name, ...options }: ProbeRecord['policy'][number]): string {
  const set = Object.entries(options).filter(([option, value]) => option !== 'probability' || value !== 1);
  return set.length === 0
    ? name
    : `${name} (${set.map(([option, value]) => `${option} ${Array.isArray(value) ? value.join(' to ') : String(value)}`).join(', ')})`;
}
