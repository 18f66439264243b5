import { useEffect, useMemo, useRef } from 'preact/hooks';
import { useScheme } from './Plane.tsx';
import { digitSide, type DigitPart } from '../tasks/digits.ts';
import { textParts } from '../tasks/textSet.ts';

const [columns, rows] = [10, 6] as const;

/** Some of the digits to train on. */
export function DigitSamples({ part }: { readonly part: DigitPart }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const dark = useScheme();
  useEffect(() => {
    const context = canvas.current!.getContext('2d')!;
    const picture = context.createImageData(columns * digitSide, rows * digitSide);
    const ink = dark ? [235, 236, 238] : [36, 38, 43];
    for (let k = 0; k < columns * rows; k++)
      for (let at = 0; at < digitSide ** 2; at++) {
        const x = (k % columns) * digitSide + (at % digitSide);
        const y = Math.floor(k / columns) * digitSide + Math.floor(at / digitSide);
        picture.data.set([...ink, part.pixels[k * digitSide ** 2 + at]!], 4 * (y * columns * digitSide + x));
      }
    context.putImageData(picture, 0, 0);
  }, [part, dark]);
  return (
    <canvas
      ref={canvas}
      class="samples"
      width={columns * digitSide}
      height={rows * digitSide}
      role="img"
      aria-label={`${columns * rows} of the handwritten digits to train on.`}
    />
  );
}

/** Some of the sentences to train on. */
export function TextSamples({ count }: { readonly count: number }) {
  const { train } = useMemo(() => textParts({ count, seed: 1 }), [count]);
  return (
    <ul class="sentences">
      {train.slice(0, 8).map(({ label, text }) => (
        <li key={text}>
          <b>{label}</b> {text}
        </li>
      ))}
    </ul>
  );
}
