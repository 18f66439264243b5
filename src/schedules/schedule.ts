// shared within this room

/** How the learning rate changes over a training. */
export interface Schedule {
  readonly name: string;
  readonly options: Readonly<Record<string, number>>;
  /** Factor of the learning rate at `step` (from 0) of `totalSteps`. */
  factor(step: number, totalSteps: number): number;
}
