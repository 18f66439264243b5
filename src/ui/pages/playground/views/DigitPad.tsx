import { useEffect, useRef, useState } from 'preact/hooks';
import { usePrediction } from './usePrediction.ts';
import { ProbabilityBars } from './ProbabilityBars.tsx';
import { centredDigit } from '../tasks/centredDigit.ts';
import { digitSide, type Digits } from '../tasks/digits.ts';

/** Pixels a side of the drawing: four times those of a digit. */
const side = 112;
const classes = Array.from({ length: 10 }, (_, i) => String(i));

/** Draw a digit, and see what the network takes it for, also while it trains. */
export function DigitPad({ digits, epoch }: { readonly digits: Digits; readonly epoch: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pen = useRef<readonly [number, number] | undefined>(undefined);
  const [pixels, setPixels] = useState<Uint8Array>();
  const [example, setExample] = useState(-1);
  const said = usePrediction(
    pixels && {
      images: pixels,
      channels: 1,
      height: digitSide,
      width: digitSide,
      labels: [0],
      classes,
    },
    epoch,
  );

  const context = () => canvas.current!.getContext('2d', { willReadFrequently: true })!;
  const clear = () => {
    context().clearRect(0, 0, side, side);
    setPixels(undefined);
    setExample(-1);
  };
  const read = () => {
    const { data } = context().getImageData(0, 0, side, side);
    setPixels(
      centredDigit(
        Array.from({ length: side * side }, (_, k) => data[4 * k + 3]!),
        side,
      ),
    );
  };
  const at = (event: PointerEvent): readonly [number, number] => {
    const box = canvas.current!.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * side, ((event.clientY - box.top) / box.height) * side];
  };
  const stroke = (to: readonly [number, number]) => {
    const brush = context();
    brush.lineWidth = 10;
    brush.lineCap = 'round';
    brush.strokeStyle = getComputedStyle(canvas.current!).color;
    brush.beginPath();
    brush.moveTo(...(pen.current ?? to));
    brush.lineTo(...to);
    brush.stroke();
    pen.current = to;
  };
  const showExample = () => {
    const { pixels: all } = digits.validation;
    const next = example + 1;
    const own = all.slice(next * digitSide ** 2, (next + 1) * digitSide ** 2);
    const small = new OffscreenCanvas(digitSide, digitSide);
    const picture = new ImageData(digitSide, digitSide);
    const ink = (getComputedStyle(canvas.current!).color.match(/\d+/g) ?? []).slice(0, 3).map(Number);
    own.forEach((value, k) => picture.data.set([...ink, value], 4 * k));
    small.getContext('2d')!.putImageData(picture, 0, 0);
    context().clearRect(0, 0, side, side);
    context().drawImage(small, 0, 0, side, side);
    setPixels(own);
    setExample(next);
  };
  return (
    <section class="try" aria-labelledby="pad-title">
      <h3 id="pad-title">Draw a digit</h3>
      <div class="pad">
        <div>
          <canvas
            ref={canvas}
            class="paper"
            width={side}
            height={side}
            role="img"
            aria-label="Sheet to draw a digit on with mouse, finger or pen."
            onPointerDown={(event) => {
              if (example >= 0) clear();
              event.currentTarget.setPointerCapture(event.pointerId);
              pen.current = undefined;
              stroke(at(event));
              read();
            }}
            onPointerMove={(event) => {
              if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
              stroke(at(event));
              read();
            }}
          />
          <p class="row">
            <button type="button" class="small" onClick={clear}>
              Clear
            </button>
            <button type="button" class="small" onClick={showExample}>
              Take a validation digit
            </button>
          </p>
        </div>
        <div>
          <Seen pixels={pixels} />
          <p class="hint">What the network sees: 28 by 28 pixels, centred.</p>
        </div>
        <div>
          <ProbabilityBars names={classes} probabilities={said} />
          {example >= 0 && <p class="hint">It is a {digits.validation.labels[example]}.</p>}
        </div>
      </div>
    </section>
  );
}

function Seen({ pixels }: { readonly pixels: Uint8Array | undefined }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const picture = new ImageData(digitSide, digitSide);
    for (let k = 0; k < digitSide ** 2; k++) {
      const value = pixels?.[k] ?? 0;
      picture.data.set([value, value, value, 255], 4 * k);
    }
    canvas.current!.getContext('2d')!.putImageData(picture, 0, 0);
  }, [pixels]);
  return (
    <canvas
      ref={canvas}
      class="seen"
      width={digitSide}
      height={digitSide}
      role="img"
      aria-label="The drawing as the network sees it."
    />
  );
}
