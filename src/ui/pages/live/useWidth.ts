import { useEffect, useRef, useState } from 'preact/hooks';
import type { RefObject } from 'preact';

/** How wide an element is, so that what is drawn in it keeps its letters at their size. */
export function useWidth<E extends Element>(usual: number): [RefObject<E | null>, number] {
  const box = useRef<E>(null);
  const [width, setWidth] = useState(usual);
  useEffect(() => {
    if (!box.current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.max(260, Math.round(entry.contentRect.width)));
    });
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return [box, width];
}
