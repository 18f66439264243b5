import { useEffect, useRef } from 'preact/hooks';
import { useScheme } from './Plane.tsx';
import { count, number, percent } from '../../../../util/format.ts';
import type { WeightLook } from '../engine/protocol.ts';

const [width, height] = [400, 84];

/** The weights of the network: how large they are, and of pictures what the first layer looks for. */
export function Weights({ look, name }: { readonly look: WeightLook; readonly name: string }) {
  const top = Math.max(1, ...look.bins);
  const step = width / look.bins.length;
  const label =
    `${count(look.count)} weights of ${name}, most between −${number(look.limit)} and ${number(look.limit)}; ` +
    `${percent(look.nearZero)} next to zero.`;
  return (
    <div class="weights">
      <h4>Weights</h4>
      <svg viewBox={`0 0 ${width} ${height + 18}`} role="img" aria-label={label}>
        {look.bins.map((bin, i) => {
          // By the root, so that the few large ones can be seen beside the many small ones.
          const tall = Math.sqrt(bin / top) * height;
          return (
            <rect key={i} class="bin" x={i * step + 0.5} y={height - tall} width={step - 1} height={tall} />
          );
        })}
        <line class="ground" x1="0" x2={width} y1={height} y2={height} />
        <text x="0" y={height + 14}>
          −{number(look.limit)}
        </text>
        <text x={width / 2} y={height + 14} text-anchor="middle">
          0
        </text>
        <text x={width} y={height + 14} text-anchor="end">
          {number(look.limit)}
        </text>
      </svg>
      <p class="hint">
        {count(look.count)} weights; {percent(look.nearZero)} are next to zero. L1 and L2 pull them to the
        middle.
      </p>
      {look.filters && <Filters filters={look.filters} name={name} />}
    </div>
  );
}

const pixelsOf = { gap: 1 } as const;

function Filters({
  filters,
  name,
}: {
  readonly filters: NonNullable<WeightLook['filters']>;
  readonly name: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const dark = useScheme();
  const { side, count: total, values } = filters;
  const columns = Math.min(total, 8);
  const rows = Math.ceil(total / columns);
  const cell = side + pixelsOf.gap;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const picture = context.createImageData(columns * cell, rows * cell);
    for (let k = 0; k < total; k++) {
      const own = values.subarray(k * side * side, (k + 1) * side * side);
      let most = 1e-6;
      for (const value of own) most = Math.max(most, Math.abs(value));
      own.forEach((value, at) => {
        const x = (k % columns) * cell + (at % side);
        const y = Math.floor(k / columns) * cell + Math.floor(at / side);
        const share = Math.abs(value) / most;
        const ground = dark ? 29 : 255;
        const colour = value > 0 ? [176, 38, 92] : [0, 103, 163];
        picture.data.set(
          [...colour.map((c) => ground + share * ((dark ? c + 60 : c) - ground)), 255],
          4 * (y * columns * cell + x),
        );
      });
    }
    context.putImageData(picture, 0, 0);
  }, [filters, dark]);
  return (
    <>
      <h4>What the first layer looks for</h4>
      <canvas
        ref={canvas}
        class="filters"
        width={columns * cell}
        height={rows * cell}
        role="img"
        aria-label={`The first ${total} filters of ${name}. Red raises a neuron, blue lowers it.`}
      />
      <p class="hint">
        Each square is a neuron of the first layer. Red: ink here raises it. Blue: ink here lowers it.
      </p>
    </>
  );
}
