import { useEffect, useState } from 'preact/hooks';
import { engine } from '../engine/client.ts';
import type { Masks } from '../engine/dropoutMasks.ts';
import { Slider } from '../views/Fields.tsx';

const size = 8;
const [width, height] = [560, 300] as const;
const columnsOf = (masks: Masks): readonly (readonly number[])[] => [[1, 1], ...masks, [1, 1]];

/** A small network, and which of its neurons take part in one step of training. */
export function Dropout() {
  const [rate, setRate] = useState(0.4);
  const [step, setStep] = useState(0);
  const [isPlaying, setPlaying] = useState(false);
  const [masks, setMasks] = useState<Masks>();
  const [error, setError] = useState<string>();
  useEffect(() => {
    let isOver = false;
    engine()
      .call('masks', { seed: 1, step, rate, size })
      .then((found) => !isOver && setMasks(found))
      .catch((reason: unknown) => !isOver && setError((reason as Error).message));
    return () => {
      isOver = true;
    };
  }, [step, rate]);
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setInterval(() => setStep((old) => old + 1), 700);
    return () => clearInterval(timer);
  }, [isPlaying]);
  const dropped = masks?.flat().filter((kept) => kept === 0).length ?? 0;
  return (
    <>
      <p class="row">
        <button type="button" class="primary" onClick={() => setStep(step + 1)}>
          Next step
        </button>
        <button type="button" aria-pressed={isPlaying} onClick={() => setPlaying(!isPlaying)}>
          {isPlaying ? 'Halt' : 'Play'}
        </button>
      </p>
      <div class="narrow">
        <Slider
          label="Rate"
          min={0}
          max={0.8}
          step={0.1}
          value={rate}
          shown={`${Math.round(100 * rate)}% switched off on average`}
          onChange={setRate}
        />
      </div>
      {error && <p class="error">{error}</p>}
      {masks && <Network masks={masks} step={step} />}
      <p class="hint">
        Step {step + 1}: {dropped} of {2 * size} hidden neurons are switched off for the first example. These
        are the masks that a training with seed 1 draws in this step. When the network predicts, all neurons
        take part.
      </p>
    </>
  );
}

function Network({ masks, step }: { readonly masks: Masks; readonly step: number }) {
  const columns = columnsOf(masks);
  const place = (column: number, row: number): readonly [number, number] => [
    40 + (column * (width - 80)) / (columns.length - 1),
    (height * (row + 1)) / (columns[column]!.length + 1),
  ];
  return (
    <svg
      class="network"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`A network of two inputs, two layers of ${size} neurons and two outputs in step ${step + 1}. ${masks
        .map((mask, i) => `Layer ${i + 1}: ${mask.filter((kept) => kept === 1).length} neurons take part.`)
        .join(' ')}`}
    >
      {columns.slice(1).map((to, c) =>
        columns[c]!.map((from, i) =>
          to.map((kept, j) => {
            const [[x1, y1], [x2, y2]] = [place(c, i), place(c + 1, j)];
            const isLive = from === 1 && kept === 1;
            return <line key={`${c}-${i}-${j}`} class={isLive ? 'live' : 'dead'} {...{ x1, y1, x2, y2 }} />;
          }),
        ),
      )}
      {columns.map((column, c) =>
        column.map((kept, i) => {
          const [cx, cy] = place(c, i);
          return (
            <g key={`${c}-${i}`} class={kept === 1 ? 'neuron' : 'neuron dropped'}>
              <circle cx={cx} cy={cy} r="11" />
              {kept === 0 && <path d={`M${cx - 5} ${cy - 5}l10 10m0-10l-10 10`} />}
            </g>
          );
        }),
      )}
    </svg>
  );
}
