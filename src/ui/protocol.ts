/** What the server of `hibiscus ui` and its page tell each other. Types only: both sides import them. */

export type RunState = 'running' | 'interrupted' | 'done' | 'failed' | 'unknown';

export type FolderKind = 'study' | 'diagnosis' | 'fit';

export type Metric = 'accuracy' | 'rmse' | 'loss';

/** A folder with a study in it, as a line of a list. */
export interface StudySummary {
  /** Below the folder that is served, with forward slashes; "." for that folder itself. */
  readonly path: string;
  readonly kind: FolderKind;
  readonly state: RunState;
  /** What was studied: the description of a record, or the path that the run was given. */
  readonly data?: string;
  /** First sentence of the verdict, or the word of a diagnosis. */
  readonly verdict?: string;
  /** Of the chosen network on the sealed test part, or of what there is instead. */
  readonly score?: { readonly metric: Metric; readonly value: number; readonly part: string };
  readonly trials?: number;
  readonly seconds?: number;
  readonly stage?: string;
  readonly done?: number;
  readonly total?: number;
  /** ISO; the newest of its files. */
  readonly changedAt: string;
  /** Whether this server started it, and can stop it. */
  readonly own: boolean;
}

export interface StudyList {
  readonly folder: string;
  readonly studies: readonly StudySummary[];
  /** What kept the list from being whole. */
  readonly note?: string;
}

/** `progress.json` of a study. What an older version did not write is missing. */
export interface StudyProgress {
  readonly pid?: number;
  readonly startedAt?: string;
  readonly updatedAt?: string;
  readonly state?: Exclude<RunState, 'unknown'>;
  readonly stage?: string;
  readonly label?: string;
  readonly done?: number;
  readonly total?: number;
  readonly secondsLeft?: number;
  readonly running: readonly {
    readonly stage: string;
    readonly label: string;
    readonly epoch?: number;
    readonly epochs: number;
  }[];
  readonly best?: { readonly label: string; readonly metric: Metric; readonly value: number };
  readonly findings: readonly string[];
}

/** `run.json` of a study. */
export interface StudyRun {
  readonly arguments: readonly string[];
  readonly folder: string;
  readonly startedAt?: string;
}

/** One line of a journal, without its curves. */
export interface TrialRow {
  /** Its place among the trials, from 1. */
  readonly n: number;
  readonly stage?: string;
  readonly label?: string;
  readonly metric: Metric;
  readonly train?: number;
  readonly validation?: number;
  /** How much worse validation is than training. */
  readonly gap?: number;
  readonly parameters?: number;
  readonly epochs?: number;
  readonly seconds?: number;
  /** Whether its journal holds a curve of more than one point. */
  readonly curve: boolean;
}

/** What the event `study` carries. The first one of a connection is a `reset`. */
export interface StudyEvent {
  readonly reset?: true;
  readonly state?: RunState;
  /** Whether this server started it, and can stop it. */
  readonly own?: boolean;
  /** What the process said last, where this server started it. */
  readonly said?: string;
  /** Whether run.json allows to go on from here, or why not. */
  readonly resume?: { readonly command: string; readonly refused?: string };
  readonly progress?: StudyProgress;
  readonly run?: StudyRun;
  /** Files of the folder that can be shown. */
  readonly files?: readonly string[];
  /** Changes when the record of the finished run does. */
  readonly record?: string;
  /** New trials, in order. */
  readonly trials?: readonly TrialRow[];
  /** Lines of the journal that could not be read. */
  readonly broken?: number;
  /** Whether all trials known to the server have been sent. */
  readonly complete?: boolean;
}

/** One trial with its curves. */
export interface TrialDetail extends TrialRow {
  readonly history: readonly unknown[];
  readonly stopped?: { readonly reason: string; readonly bestEpoch: number };
  readonly scores: { readonly train?: Scores; readonly validation?: Scores };
  readonly recipe?: Readonly<Record<string, unknown>>;
}

export type Scores = Readonly<Record<string, number | undefined>>;

/** Data found in the folder, to be studied. */
export interface DataSource {
  readonly path: string;
  readonly kind: 'table' | 'pictures' | 'texts' | 'arrays';
}

/** What a study is started with. */
export interface StartRequest {
  readonly data: string;
  /** Name of the new folder. */
  readonly name: string;
  /** Such as 90s or 5m. */
  readonly budget?: string;
  readonly seed?: number;
  readonly recipe?: string;
  readonly target?: string;
  readonly text?: string;
  readonly group?: string;
  readonly pairs?: number;
  readonly search?: number;
  readonly remedies?: string;
}

/** Examples of a study with what its model says. */
export interface ExamplePage {
  readonly kind: 'image' | 'table' | 'text';
  readonly total: number;
  /** How many of each part there are, and how many of them the model gets wrong (of classes alone). */
  readonly parts: readonly { readonly name: string; readonly size: number; readonly wrong?: number }[];
  readonly classes: readonly string[];
  readonly columns: readonly string[];
  readonly examples: readonly Example[];
  readonly note?: string;
}

export interface Example {
  readonly n: number;
  readonly origin?: string;
  readonly part: string;
  readonly truth: string | number;
  readonly prediction: string | number;
  /** Share that the model gives its own answer; absent for numbers. */
  readonly confidence?: number;
  readonly wrong?: boolean;
  /** PNG as a data address. */
  readonly picture?: string;
  readonly text?: string;
  readonly cells?: readonly string[];
}

/** An operation of augmentation with what can be set. */
export interface Operation {
  readonly name: string;
  readonly explanation: string;
  readonly options: readonly OperationOption[];
}

export interface OperationOption {
  readonly name: string;
  readonly kind: 'number' | 'range' | 'boolean';
  /** Two numbers of a range. */
  readonly value: number | boolean | 'auto' | readonly [number, number];
  readonly low: number;
  readonly high: number;
  readonly step: number;
}

/** Originals and what augmentation makes of them. */
export interface AugmentPreview {
  readonly kind: 'image' | 'text' | 'table';
  readonly operations?: readonly Operation[];
  readonly rows: readonly {
    readonly label: string;
    readonly origin?: string;
    readonly original: Shown;
    readonly draws: readonly (Shown & { readonly caption: string })[];
  }[];
  readonly columns?: readonly string[];
}

export interface Shown {
  readonly picture?: string;
  /** Words, changed ones marked. */
  readonly words?: readonly { readonly text: string; readonly changed: boolean }[];
  readonly cells?: readonly string[];
}
