import type { OpenOptions } from '../../data/sources/open.ts';
import type { AugmentPreview, ExamplePage } from '../protocol.ts';

/** How data is to be read. */
export interface Reading {
  readonly path: string;
  readonly options: OpenOptions;
}

/** Which examples are asked for. */
export interface ExampleQuery {
  readonly part?: string;
  /** Only those that the model gets wrong. */
  readonly wrong?: boolean;
  /** Only those of a class, by its truth. */
  readonly truth?: string;
  /** `worst`: largest errors first. */
  readonly order?: 'data' | 'worst';
  readonly from: number;
  readonly count: number;
}

export interface ExamplesTask {
  readonly kind: 'examples';
  readonly reading: Reading;
  readonly model: string;
  readonly seed: number;
  /** Of the journal: what the data of the study were; by it the sealed part is known. */
  readonly fingerprint?: string;
  readonly query: ExampleQuery;
}

export interface PreviewTask {
  readonly kind: 'preview';
  readonly reading: Reading;
  readonly operations: readonly { readonly name: string; readonly [option: string]: unknown }[];
  readonly rows: number;
  readonly draws: number;
  readonly seed: number;
}

/** What the child process is given, and what comes back. */
export type Task = ExamplesTask | PreviewTask;
export type Result = ExamplePage | AugmentPreview;

export interface ToChild {
  readonly id: number;
  readonly task: Task;
}

export type FromChild =
  | { readonly id: number; readonly kind: 'progress'; readonly text: string }
  | { readonly id: number; readonly kind: 'result'; readonly result: Result }
  | { readonly id: number; readonly kind: 'error'; readonly message: string; readonly mine: boolean };
