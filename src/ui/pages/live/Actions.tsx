import { useState } from 'preact/hooks';
import { addressOf, messageOf, post } from './api.ts';
import type { StudyView } from './useStudy.ts';

/** Stopping a study, going on with it, taking its model. */
export function Actions({ path, facts }: { readonly path: string; readonly facts: StudyView['facts'] }) {
  const [problem, setProblem] = useState<string>();
  const [asked, setAsked] = useState<string>();
  const { state, own, resume, files = [] } = facts;
  const act = (what: 'stop' | 'resume') => {
    setProblem(undefined);
    setAsked(`${what} ${String(state)} ${String(own)}`);
    post(what, { study: path }).catch((error: unknown) => {
      setAsked(undefined);
      setProblem(messageOf(error));
    });
  };
  const waits = (what: string) => asked === `${what} ${String(state)} ${String(own)}`;
  const canResume = (state === 'interrupted' || state === 'failed') && resume !== undefined;
  return (
    <>
      <div class="actions">
        {state === 'running' && own && (
          <button type="button" disabled={waits('stop')} onClick={() => act('stop')}>
            {waits('stop') ? 'Stopping …' : 'Stop'}
          </button>
        )}
        {canResume && resume.refused === undefined && (
          <button
            type="button"
            class="primary"
            disabled={waits('resume')}
            title={resume.command}
            onClick={() => act('resume')}
          >
            {waits('resume') ? 'Resuming …' : 'Resume'}
          </button>
        )}
        {files.includes('model.onnx') && (
          <a class="button" href={addressOf('file', { study: path, name: 'model.onnx' })} download>
            Model
          </a>
        )}
        {files.includes('smallest.onnx') && (
          <a
            class="button"
            href={addressOf('file', { study: path, name: 'smallest.onnx' })}
            title="The smallest network that does at least as well as the one without remedies"
            download
          >
            Smallest model
          </a>
        )}
      </div>
      <div role="alert" class="below">
        {problem && <p class="note warn">{problem}</p>}
      </div>
      {state === 'running' && own === false && (
        <p class="soft below">It was started elsewhere; Ctrl-C in its terminal stops it.</p>
      )}
      {canResume && resume.refused !== undefined && <p class="soft below">{resume.refused}</p>}
    </>
  );
}
