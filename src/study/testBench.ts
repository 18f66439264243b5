import { betterOf, meanScore } from './bestSoFar.ts';
import type { Executor } from './executors/executor.ts';
import { trialKey, type Journal } from './journal.ts';
import { mean } from './statistics.ts';
import type { BestSoFar, RunningTrial, StudyProgress } from './studyProgress.ts';
import type { TrialJob, TrialResult } from './trial.ts';
import { recipe as checked, type Recipe } from '../recipe/schema.ts';
import { InterruptedError } from '../util/errors.ts';

/** The results of one recipe over all pairs, in the order of the pairs. */
export type PairResults = readonly TrialResult[];

/**
 * Where trials are run: through the journal (what is known is not run again), the executor, and a plan that says how
 * many are to come.
 */
export class TestBench {
  done = 0;
  /** Trials planned in all; stages correct it as they learn more. */
  total = 0;
  private readonly known = new Map<string, Promise<TrialResult>>();
  private readonly running = new Map<string, RunningTrial>();
  private best: BestSoFar | undefined;
  private readonly durations: number[] = [];
  private readonly executor: Executor;
  private readonly journal: Journal;
  private readonly report: ((progress: StudyProgress) => void) | undefined;
  private readonly signal: AbortSignal | undefined;

  constructor(options: {
    readonly executor: Executor;
    readonly journal: Journal;
    readonly onProgress?: (progress: StudyProgress) => void;
    readonly signal?: AbortSignal;
  }) {
    this.executor = options.executor;
    this.journal = options.journal;
    this.report = options.onProgress;
    this.signal = options.signal;
    for (const entry of this.journal.entries)
      if (entry.kind === 'trial') this.known.set(entry.key, Promise.resolve(entry.result));
  }

  /** Seconds a trial takes on average, or undefined before the first one ended. */
  get secondsPerTrial(): number | undefined {
    return this.durations.length > 0 ? mean(this.durations) : undefined;
  }

  /** Takes from these trials alone how long others will take. */
  expectLike(results: PairResults): void {
    this.durations.splice(0, Infinity, ...results.map(({ seconds }) => seconds));
  }

  /**
   * Estimated seconds for `trials` more by the quickest so far. The first trials of a study pay for starting the
   * workers and for cold caches, so their mean promises too little.
   */
  leastSecondsFor(trials: number): number {
    return this.durations.length > 0 ? (Math.min(...this.durations) * trials) / this.executor.workers : 0;
  }

  /** Estimated seconds for `trials` more, of `secondsEach`; by default of what a trial took on average. */
  secondsFor(trials: number, secondsEach = this.secondsPerTrial ?? 0): number {
    return (secondsEach * trials) / this.executor.workers;
  }

  /**
   * One trial, from the journal where it stands there.
   *
   * @param isTypical Whether its time says how long others take: not that of a shorter training or of another network.
   * @throws {InterruptedError} after Ctrl-C.
   */
  trial(stage: string, label: string, job: TrialJob, isTypical = true): Promise<TrialResult> {
    const key = trialKey(job);
    const before = job.wantsModel ? undefined : this.known.get(key);
    if (before)
      return before.then((result) => {
        this.count(stage, label);
        return result;
      });
    const running = this.run(stage, label, job, key, isTypical);
    if (!job.wantsModel) this.known.set(key, running);
    return running;
  }

  private async run(
    stage: string,
    label: string,
    job: TrialJob,
    key: string,
    isTypical: boolean,
  ): Promise<TrialResult> {
    this.check();
    const { epochs } = job.recipe;
    let result: TrialResult;
    try {
      result = await this.executor.run(job, (epoch) => {
        this.running.set(key, { stage, label, epoch, epochs });
        this.tell(stage, `${label}, epoch ${epoch}/${epochs}`);
      });
    } catch (error) {
      this.check();
      throw error;
    } finally {
      this.running.delete(key);
    }
    this.check();
    const { model: _, members: __, ...kept } = result;
    // A training whose weights are wanted is made again after an interruption; its result is known already.
    const noted = job.wantsModel && this.journal.entries.some((it) => it.kind === 'trial' && it.key === key);
    if (!noted) this.journal.append({ kind: 'trial', key, stage, label, recipe: job.recipe, result: kept });
    if (isTypical) this.durations.push(result.seconds);
    this.count(stage, label);
    return result;
  }

  /** One recipe on all pairs; see `trial`. */
  async pairs(
    stage: string,
    label: string,
    recipe: Recipe,
    pairs: readonly (Pick<
      TrialJob,
      'parts' | 'scoresOnly' | 'sensitivity' | 'wantsPredictions' | 'ensemble'
    > & {
      readonly seed: number;
    })[],
    isTypical = true,
  ): Promise<PairResults> {
    const results = await Promise.all(
      pairs.map(({ seed, ...job }, i) =>
        this.trial(
          stage,
          `${label} ${i + 1}/${pairs.length}`,
          { ...job, recipe: checked({ ...recipe, seed }) },
          isTypical,
        ),
      ),
    );
    // A single split says too little, and what is trained on fewer examples is none of the candidates.
    if (isTypical && pairs.length > 1) this.best = betterOf(this.best, meanScore(label, results));
    return results;
  }

  private count(stage: string, label: string): void {
    this.done++;
    this.total = Math.max(this.total, this.done);
    this.tell(stage, label);
  }

  private tell(stage: string, label: string): void {
    const { done, total } = this;
    const secondsLeft = this.secondsPerTrial === undefined ? undefined : this.secondsFor(total - done);
    const running = [...this.running.values()];
    this.report?.({ stage, label, done, total, secondsLeft, running, best: this.best });
  }

  private check(): void {
    if (this.signal?.aborted) throw new InterruptedError('The study was interrupted.');
  }
}
