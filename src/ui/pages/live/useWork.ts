import { useEffect, useState } from 'preact/hooks';
import { get } from './api.ts';

/** What the server is at, while somebody waits: "Reading 400 of 2000". */
export function useWork(busy: boolean): string | undefined {
  const [text, setText] = useState<string>();
  useEffect(() => {
    if (!busy) return setText(undefined);
    const timer = setInterval(() => {
      get<{ progress: string | null }>('work').then(
        ({ progress }) => setText(progress ?? undefined),
        () => {},
      );
    }, 700);
    return () => clearInterval(timer);
  }, [busy]);
  return text;
}
