import { useEffect, useRef } from 'preact/hooks';
import { AugmentPage } from './AugmentPage.tsx';
import { RecipePage } from './RecipePage.tsx';
import { StartPage } from './StartPage.tsx';
import { StudyListPage } from './StudyListPage.tsx';
import { StudyPage } from './StudyPage.tsx';
import { linkTo, useRoute } from './useRoute.ts';

const places = [
  { view: '', name: 'Studies' },
  { view: 'new', name: 'New study' },
  { view: 'augment', name: 'Augmentation' },
  { view: 'recipe', name: 'Recipe' },
] as const;

/** The frame of the page: where one can go, and where one is. */
export function App() {
  const { view, path, tab } = useRoute();
  const title = view === 'study' ? path : (places.find((place) => place.view === view)?.name ?? 'Studies');
  useEffect(() => {
    document.title = `${title} · Hibiscus`;
  }, [title]);
  const seen = useRef(`${view}/${path}`);
  useEffect(() => {
    // Another page: who cannot see that hears it, and goes on from its beginning.
    if (seen.current !== `${view}/${path}`) document.getElementById('main')?.focus({ preventScroll: true });
    seen.current = `${view}/${path}`;
  }, [view, path]);
  const current = view === 'study' ? '' : view;
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>
        Skip to the content
      </a>
      <header class="top">
        <a class="brand" href={linkTo()}>
          Hibiscus
        </a>
        <nav aria-label="Main">
          {places.map((place) => (
            <a
              key={place.view}
              href={linkTo(place.view)}
              aria-current={place.view === current ? 'page' : undefined}
            >
              {place.name}
            </a>
          ))}
        </nav>
      </header>
      <main id="main" tabIndex={-1}>
        {view === 'study' ? (
          <StudyPage key={path} path={path} tab={tab} />
        ) : view === 'new' ? (
          <StartPage />
        ) : view === 'augment' ? (
          <AugmentPage />
        ) : view === 'recipe' ? (
          <RecipePage file={path} />
        ) : (
          <StudyListPage />
        )}
      </main>
    </>
  );
}

/** The address is where the page is; a jump within it must not change that. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
