import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** The guided walk, whose code comes when it is first looked at. */
export function LazyWalk() {
  const [Walk, setWalk] = useState<ComponentType>();
  const [error, setError] = useState('');
  useEffect(() => {
    import('./Walk.tsx')
      .then((module) => setWalk(() => module.default))
      .catch(() => setError('This part could not be loaded. Reload the page.'));
  }, []);
  return Walk ? <Walk /> : <p role="status">{error || 'Loading.'}</p>;
}
