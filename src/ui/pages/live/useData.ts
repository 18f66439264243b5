import { useEffect, useState } from 'preact/hooks';
import { get, messageOf } from './api.ts';
import type { DataSource } from '../../protocol.ts';

/** What data the folder holds; undefined while it is looked for. */
export function useData(): {
  readonly sources: readonly DataSource[] | undefined;
  readonly problem: string | undefined;
} {
  const [sources, setSources] = useState<readonly DataSource[]>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    get<readonly DataSource[]>('data').then(setSources, (error: unknown) => setProblem(messageOf(error)));
  }, []);
  return { sources, problem };
}
