import { useEffect, useState } from 'preact/hooks';
import { get } from './api.ts';
import type { DiagnosisRecord, FitRecord, StudyRecord } from '../../../study/record.ts';

/** What a finished run wrote. Fields of records from other versions may be missing. */
export type Finished =
  | { readonly kind: 'study'; readonly record: StudyRecord }
  | { readonly kind: 'diagnosis'; readonly record: DiagnosisRecord }
  | { readonly kind: 'fit'; readonly record: FitRecord };

/** The record of a run, asked for again when its mark changes. */
export function useRecord(path: string, mark: string | undefined): Finished | undefined {
  const [record, setRecord] = useState<Finished>();
  useEffect(() => {
    if (mark === undefined) return setRecord(undefined);
    const control = new AbortController();
    get<Finished>('record', { study: path }, control.signal).then(setRecord, () => {});
    return () => control.abort();
  }, [path, mark]);
  return record;
}
