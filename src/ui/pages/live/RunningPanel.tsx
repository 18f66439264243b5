import { count, duration, plural } from '../../../util/format.ts';
import { Datum } from './Datum.tsx';
import { KeyNumbers } from './KeyNumbers.tsx';
import { TrialChart } from './TrialChart.tsx';
import { useNow } from './useNow.ts';
import { linkTo } from './useRoute.ts';
import type { StudyView } from './useStudy.ts';
import { metricText, valueText } from './words.ts';

/** Where a study stands that is not done: how far it is, what runs, what was found so far. */
export function RunningPanel({ study, path }: { readonly study: StudyView; readonly path: string }) {
  const { facts, trials, version } = study;
  const { state, progress, said, own, broken = 0 } = facts;
  const file = 'progress.json';
  const isRunning = state === 'running';
  const now = useNow(isRunning);
  const {
    done,
    total,
    best,
    startedAt,
    updatedAt,
    secondsLeft,
    findings = [],
    running = [],
  } = progress ?? {};
  const until = isRunning ? now : Date.parse(updatedAt ?? '');
  const seconds = (until - Date.parse(startedAt ?? '')) / 1000;
  const share = total ? Math.min(1, (done ?? trials.length) / total) : undefined;
  return (
    <>
      <section aria-labelledby="progress-title" class="card">
        <h2 id="progress-title" class="first">
          {progress?.stage ?? (isRunning ? 'Starting' : 'How far it came')}
        </h2>
        {isRunning && <p class="soft now">{progress?.label ?? 'The data is being read.'}</p>}
        {share !== undefined && (
          <progress max={1} value={share} aria-label={`${done ?? trials.length} of ${total} trials`} />
        )}
        <KeyNumbers
          numbers={[
            [
              'Trials',
              <Datum file={file} at="done" value={done ?? trials.length}>
                {count(done ?? trials.length)}
              </Datum>,
              total === undefined ? (
                'of how many is unknown'
              ) : (
                <>
                  of about{' '}
                  <Datum file={file} at="total" value={total}>
                    {count(total)}
                  </Datum>
                </>
              ),
            ],
            [
              'Best so far',
              <Datum file={file} at="best.value" value={best?.value}>
                {best && valueText(best.metric, best.value)}
              </Datum>,
              best
                ? `${metricText[best.metric]}, ${best.label}`
                : 'no recipe has been tried on all splits yet',
            ],
            ['Time', Number.isFinite(seconds) && seconds >= 0 ? duration(seconds) : '–'],
            ...(isRunning
              ? [['Left', secondsLeft === undefined ? '–' : duration(secondsLeft), 'estimated'] as const]
              : []),
          ]}
        />
        {isRunning && running.length > 0 && (
          <ul class="at-work" aria-label="Trials that run now">
            {running.map(({ stage, label, epoch, epochs }) => (
              <li key={`${stage} ${label}`}>
                <span>{label}</span>
                <progress max={Math.max(1, epochs)} value={epoch ?? 0} aria-label={`${label}, epochs`} />
                <span class="soft">
                  {epoch ?? 0}/{epochs}
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>
      {state === 'failed' && (
        <section aria-labelledby="failed-title">
          <h2 id="failed-title">What went wrong</h2>
          {said ? <pre>{said.trim()}</pre> : <p>The reason stands where it was started, in its terminal.</p>}
        </section>
      )}
      {state !== 'failed' && !own && said && (
        <section aria-labelledby="said-title">
          <h2 id="said-title">What it said last</h2>
          <pre>{said.trim()}</pre>
        </section>
      )}
      {findings.length > 0 && (
        <section aria-labelledby="findings-title">
          <h2 id="findings-title">What was found so far</h2>
          <ul class="findings" aria-live="polite">
            {findings.map((text, i) => (
              <li key={i}>{text}</li>
            ))}
          </ul>
        </section>
      )}
      {trials.length > 0 && (
        <section aria-labelledby="course-title">
          <h2 id="course-title">The trials so far</h2>
          <TrialChart trials={trials} version={version} />
          <p>
            <a href={linkTo('study', path, 'trials')}>
              All {plural(trials.length, 'trial')}, sorted and compared
            </a>
          </p>
        </section>
      )}
      {broken > 0 && <p class="note">{plural(broken, 'line')} of the journal could not be read.</p>}
    </>
  );
}
