import { gapText, reached, remediesText, runName, scoreText } from '../runs.ts';
import type { Bench } from '../useRuns.ts';
import { count } from '../../../../util/format.ts';

/** All runs on these data side by side, and the test part, which is opened once. */
export function RunTable({
  bench,
  shown,
  onShow,
}: {
  readonly bench: Bench;
  /** The run on the left ("before") and the one on the right. */
  readonly shown: readonly [number | undefined, number | undefined];
  readonly onShow: (side: 0 | 1, id: number) => void;
}) {
  const { runs, isTestOpen } = bench;
  const finished = runs.filter(({ state }) => state === 'done');
  if (runs.length === 0) return null;
  return (
    <section class="card" aria-labelledby="runs-title">
      <h2 id="runs-title">Runs on these data</h2>
      <div class="scroll" tabIndex={0} role="region" aria-labelledby="runs-title">
        <table>
          <thead>
            <tr>
              <th scope="col">Run</th>
              <th scope="col">Remedies</th>
              <th scope="col" class="number">
                Examples
              </th>
              <th scope="col" class="number">
                Training
              </th>
              <th scope="col" class="number">
                Validation
              </th>
              <th scope="col" class="number">
                Gap
              </th>
              <th scope="col" class="number">
                Test
              </th>
              <th scope="col">Show as</th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => {
              const { train, validation } = reached(run);
              return (
                <tr key={run.id}>
                  <th scope="row">{runName(run)}</th>
                  <td class="wide">
                    {remediesText(run)}
                    {run.state === 'failed' && ' (failed)'}
                    {run.isAfterTest && ' (trained after the test part was opened)'}
                  </td>
                  <td class="number">{count(run.size)}</td>
                  <td class="number">{scoreText(train)}</td>
                  <td class="number">{scoreText(validation)}</td>
                  <td class="number">{gapText(train, validation)}</td>
                  <td class="number">{run.test ? scoreText(run.test) : 'closed'}</td>
                  <td class="buttons">
                    {(['before', 'after'] as const).map((side, i) => (
                      <button
                        key={side}
                        type="button"
                        class="small"
                        aria-pressed={shown[i] === run.id}
                        aria-label={`Show ${runName(run)} as ${side}`}
                        onClick={() => onShow(i as 0 | 1, run.id)}
                      >
                        {side}
                      </button>
                    ))}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p class="row">
        <button type="button" disabled={finished.every(({ test }) => test)} onClick={() => bench.openTest()}>
          {isTestOpen ? 'Measure new runs on the test part' : 'Open the test part'}
        </button>
        <span class="hint">
          {isTestOpen
            ? 'The test part is open. Whoever now trains until it looks good there has learned it by heart too; new data close it again.'
            : 'Choose by validation. The test part says once, at the end, what the choice is worth on examples nobody looked at.'}
        </span>
      </p>
    </section>
  );
}
