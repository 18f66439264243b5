import { useEffect, useState } from 'preact/hooks';
import { messageOf, post } from './api.ts';
import { DrawsGrid } from './DrawsGrid.tsx';
import { OperationControls, type Settings } from './OperationControls.tsx';
import { useData } from './useData.ts';
import { useWork } from './useWork.ts';
import type { AugmentPreview } from '../../protocol.ts';

/** How long a slider may rest before pictures are asked for. */
const restMs = 90;

/** Augmentation seen at once: operations with sliders, and what they make of examples. */
export function AugmentPage() {
  const { sources, problem: noData } = useData();
  const [data, setData] = useState('');
  const [settings, setSettings] = useState<Settings>({});
  const [seed, setSeed] = useState(0);
  const [preview, setPreview] = useState<AugmentPreview>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const work = useWork(busy && !preview);
  useEffect(() => {
    if (data === '') return;
    const control = new AbortController();
    const timer = setTimeout(() => {
      setBusy(true);
      const operations = Object.entries(settings).map(([name, options]) => ({ name, ...options }));
      post<AugmentPreview>('augment', { data, operations, seed, rows: 4, draws: 5 }, control.signal).then(
        (found) => {
          setBusy(false);
          setProblem(undefined);
          setPreview(found);
        },
        (error: unknown) => {
          if (control.signal.aborted) return;
          setBusy(false);
          setProblem(messageOf(error));
        },
      );
    }, restMs);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [data, settings, seed]);
  return (
    <>
      <h1>Augmentation</h1>
      <p class="soft">
        Choose operations, move their strengths, and see what training would see: the originals to the left,
        draws of them to the right, made by the program that trains.
      </p>
      {noData && <p class="note warn">{noData}</p>}
      <div class="filters">
        <label>
          Data
          <select
            value={data}
            onChange={(event) => {
              setPreview(undefined);
              setSettings({});
              setData(event.currentTarget.value);
            }}
          >
            <option value="">{sources === undefined ? 'Looking …' : 'Choose'}</option>
            {sources?.map(({ path, kind }) => (
              <option key={path} value={path}>
                {path === '.' ? 'this folder' : path} ({kind})
              </option>
            ))}
          </select>
        </label>
        {preview && (
          <button type="button" onClick={() => setSeed((old) => old + 1)}>
            Draw again
          </button>
        )}
        {preview && Object.keys(settings).length > 0 && (
          <button type="button" onClick={() => setSettings({})}>
            Clear
          </button>
        )}
      </div>
      <div role="alert">{problem && <p class="note warn">{problem}</p>}</div>
      {data !== '' && !preview && !problem && <p class="empty">{work ?? 'Opening the data …'}</p>}
      {preview && (
        <div class="workbench">
          <OperationControls
            operations={preview.operations ?? []}
            settings={settings}
            onChange={setSettings}
          />
          <DrawsGrid preview={preview} settings={settings} />
        </div>
      )}
    </>
  );
}
