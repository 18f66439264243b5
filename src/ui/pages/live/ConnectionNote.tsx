import type { Connection } from './useEvents.ts';

/** Says when the page no longer hears from the server. */
export function ConnectionNote({ connection }: { readonly connection: Connection }) {
  const text =
    connection === 'refused'
      ? 'This page is not let in any more. Open the address that "hibiscus ui" printed when it started.'
      : connection === 'lost'
        ? 'The server does not answer. What is shown may be old; trying again.'
        : undefined;
  return (
    <div role="status" aria-live="polite">
      {text && <p class="note warn">{text}</p>}
    </div>
  );
}
