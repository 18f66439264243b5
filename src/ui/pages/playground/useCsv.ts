import { useMemo, useState } from 'preact/hooks';
import { csvLimits, parseCsv, type Csv } from './tasks/csv.ts';
import { csvTask, likelyTarget, type CsvTask } from './tasks/csvTask.ts';

export interface CsvData {
  readonly name: string;
  /** How many files were opened: two of one name are not the same. */
  readonly opened: number;
  readonly table: Csv | undefined;
  readonly target: string;
  readonly made: CsvTask | undefined;
  readonly error: string | undefined;
  open(file: File): void;
  setTarget(target: string): void;
}

/** The visitor's own table: read in the page, and sent nowhere. */
export function useCsv(): CsvData {
  const [name, setName] = useState('');
  const [opened, setOpened] = useState(0);
  const [table, setTable] = useState<Csv>();
  const [target, setTarget] = useState('');
  const [broken, setBroken] = useState<string>();
  const built = useMemo((): { readonly made?: CsvTask; readonly error?: string } => {
    if (!table) return {};
    try {
      return { made: csvTask(table, target, 0) };
    } catch (error) {
      return { error: (error as Error).message };
    }
  }, [table, target]);
  return {
    name,
    opened,
    table,
    target,
    made: built.made,
    error: broken ?? built.error,
    setTarget,
    async open(file) {
      setBroken(undefined);
      setTable(undefined);
      setName(file.name);
      setOpened((count) => count + 1);
      try {
        if (file.size > csvLimits.bytes)
          throw new Error(
            `${file.name} must have at most ${csvLimits.bytes / 1e6} MB. It has ${(file.size / 1e6).toFixed(1)}. Take a part of it, or use "hibiscus study".`,
          );
        const read = parseCsv(new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer()));
        setTable(read);
        setTarget(likelyTarget(read));
      } catch (error) {
        setBroken(
          error instanceof TypeError
            ? `${file.name} must be UTF-8 text. Save it as "CSV UTF-8".`
            : (error as Error).message,
        );
      }
    },
  };
}
