import { useEffect, useRef, useState } from 'preact/hooks';
import { get, messageOf, post } from './api.ts';
import { fieldAt, fieldsOf, type HelpAnswer } from './recipeHelp.ts';
import { RecipeHelp } from './RecipeHelp.tsx';

const example = `architecture:
  name: mlp
  size: 64
dropout: 0.3
augmentations: []
optimizer:
  name: adam
  learningRate: 0.002
epochs: 60
stopping:
  monitor: loss
  patience: 10
`;

/** A recipe as text, with the help of its schema: what each field is, and whether the whole is valid. */
export function RecipePage({ file }: { readonly file: string }) {
  const [text, setText] = useState(example);
  const [path, setPath] = useState('recipe.yaml');
  const [help, setHelp] = useState<HelpAnswer>();
  const [error, setError] = useState<string>();
  const [checked, setChecked] = useState(false);
  const [said, setSaid] = useState<{ text: string; bad: boolean }>();
  const [caret, setCaret] = useState(0);
  const area = useRef<HTMLTextAreaElement>(null);

  useEffect(() => {
    get<HelpAnswer>('recipe/help').then(setHelp, (problem: unknown) =>
      setSaid({ text: messageOf(problem), bad: true }),
    );
  }, []);
  useEffect(() => {
    if (file === '') return;
    get<{ text: string }>('recipe', { path: file }).then(
      (found) => {
        setText(found.text);
        // What a study wrote stays as it is: a changed one gets a name of its own.
        setPath('recipe.json');
      },
      (problem: unknown) => setSaid({ text: messageOf(problem), bad: true }),
    );
  }, [file]);
  useEffect(() => {
    setChecked(false);
    const control = new AbortController();
    const timer = setTimeout(() => {
      post<{ error?: string }>('recipe/check', { text }, control.signal).then(
        (answer) => {
          setError(answer.error);
          setChecked(true);
        },
        (problem: unknown) => {
          if (!control.signal.aborted) setError(messageOf(problem));
        },
      );
    }, 250);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [text]);

  const save = (event: Event) => {
    event.preventDefault();
    setSaid(undefined);
    post<{ path: string }>('recipe/save', { path, text }).then(
      (saved) => setSaid({ text: `Saved as ${saved.path}.`, bad: false }),
      (problem: unknown) => setSaid({ text: messageOf(problem), bad: true }),
    );
  };
  const fields = help ? fieldsOf(help) : [];
  const current = fieldAt(text, caret, fields);
  const insert = (line: string) => {
    setText((old) => withLine(old, line));
    area.current?.focus();
  };
  const look = () => setCaret(area.current?.selectionStart ?? 0);
  return (
    <>
      <h1>Recipe</h1>
      <p class="soft">
        One training, described: JSON or YAML. What is left out has its default. The field at the cursor is
        explained to the side.
      </p>
      <div class="editor">
        <form onSubmit={save} class="form">
          <label class="field">
            <span>The recipe{file && `, from ${file}`}</span>
            <textarea
              ref={area}
              class={error ? 'code bad' : 'code'}
              rows={22}
              spellcheck={false}
              value={text}
              aria-describedby="recipe-state"
              aria-invalid={error !== undefined}
              onInput={(event) => {
                setText(event.currentTarget.value);
                look();
              }}
              onClick={look}
              onKeyUp={look}
            />
          </label>
          <div id="recipe-state" role="status">
            {error !== undefined ? (
              <pre class="problem">{error}</pre>
            ) : (
              <p class="good">{checked ? '✓ A valid recipe.' : 'Checking …'}</p>
            )}
          </div>
          <div class="saving">
            <label class="field">
              <span>Save as</span>
              <input
                value={path}
                maxLength={500}
                required
                onInput={(event) => setPath(event.currentTarget.value)}
              />
            </label>
            <button type="submit" class="primary" disabled={error !== undefined}>
              Save
            </button>
          </div>
          <div role="status">{said && <p class={said.bad ? 'note warn' : 'note'}>{said.text}</p>}</div>
        </form>
        <RecipeHelp
          fields={fields}
          current={current}
          augmentations={help?.names.augmentations ?? []}
          onInsert={insert}
        />
      </div>
    </>
  );
}

/** The text with one more field, in JSON before the last bracket. */
function withLine(text: string, line: string): string {
  const [, before] = /^(\s*\{[^]*?)\s*\}\s*$/.exec(text) ?? [];
  if (before === undefined) return `${text.replace(/\n*$/, '\n')}${line}\n`;
  const at = line.indexOf(':');
  const value = line.slice(at + 1).trim() || 'null';
  return `${before}${before.trim() === '{' ? '' : ','}\n  "${line.slice(0, at)}": ${value}\n}\n`;
}
