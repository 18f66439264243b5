import { useEffect, useRef, useState } from 'preact/hooks';
import { engine } from '../engine/client.ts';
import type { Arrays } from '../../../../data/arrays.ts';

/**
 * What the network says of an example by its weights as they are now: asked anew when the example or the epoch changes, one
 * question at a time. Null while no network has been trained.
 */
export function usePrediction(example: Arrays | undefined, epoch: number): Float32Array | null {
  const [said, setSaid] = useState<Float32Array | null>(null);
  const wanted = useRef<Arrays | undefined>(undefined);
  const isBusy = useRef(false);
  const key =
    example && JSON.stringify([example.labels, 'texts' in example ? example.texts : hashOf(example)]);
  useEffect(() => {
    wanted.current = example;
    if (!example) setSaid(null);
    if (!example || epoch === 0 || isBusy.current) return;
    void (async () => {
      isBusy.current = true;
      try {
        while (wanted.current) {
          const asked = wanted.current;
          wanted.current = undefined;
          setSaid(await engine().call('predict', asked));
        }
      } catch {
        setSaid(null);
      } finally {
        isBusy.current = false;
      }
    })();
  }, [key, epoch]);
  return said;
}

/** Tells pictures apart. */
function hashOf(example: Arrays): number {
  if (!('images' in example) || !example.images) return 0;
  let hash = 0;
  for (const value of example.images as ArrayLike<number> & Iterable<number>) hash = (hash * 31 + value) | 0;
  return hash;
}
