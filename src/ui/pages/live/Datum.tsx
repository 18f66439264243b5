import type { ComponentChildren } from 'preact';

interface Props {
  /** The file that it stands in, such as "study.json". */
  readonly file: string;
  /** Where it stands there: names and places with dots, such as "chosen.test.accuracy". */
  readonly at: string;
  readonly value: number | undefined;
  /** The number as people read it. */
  readonly children: ComponentChildren;
}

/** A number of a file, with where it stands there, so that what is seen can be held against what was written. */
export const Datum = ({ file, at, value, children }: Props) =>
  value === undefined || !Number.isFinite(value) ? (
    <>–</>
  ) : (
    <data value={value} data-file={file} data-path={at}>
      {children}
    </data>
  );
