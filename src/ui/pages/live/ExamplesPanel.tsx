import { useEffect, useState } from 'preact/hooks';
import { number, percent } from '../../../util/format.ts';
import { Datum } from './Datum.tsx';
import { get, messageOf } from './api.ts';
import { useWork } from './useWork.ts';
import type { Example, ExamplePage } from '../../protocol.ts';

const perPage = 24;

interface Props {
  readonly path: string;
  readonly files: readonly string[];
  readonly loaded: boolean;
}

interface Choice {
  readonly part: string;
  readonly wrong: boolean;
  readonly truth: string;
  readonly order: 'data' | 'worst';
  readonly from: number;
}

const start: Choice = { part: '', wrong: false, truth: '', order: 'data', from: 0 };

/** Examples of a study's data with what its model says of them. */
export function ExamplesPanel({ path, files, loaded }: Props) {
  const hasModel = files.includes('model.onnx');
  const [choice, setChoice] = useState<Choice>(start);
  const [page, setPage] = useState<ExamplePage>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const work = useWork(busy);
  useEffect(() => {
    if (!hasModel) return;
    const control = new AbortController();
    setBusy(true);
    const { part, wrong, truth, order, from } = choice;
    get<ExamplePage>(
      'examples',
      {
        study: path,
        from,
        count: perPage,
        order,
        ...(part && { part }),
        ...(wrong && { wrong: 1 }),
        ...(truth && { truth }),
      },
      control.signal,
    ).then(
      (found) => {
        setBusy(false);
        setProblem(undefined);
        setPage(found);
      },
      (error: unknown) => {
        if (control.signal.aborted) return;
        setBusy(false);
        setProblem(messageOf(error));
      },
    );
    return () => control.abort();
  }, [path, hasModel, choice]);

  if (!hasModel)
    return (
      <p class="empty">
        {loaded ? 'There is no model yet: it is written when the study is done.' : 'Reading …'}
      </p>
    );
  if (problem) return <p class="note warn">{problem}</p>;
  if (!page) return <p class="empty">{work ?? 'Opening the data and the model …'}</p>;
  const set = (change: Partial<Choice>) => setChoice((old) => ({ ...old, from: 0, ...change }));
  const isClasses = page.classes.length > 0;
  const last = Math.min(page.total, choice.from + perPage);
  return (
    <section aria-labelledby="examples-title" aria-busy={busy}>
      <h2 id="examples-title" class="first">
        Examples and predictions
      </h2>
      <div class="filters">
        <label>
          Part
          <select value={choice.part} onChange={(event) => set({ part: event.currentTarget.value })}>
            <option value="">All</option>
            {page.parts.map(({ name, size, wrong }) => (
              <option key={name} value={name}>
                {partText(name)} ({size}
                {wrong === undefined ? '' : `, ${wrong} wrong`})
              </option>
            ))}
          </select>
        </label>
        {isClasses && (
          <label>
            Truth
            <select value={choice.truth} onChange={(event) => set({ truth: event.currentTarget.value })}>
              <option value="">All classes</option>
              {page.classes.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        <label>
          Order
          <select
            value={choice.order}
            onChange={(event) => set({ order: event.currentTarget.value as Choice['order'] })}
          >
            <option value="data">As in the data</option>
            <option value="worst">Worst first</option>
          </select>
        </label>
        {isClasses && (
          <label class="check">
            <input
              type="checkbox"
              checked={choice.wrong}
              onChange={(event) => set({ wrong: event.currentTarget.checked })}
            />
            Only wrong ones
          </label>
        )}
      </div>
      {page.note && <p class="note">{page.note}</p>}
      {page.kind === 'table' ? (
        <RowsOfTable page={page} />
      ) : (
        <ul class={page.kind === 'image' ? 'pictures' : 'texts'}>
          {page.examples.map((example) => (
            <li key={example.n} class={example.wrong ? 'wrong' : undefined}>
              {example.picture && (
                <img src={example.picture} alt={`Example ${example.n}: ${String(example.truth)}`} />
              )}
              {example.text !== undefined && <p>{example.text}</p>}
              <Saying example={example} />
              <span class="soft origin" title={example.origin}>
                {example.origin ?? `#${example.n}`}
              </span>
            </li>
          ))}
        </ul>
      )}
      <div class="pager">
        <button
          type="button"
          disabled={choice.from === 0}
          onClick={() => set({ from: Math.max(0, choice.from - perPage) })}
        >
          Back
        </button>
        <span role="status">
          {page.total === 0 ? 'None' : `${choice.from + 1} to ${last} of ${page.total.toLocaleString('en')}`}
        </span>
        <button
          type="button"
          disabled={last >= page.total}
          onClick={() => set({ from: choice.from + perPage })}
        >
          Next
        </button>
      </div>
    </section>
  );
}

const partText = (name: string): string =>
  name === 'test' ? 'Sealed for the test' : name === 'studied' ? 'Worked with' : 'All';

const written = (value: string | number): string => (typeof value === 'number' ? number(value) : value);

/** What the model says, and what is true where that differs. */
function Saying({ example }: { readonly example: Example }) {
  const { n, origin = n, truth, prediction, confidence, wrong } = example;
  const share = confidence !== undefined && (
    <>
      {' '}
      <Datum file="predictions" at={`${origin}.confidence`} value={confidence}>
        {percent(confidence)}
      </Datum>
    </>
  );
  if (wrong === false)
    return (
      <span class="saying right">
        ✓ {written(prediction)}
        <span class="soft">{share}</span>
      </span>
    );
  return (
    <span class="saying">
      <strong class={wrong ? 'bad' : undefined}>
        {wrong ? '✗ ' : ''}
        {written(prediction)}
      </strong>
      <span class="soft">
        {share}, truth {written(truth)}
      </span>
    </span>
  );
}

const RowsOfTable = ({ page }: { readonly page: ExamplePage }) => (
  <div class="scroll" tabIndex={0} role="region" aria-label="Examples">
    <table class="plain">
      <thead>
        <tr>
          <th scope="col">Prediction</th>
          {page.columns.map((name) => (
            <th scope="col" key={name}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {page.examples.map((example) => (
          <tr key={example.n}>
            <td class="nowrap">
              <Saying example={example} />
            </td>
            {example.cells?.map((cell, i) => (
              <td key={i}>{cell || '–'}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
