import { useState } from 'preact/hooks';
import { addressOf } from './api.ts';
import { Actions } from './Actions.tsx';
import { ComparePanel } from './ComparePanel.tsx';
import { ConnectionNote } from './ConnectionNote.tsx';
import { ExamplesPanel } from './ExamplesPanel.tsx';
import { ResultPanel } from './ResultPanel.tsx';
import { RunningPanel } from './RunningPanel.tsx';
import { StateBadge } from './StateBadge.tsx';
import { TrialsPanel } from './TrialsPanel.tsx';
import { useRecord } from './useRecord.ts';
import { linkTo } from './useRoute.ts';
import { useStudy } from './useStudy.ts';

/** The most trials side by side. */
const mostCompared = 4;

/** One study: live while it runs, its result when it is done, its trials, and examples with predictions. */
export function StudyPage({ path, tab }: { readonly path: string; readonly tab: string }) {
  const study = useStudy(path);
  const { facts, trials, loaded } = study;
  const record = useRecord(path, facts.record);
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const choose = (n: number) =>
    setChosen((old) =>
      old.includes(n) ? old.filter((other) => other !== n) : old.length < mostCompared ? [...old, n] : old,
    );
  const state = facts.state ?? 'unknown';
  const files = facts.files ?? [];
  const data = record?.record.data?.description ?? facts.run?.arguments[1];
  const tabs = [
    { tab: '', name: 'Overview' },
    { tab: 'trials', name: `Trials${trials.length > 0 ? ` (${trials.length.toLocaleString('en')})` : ''}` },
    { tab: 'examples', name: 'Examples' },
  ];
  return (
    <>
      <p class="crumb">
        <a href={linkTo()}>Studies</a>
      </p>
      <div class="head">
        <h1>{path === '.' ? 'This folder' : path}</h1>
        {loaded && <StateBadge state={state} />}
        <Actions path={path} facts={facts} />
      </div>
      <p class="soft">{loaded ? (data ?? 'What data it had is unknown.') : 'Reading the journal …'}</p>
      <ConnectionNote connection={study.connection} />
      <nav class="tabs" aria-label="Parts of the study">
        {tabs.map((place) => (
          <a
            key={place.tab}
            href={linkTo('study', path, place.tab)}
            aria-current={place.tab === tab ? 'page' : undefined}
          >
            {place.name}
          </a>
        ))}
        {files.includes('report.html') && (
          <a href={addressOf('file', { study: path, name: 'report.html' })} target="_blank" rel="noreferrer">
            Report ↗
          </a>
        )}
      </nav>
      {tab === 'examples' ? (
        <ExamplesPanel path={path} files={files} loaded={loaded} />
      ) : tab === 'trials' ? (
        <>
          <ComparePanel path={path} chosen={chosen} record={record} onClear={() => setChosen([])} />
          <TrialsPanel study={study} chosen={chosen} most={mostCompared} onChoose={choose} />
        </>
      ) : (
        <>
          {(state !== 'done' || !record) && loaded && <RunningPanel study={study} path={path} />}
          {record && <ResultPanel path={path} finished={record} files={files} />}
        </>
      )}
    </>
  );
}
