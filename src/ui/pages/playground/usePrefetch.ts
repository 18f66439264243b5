import { useEffect, useState } from 'preact/hooks';
import { engine } from './engine/client.ts';
import { loadDigits } from './tasks/digits.ts';

/** Fetches what is not there yet when the page has nothing else to do. True once all is: no network is needed any more. */
export function usePrefetch(): boolean {
  const [isWhole, setWhole] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      Promise.all([import('./walk/Walk.tsx'), loadDigits(), engine().call('warm', undefined)])
        .then(() => setWhole(true))
        // Whoever needs what is missing says so.
        .catch(() => {});
    }, 500);
    return () => clearTimeout(timer);
  }, []);
  return isWhole;
}
