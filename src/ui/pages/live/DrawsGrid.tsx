import type { Settings } from './OperationControls.tsx';
import type { AugmentPreview, Shown } from '../../protocol.ts';

/** Originals, each with what was drawn of it; and the operations as a recipe has them. */
export function DrawsGrid({
  preview,
  settings,
}: {
  readonly preview: AugmentPreview;
  readonly settings: Settings;
}) {
  const { kind, rows, columns = [] } = preview;
  const list = Object.entries(settings).map(([name, options]) => ({ name, ...options }));
  return (
    <div class="draws">
      {rows.map(({ label, origin, original, draws }, i) => (
        <section class={`draw-row ${kind}`} key={i} aria-label={`Example ${i + 1}, ${label}`}>
          <figure>
            <Thing shown={original} alt={`Original, ${label}`} columns={columns} />
            <figcaption title={origin}>
              <strong>{label}</strong>
            </figcaption>
          </figure>
          {draws.map((draw, d) => (
            <figure key={d}>
              <Thing shown={draw} alt={`Draw ${d + 1} of ${label}: ${draw.caption}`} columns={columns} />
              {draw.caption && <figcaption>{draw.caption}</figcaption>}
            </figure>
          ))}
        </section>
      ))}
      {list.length > 0 && (
        <details>
          <summary>As a recipe has them</summary>
          <pre>{JSON.stringify({ augmentations: list }, null, 2)}</pre>
        </details>
      )}
    </div>
  );
}

function Thing({
  shown,
  alt,
  columns,
}: {
  readonly shown: Shown;
  readonly alt: string;
  readonly columns: readonly string[];
}) {
  if (shown.picture) return <img src={shown.picture} alt={alt} />;
  if (shown.words)
    return (
      <p>
        {shown.words.map(({ text, changed }, i) =>
          changed ? <mark key={i}>{text}</mark> : <span key={i}>{text}</span>,
        )}
      </p>
    );
  return (
    <dl class="cells">
      {shown.cells?.map((cell, i) => (
        <div key={i}>
          <dt>{columns[i]}</dt>
          <dd>{cell || '–'}</dd>
        </div>
      ))}
    </dl>
  );
}
