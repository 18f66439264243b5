// shared within this room
import type { DiagnosisRecord, StudyRecord } from '../../study/record.ts';

/**
 * What a figure of the report is. Each file of this folder that is not shared exports one of its own name, and the page
 * finds it through the generated index (`npm run rooms`) by its section: a new figure touches its file and its test.
 */
export interface StudyFigure {
  /** The file's name. */
  readonly name: string;
  /** Where it stands in the page. */
  readonly section: FigureSection;
  /** Figures of a section stand in the order of these numbers, then of their names. Default 50. */
  readonly place?: number;
  /** What it draws of a record; nothing where the record lacks what it shows. */
  draw(record: StudyRecord): readonly DrawnFigure[];
  /** The same of a diagnosis alone; absent for a figure that needs a whole study. */
  drawDiagnosis?(record: DiagnosisRecord): readonly DrawnFigure[];
}

/** A drawn figure with what it says to people who have never seen one, and the numbers behind it. */
export interface DrawnFigure {
  /** Letters, digits and hyphens; unique in a page. */
  readonly id: string;
  /** A complete picture as `figure()` of `svg.ts` makes it: its title states the finding. */
  readonly svg: string;
  /** Plain sentences: what is seen, and how to read it. */
  readonly caption: string;
  readonly data: FigureData;
}

/** The numbers behind a figure, as a table and as a CSV file. */
export interface FigureData {
  readonly caption: string;
  readonly columns: readonly FigureColumn[];
  /** Numbers as they are recorded, unrounded; an empty text where nothing was measured. */
  readonly rows: readonly (readonly (string | number)[])[];
  /** Where each row stands in the record, such as "remedies.2"; with `field`, each number can be looked up there. "" is the record. */
  readonly places?: readonly (string | undefined)[];
}

export interface FigureColumn {
  readonly name: string;
  readonly numeric?: boolean;
  /** How the page writes its numbers: 0.938 as "0.938", "93.8%" or "+93.8", or a whole number. Default number. */
  readonly written?: 'number' | 'share' | 'points' | 'count';
  /** Below the row's place: "validation.loss". With "1-" in front: one minus what stands there. */
  readonly field?: string;
  /** The series (`data-series` in the drawing) that it holds: the page lets people read it point by point, and hide it. */
  readonly series?: string;
}

/**
 * Where a figure stands. Figures over epochs have the epochs in their first column, so that one epoch can be picked in
 * all of them.
 */
export type FigureSection =
  | 'diagnosis'
  | 'curves'
  | 'remedies'
  | 'search'
  | 'size'
  | 'ensembles'
  | 'network'
  | 'examples'
  | 'test'
  | 'data';
