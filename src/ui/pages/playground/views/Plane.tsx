import { useEffect, useRef, useState } from 'preact/hooks';
import { classColours, css, isDark, planePixels } from './colours.ts';
import { planeEnds, pointClasses, type Point, type PointParts } from '../tasks/pointSets.ts';

/** Points a side of the coloured plane. */
export const planeSide = 56;
/** Pixels a side of the canvas; the page scales it. */
const side = 560;
/** More held-out points than these only hide the plane. */
const shownHeldOut = 100;

const [low, high] = planeEnds;
const toPixel = (value: number) => ((value - low) / (high - low)) * side;

/** The plane with what the network says of each place, training points (full) and validation points (rings). */
export function Plane({
  parts,
  classes,
  plane,
  label,
  onAdd,
}: {
  readonly parts: PointParts;
  readonly classes: number;
  readonly plane: Float32Array | undefined;
  readonly label: string;
  /** Where a point was put by click or by key; absent where none can be. */
  readonly onAdd?: ((x: number, y: number) => void) | undefined;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [cross, setCross] = useState<readonly [number, number] | undefined>(undefined);
  const scheme = useScheme();
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context) draw(context, parts, classes, plane, cross);
  }, [parts, classes, plane, cross, scheme]);
  const key = (event: KeyboardEvent) => {
    if (!onAdd) return;
    const [x, y] = cross ?? [0, 0];
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-0.05, 0],
      ArrowRight: [0.05, 0],
      ArrowUp: [0, 0.05],
      ArrowDown: [0, -0.05],
    };
    const move = moves[event.key];
    if (move) setCross([inside(x + move[0]), inside(y + move[1])]);
    else if (event.key === 'Enter' || event.key === ' ') onAdd(x, y);
    else return;
    event.preventDefault();
  };
  return (
    <canvas
      ref={canvas}
      class="plane"
      width={side}
      height={side}
      role={onAdd ? 'application' : 'img'}
      aria-label={onAdd ? `${label} Arrow keys move a cross, Enter adds a training point.` : label}
      tabIndex={onAdd ? 0 : undefined}
      onKeyDown={key}
      onFocus={() => onAdd && setCross((old) => old ?? [0, 0])}
      onBlur={() => setCross(undefined)}
      // A click and not a touch: who scrolls over the plane adds nothing.
      onClick={(event) => {
        if (!onAdd) return;
        const box = event.currentTarget.getBoundingClientRect();
        const x = low + ((event.clientX - box.left) / box.width) * (high - low);
        const y = high - ((event.clientY - box.top) / box.height) * (high - low);
        onAdd(x, y);
      }}
    />
  );
}

const inside = (value: number): number => Math.max(low, Math.min(high, value));

/** Draws anew where light and dark change. */
export function useScheme(): boolean {
  const [dark, setDark] = useState(isDark);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const listen = () => setDark(query.matches);
    query.addEventListener('change', listen);
    return () => query.removeEventListener('change', listen);
  }, []);
  return dark;
}

function draw(
  context: CanvasRenderingContext2D,
  { train, validation }: PointParts,
  classes: number,
  plane: Float32Array | undefined,
  cross: readonly [number, number] | undefined,
): void {
  context.clearRect(0, 0, side, side);
  if (plane?.length === planeSide * planeSide * classes) {
    const small = new OffscreenCanvas(planeSide, planeSide);
    small.getContext('2d')!.putImageData(new ImageData(planePixels(plane, classes), planeSide), 0, 0);
    context.imageSmoothingQuality = 'high';
    context.drawImage(small, 0, 0, side, side);
  }
  const colours = classColours().map(css);
  const at = ({ x, y }: Point): [number, number] => [toPixel(x), side - toPixel(y)];
  context.lineWidth = 2;
  for (const point of validation.slice(0, shownHeldOut)) {
    context.beginPath();
    context.arc(...at(point), 5, 0, 2 * Math.PI);
    context.strokeStyle = colours[point.label]!;
    context.stroke();
  }
  context.strokeStyle = isDark() ? '#15161a' : '#fff';
  for (const point of train) {
    context.beginPath();
    context.arc(...at(point), 7, 0, 2 * Math.PI);
    context.fillStyle = colours[point.label]!;
    context.fill();
    context.stroke();
  }
  if (!cross) return;
  const [x, y] = [toPixel(cross[0]), side - toPixel(cross[1])];
  context.strokeStyle = isDark() ? '#fff' : '#000';
  context.beginPath();
  for (const [dx, dy] of [
    [14, 0],
    [0, 14],
  ] as const) {
    context.moveTo(x - dx, y - dy);
    context.lineTo(x + dx, y + dy);
  }
  context.stroke();
}

/** What the signs of the plane mean. */
export function PlaneKey({ classes }: { readonly classes: number }) {
  return (
    <p class="hint key">
      Colours are the classes {pointClasses.slice(0, classes).join(', ')}. Full dots train the network; rings
      are held out and only tell how well it does.
    </p>
  );
}
