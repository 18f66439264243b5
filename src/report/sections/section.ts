// shared within this room
import type { DiagnosisRecord, StudyRecord } from '../../study/record.ts';
import type { DrawnFigure } from '../figures/figure.ts';
import type { Html } from '../html.ts';

/** A record and what the figures draw of it. */
export interface Drawn<Record> {
  readonly record: Record;
  /** The figures of this section. */
  readonly figures: readonly DrawnFigure[];
  /** Whether the page has a figure of this id. */
  readonly has: (id: string) => boolean;
}

/**
 * A part of the page with its own heading. Each file of this folder that is not shared exports one of its own name; the
 * page finds it through the generated index, and leaves it out where it has nothing to say.
 */
export interface ReportSection {
  /** Its address in the page, and the section of the figures it holds. */
  readonly name: string;
  /** Sections stand in the order of these numbers. */
  readonly place: number;
  readonly title: string;
  /** In the contents. */
  readonly short: string;
  study(drawn: Drawn<StudyRecord>): Html | undefined;
  /** Absent where it has no place in the page of a diagnosis. */
  diagnosis?(drawn: Drawn<DiagnosisRecord>): Html | undefined;
}
