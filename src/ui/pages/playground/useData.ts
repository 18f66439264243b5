import { useEffect, useMemo, useState } from 'preact/hooks';
import { digitTask, loadDigits, type Digits } from './tasks/digits.ts';
import type { TaskData, TaskKind } from './tasks/task.ts';
import { textParts, textTask } from './tasks/textSet.ts';
import { useCsv, type CsvData } from './useCsv.ts';
import { usePoints, type Points } from './usePoints.ts';

export interface Data {
  readonly task: TaskData | undefined;
  /** What the held-out parts are made by: while it stays, trainings can be compared. */
  readonly heldOut: string;
  readonly error: string | undefined;
  readonly points: Points;
  /** Class of the points that a click adds. */
  readonly pen: number;
  setPen(label: number): void;
  addPoint(x: number, y: number): void;
  readonly digits: Digits | undefined;
  readonly digitCount: number;
  setDigitCount(count: number): void;
  readonly textCount: number;
  setTextCount(count: number): void;
  readonly csv: CsvData;
}

/** All data of the page; the chosen kind's is the task. */
export function useData(kind: TaskKind): Data {
  const points = usePoints();
  const csv = useCsv();
  const [pen, setPen] = useState(0);
  const [digits, setDigits] = useState<Digits>();
  const [digitCount, setDigitCount] = useState(200);
  const [textCount, setTextCount] = useState(120);
  const [failed, setFailed] = useState<string>();
  useEffect(() => {
    if (kind !== 'digits' || digits) return;
    loadDigits()
      .then(setDigits)
      .catch((error: unknown) => setFailed((error as Error).message));
  }, [kind, digits]);
  const task = useMemo((): TaskData | undefined => {
    if (kind === 'points') return points.task;
    if (kind === 'digits') return digits && digitTask(digits, digitCount);
    if (kind === 'texts') return textTask(textParts({ count: textCount, seed: 1 }));
    return csv.made?.task;
  }, [kind, points.task, digits, digitCount, textCount, csv.made]);
  const { shape, noise, seed } = points.options;
  const heldOut = {
    points: [shape, noise, seed].join(),
    digits: '',
    texts: '',
    table: JSON.stringify([csv.name, csv.opened, csv.target]),
  }[kind];
  return {
    task,
    heldOut: `${kind} ${heldOut}`,
    error: kind === 'digits' ? failed : kind === 'table' ? csv.error : undefined,
    points,
    pen,
    setPen,
    addPoint: (x, y) => points.add({ x, y, label: Math.min(pen, points.classes - 1) }),
    digits,
    digitCount,
    setDigitCount,
    textCount,
    setTextCount,
    csv,
  };
}
