import { useId } from 'preact/hooks';
import { Choice, Steps } from './Fields.tsx';
import { PointControls } from './PointControls.tsx';
import { csvLimits } from '../tasks/csv.ts';
import type { TaskKind } from '../tasks/task.ts';
import type { Data } from '../useData.ts';
import type { Bench } from '../useRuns.ts';
import { count, plural } from '../../../../util/format.ts';

/** Which data, and what can be set about them. */
export function DataPanel({
  data,
  kind,
  onKind,
  bench,
}: {
  readonly data: Data;
  readonly kind: TaskKind;
  readonly onKind: (kind: TaskKind) => void;
  readonly bench: Bench;
}) {
  const { loaded } = bench;
  return (
    <>
      <Choice
        legend="Kind"
        hidden
        options={[
          ['points', 'Points'],
          ['digits', 'Digits'],
          ['texts', 'Texts'],
          ['table', 'Your CSV'],
        ]}
        value={kind}
        onChange={onKind}
      />
      {kind === 'points' && <PointControls points={data.points} pen={data.pen} onPen={data.setPen} />}
      {kind === 'digits' && (
        <Steps
          label="Training digits"
          values={[50, 100, 200, 500, 1000]}
          value={data.digitCount}
          shown={plural(data.digitCount, 'picture')}
          hint="Handwritten digits of 28 by 28 pixels, from MNIST. Few of them are easy to learn by heart."
          onChange={data.setDigitCount}
        />
      )}
      {kind === 'texts' && (
        <Steps
          label="Training sentences"
          values={[40, 80, 120, 200, 400]}
          value={data.textCount}
          shown={plural(data.textCount, 'sentence')}
          hint="Made-up reviews of plants: praise or complaint. The held-out ones use words that training never shows."
          onChange={data.setTextCount}
        />
      )}
      {kind === 'table' && <CsvControls data={data} />}
      {loaded && (
        <p class="hint">
          Split before anything else: {count(loaded.sizes.train)} to train, {count(loaded.sizes.validation)}{' '}
          to validate, {count(loaded.sizes.test)} to test.
        </p>
      )}
    </>
  );
}

function CsvControls({ data: { csv } }: { readonly data: Data }) {
  const [file, target] = [useId(), useId()];
  return (
    <>
      <div class="field">
        <label for={file}>File with a header line</label>
        <input
          id={file}
          type="file"
          accept=".csv,.tsv,.txt,text/csv"
          onChange={(event) => {
            const [chosen] = event.currentTarget.files ?? [];
            if (chosen) csv.open(chosen);
          }}
        />
        <p class="hint">
          It is read in this page and sent nowhere. At most {csvLimits.bytes / 1e6} MB,{' '}
          {count(csvLimits.rows)} rows, {csvLimits.columns} columns.
        </p>
      </div>
      {csv.table && (
        <div class="field">
          <label for={target}>Column to predict</label>
          <select
            id={target}
            value={csv.target}
            onChange={(event) => csv.setTarget(event.currentTarget.value)}
          >
            {csv.table.columns.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
          {csv.made && (
            <p class="hint">
              {csv.name}: {plural(csv.table.rows.length, 'row')}; to predict is a {csv.made.predicts}.{' '}
              {csv.made.notes.join(' ')}
            </p>
          )}
        </div>
      )}
    </>
  );
}
