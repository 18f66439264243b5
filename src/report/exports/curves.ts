import type { EpochRecord } from '../../train/history.ts';

/** The numbers of one epoch under the names that trackers of trainings use: `train/accuracy`, `weightNorm/<layer>`. */
export function epochScalars(record: EpochRecord): [name: string, value: number][] {
  const { train, stop, validation, learningRate, penalty, weightNorms, jacobianNorm, averaged } = record;
  const all: [string, number | undefined][] = [
    ...scoreScalars('train', train),
    ...scoreScalars('stop', stop),
    ...scoreScalars('validation', validation),
    ['learningRate', learningRate],
    ['penalty', penalty],
    ['epoch', record.epoch],
    ['jacobianNorm', jacobianNorm],
    ['averaged', averaged],
    ...Object.entries(weightNorms).map(([layer, norm]): [string, number] => [`weightNorm/${layer}`, norm]),
  ];
  return all.filter((it): it is [string, number] => Number.isFinite(it[1]));
}

/** Scores of one part: `test/accuracy`, `test/loss`. */
export const scoreScalars = (part: string, scores: object | undefined): [name: string, value: number][] =>
  Object.entries(scores ?? {}).flatMap(([name, value]): [string, number][] =>
    typeof value === 'number' ? [[`${part}/${name}`, value]] : [],
  );
