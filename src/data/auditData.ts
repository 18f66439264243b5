import * as checks from './audit/index.ts';
import type { Check, Finding, PartName } from './audit/check.ts';
import { findRelatives, type Relatives } from './audit/relatives.ts';
import { joinDatasets, subset, type Dataset } from './dataset.ts';
import { twinsOfParts } from './twins.ts';

export type { Finding } from './audit/check.ts';

/** The parts of the data as they were given. */
export interface DataParts {
  readonly train: Dataset;
  readonly validation?: Dataset;
  readonly test?: Dataset;
}

/** What an audit found, and the parts, which know their twins from then on. */
export interface Audited {
  /** Leaks first, then warnings, then notes. */
  readonly findings: readonly Finding[];
  readonly parts: DataParts;
}

const severities = ['leak', 'warning', 'note'] as const;

/**
 * Looks for what makes results on this data untrue or unsteady: duplicates within and across parts, conflicting labels,
 * columns that give the answer away, identifiers, constants, rare labels, families of rows without a group.
 *
 * Of the test part only its inputs are compared with the others'; nothing is trained and no score of it is taken.
 *
 * @throws {DataError} parts with other features or classes.
 * @example auditData({ train, test }).findings.filter(({ severity }) => severity === 'leak')
 */
export function auditData(parts: DataParts): Audited {
  const given = (
    [
      ['training', parts.train],
      ['validation', parts.validation],
      ['test', parts.test],
    ] as const
  ).flatMap(([name, dataset]) => (dataset ? [{ name: name as PartName, dataset }] : []));
  const { twins, marked } = twinsOfParts(
    given.map(({ dataset }) => dataset),
    parts.test ? [parts.test] : [],
  );
  let start = 0;
  const numbered = given.map(({ name }, k) => {
    const part = { name, dataset: marked[k]!, start };
    start += part.dataset.size;
    return part;
  });
  const of = (wanted: PartName) => numbered.find(({ name }) => name === wanted)?.dataset;
  const [train, validation, test] = [of('training')!, of('validation'), of('test')];
  const data = validation ? joinDatasets(train, validation) : train;
  let known: Relatives | undefined;
  const audited = { data, parts: numbered, twins, relatives: () => (known ??= findRelatives(data)) };
  const findings = Object.values<Check>(checks).flatMap((check) =>
    check.run(audited).map((finding): Finding => ({ check: check.name, ...finding })),
  );
  const rank = ({ severity }: Finding) => severities.indexOf(severity);
  return {
    findings: findings.sort((a, b) => rank(a) - rank(b)),
    parts: { train, ...(validation && { validation }), ...(test && { test }) },
  };
}

/**
 * The parts without what would be known beforehand: training examples with a twin in the validation or test part, and
 * validation examples with one in the test part, are left out. Parts come from `auditData`, which finds the twins.
 *
 * @returns The parts, and how many examples were left out.
 */
export function withoutTwins({ train, validation, test }: DataParts): {
  readonly parts: DataParts;
  readonly dropped: number;
} {
  const keep = (part: Dataset, others: readonly (Dataset | undefined)[]) => {
    const taken = new Set(others.flatMap((other) => [...(other?.twins ?? [])]));
    const indices = Array.from({ length: part.size }, (_, i) => i).filter((i) => !taken.has(part.twins![i]!));
    return indices.length === part.size ? part : subset(part, indices);
  };
  const [kept, keptValidation] = [keep(train, [validation, test]), validation && keep(validation, [test])];
  return {
    parts: { train: kept, ...(keptValidation && { validation: keptValidation }), ...(test && { test }) },
    dropped: train.size - kept.size + (validation?.size ?? 0) - (keptValidation?.size ?? 0),
  };
}
