import { useCallback, useState } from 'preact/hooks';
import { duration } from '../../../util/format.ts';
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
  const facts = [
    kind === 'study' ? undefined : kind,
    trials === undefined ? undefined : `${trials} trials`,
    seconds === undefined ? undefined : duration(seconds),
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
              <strong>{valueText(score.metric, score.value)}</strong>
              <span class="soft">
                {metricText[score.metric]}, {score.part}
              </span>
            </>
          )}
        </span>
        <span class="soft study-facts">{facts.join(' · ')}</span>
      </a>
    </li>
  );
}

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
