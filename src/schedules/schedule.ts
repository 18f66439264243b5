// shared within this room

/** What a schedule remembers of the losses it was told; plain numbers, so that a checkpoint can hold it. */
export type ScheduleState = Readonly<Record<string, number | null>>;

/** How the learning rate changes over a training. */
export interface Schedule {
  readonly name: string;
  readonly options: Readonly<Record<string, number>>;
  /**
   * Factor of the learning rate at `step` (from 0) of `totalSteps`; `state` is what `watch` has come to, for a schedule
   * that has one.
   */
  factor(step: number, totalSteps: number, state?: ScheduleState): number;
  /** A pure state machine over the watched losses, for a schedule that goes by what validation says. */
  readonly watch?: {
    readonly initial: ScheduleState;
    /** The state after one more scored epoch with this loss on the watched part. */
    observe(state: ScheduleState, loss: number): ScheduleState;
  };
}
