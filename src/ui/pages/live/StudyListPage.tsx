import { Fragment } from 'preact';
import { useCallback, useState } from 'preact/hooks';
import { duration } from '../../../util/format.ts';
import { Datum } from './Datum.tsx';
import { ConnectionNote } from './ConnectionNote.tsx';
import { StateBadge } from './StateBadge.tsx';
import { useEvents } from './useEvents.ts';
import { linkTo } from './useRoute.ts';
import { agoText, metricText, valueText } from './words.ts';
import type { StudyList, StudySummary } from '../../protocol.ts';

/** All studies of the folder, newest first. */
export function StudyListPage() {
  const [list, setList] = useState<StudyList>();
  const connection = useEvents(
    '',
    'studies',
    useCallback((data) => setList(data as StudyList), []),
  );
  return (
    <>
      <div class="head">
        <h1>Studies</h1>
        <a class="button primary" href={linkTo('new')}>
          New study
        </a>
      </div>
      {list && <p class="soft path">{list.folder}</p>}
      <ConnectionNote connection={connection} />
      {list?.note && <p class="note">{list.note}</p>}
      {list && list.studies.length === 0 && <Empty />}
      {list && list.studies.length > 0 && (
        <ul class="studies">
          {list.studies.map((study) => (
            <Item key={study.path} study={study} />
          ))}
        </ul>
      )}
    </>
  );
}

function Item({ study }: { readonly study: StudySummary }) {
  const { path, kind, state, data, verdict, score, trials, seconds, stage, done, total, changedAt } = study;
  const file = `${path}/${kind}.json`;
  const facts = [
    kind !== 'study' && kind,
    trials !== undefined && (
      <>
        <Datum file={file} at="trials" value={trials}>
          {trials}
        </Datum>{' '}
        trials
      </>
    ),
    seconds !== undefined && (
      <Datum file={file} at="seconds" value={seconds}>
        {duration(seconds)}
      </Datum>
    ),
    agoText(changedAt),
  ].filter(Boolean);
  return (
    <li>
      <a class="study" href={linkTo('study', path)}>
        <span class="study-name">
          <strong>{path === '.' ? 'This folder' : path}</strong>
          <StateBadge state={state} />
        </span>
        <span class="soft">{data ?? 'Data unknown'}</span>
        {state === 'running' && total !== undefined && total > 0 && (
          <progress max={total} value={done ?? 0} aria-label={`${done ?? 0} of ${total} trials`} />
        )}
        <span class="study-verdict">{verdict ?? (state === 'running' ? stage : undefined)}</span>
        <span class="study-score">
          {score && (
            <>
              <strong>
                <Datum
                  file={state === 'done' ? file : `${path}/progress.json`}
                  at={state === 'done' ? `${placeOf(kind, score.part)}.${score.metric}` : 'best.value'}
                  value={score.value}
                >
                  {valueText(score.metric, score.value)}
                </Datum>
              </strong>
              <span class="soft">
                {metricText[score.metric]}, {score.part}
              </span>
            </>
          )}
        </span>
        <span class="soft study-facts">
          {facts.map((fact, i) => (
            <Fragment key={i}>
              {i > 0 && ' · '}
              {fact}
            </Fragment>
          ))}
        </span>
      </a>
    </li>
  );
}

/** Where the scores of that part stand in a record. */
const placeOf = (kind: StudySummary['kind'], part: string): string =>
  kind === 'study' ? `chosen.${part}` : part;

const Empty = () => (
  <div class="empty">
    <p>There are no studies in this folder yet.</p>
    <p class="soft">
      A study finds out whether a network overfits your data, what helps, and hands back the smallest network
      that generalises.
    </p>
    <p>
      <a href={linkTo('new')}>Start one here</a>, or in a terminal:{' '}
      <code>hibiscus study data.csv --out my-study</code>
    </p>
  </div>
);
