import type { FieldHelp, NamedOptions } from './recipeHelp.ts';

interface Props {
  readonly fields: readonly FieldHelp[];
  readonly current: FieldHelp | undefined;
  readonly augmentations: readonly NamedOptions[];
  readonly onInsert: (line: string) => void;
}

/** What the field at the cursor is, and all that there are. */
export function RecipeHelp({ fields, current, augmentations, onInsert }: Props) {
  const top = fields.filter(({ path }) => !path.includes('.'));
  return (
    <aside class="help" aria-label="Help">
      <div class="card" aria-live="polite">
        {current ? (
          <>
            <h2 class="first">
              <code>{current.path}</code>
            </h2>
            <p>{current.text || 'Part of the field above it.'}</p>
            {current.allowed && <p class="soft">{current.allowed}</p>}
            {current.standard && (
              <p class="soft">
                Default <code>{current.standard}</code>
              </p>
            )}
            {current.path === 'augmentations' && (
              <ul class="plain">
                {augmentations.map(({ name, explanation }) => (
                  <li key={name}>
                    <code>{name}</code> <span class="soft">{explanation}</span>
                  </li>
                ))}
              </ul>
            )}
          </>
        ) : (
          <p class="soft">Put the cursor into a field to read what it is.</p>
        )}
      </div>
      <details>
        <summary>All fields</summary>
        <dl class="fields">
          {top.map(({ path, text, line }) => (
            <div key={path}>
              <dt>
                <code>{path}</code>{' '}
                <button type="button" class="small" aria-label={`Add ${path}`} onClick={() => onInsert(line)}>
                  Add
                </button>
              </dt>
              <dd class="soft">{text}</dd>
            </div>
          ))}
        </dl>
      </details>
    </aside>
  );
}
