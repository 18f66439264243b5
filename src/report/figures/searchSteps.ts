// shared within this room
import type { ConfigurationRecord, SearchRecord } from '../../study/search/record.ts';

/** A training of a mixture on a rung of the search. */
export interface SearchStep {
  readonly configuration: ConfigurationRecord;
  readonly rung: number;
  readonly loss: number;
  /** Full trainings that the search had spent after it; 0 for what was known before the search. */
  readonly spent: number;
  /** The least loss on the last rung so far; undefined before the first. */
  readonly best: number | undefined;
  /** Where its loss stands in the record. */
  readonly place: string;
}

const isKnown = ({ origin }: ConfigurationRecord): boolean => origin === 'baseline' || origin === 'start';

/** Whether it was trained in full, on all pairs that choose. */
export const isFinished = (configuration: ConfigurationRecord, { rungs }: SearchRecord): boolean =>
  finalLoss(configuration, rungs.length - 1) !== undefined;

/** Its loss on a rung. */
export const finalLoss = ({ losses }: ConfigurationRecord, rung: number): number | undefined => {
  const loss = losses.find((one) => one.rung === rung)?.loss;
  return loss !== undefined && Number.isFinite(loss) ? loss : undefined;
};

/**
 * All trainings of a search in the order of its budget: block after block, in a block rung after rung. What was known
 * before costs nothing.
 */
export function searchSteps({ configurations, rungs }: SearchRecord): SearchStep[] {
  const last = rungs.at(-1);
  const steps = configurations
    .flatMap((configuration, i) =>
      configuration.losses.map(({ rung, loss }, k) => ({
        configuration,
        rung,
        loss,
        place: `search.configurations.${i}.losses.${k}`,
        block: isKnown(configuration) ? -1 : (configuration.block ?? 0),
      })),
    )
    .filter(({ loss, rung }) => Number.isFinite(loss) && rungs[rung] !== undefined)
    .sort((a, b) => a.block - b.block || a.rung - b.rung || a.configuration.number - b.configuration.number);
  let spent = 0;
  let best: number | undefined;
  return steps.map(({ block, ...step }) => {
    const rung = rungs[step.rung]!;
    const cost = (rung.pairs * rung.epochs) / last!.epochs;
    if (block >= 0 && Number.isFinite(cost)) spent += cost;
    if (step.rung === rungs.length - 1) best = best === undefined ? step.loss : Math.min(best, step.loss);
    return { ...step, spent, best };
  });
}
