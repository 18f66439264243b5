// shared within this room
import type { SamplePicture } from './sample.ts';

/** Red, green, blue, 0 to 1. */
export type Colour = readonly [number, number, number];

/** A ring of petals. Lengths are in radii of the blossom. */
export interface Ring {
  readonly petals: number;
  readonly length: number;
  /** Half the width of a petal where it is widest. */
  readonly halfWidth: number;
  /** The outline u^rise (1 − u)^fall along the petal, scaled to `halfWidth`: small fall is blunt, large pointed. */
  readonly rise: number;
  readonly fall: number;
  /** How much the edge waves, as a share of the width. */
  readonly ruffle: number;
  /** Turn against the ring before, in petals. */
  readonly turn: number;
}

/** What stands on the petals around the middle. */
export interface Centre {
  /** Radius of the disc in the middle, 0 for none. */
  readonly disc: number;
  readonly discColour: Colour;
  /** Radius of the dark eye that fades into the petals, 0 for none. */
  readonly eye: number;
  readonly eyeColour: Colour;
  /** Stamens: how many, how long, and the colour of their ends. */
  readonly stamens: number;
  readonly stamenLength: number;
  readonly stamenColour: Colour;
  /** Length of one thick column of stamens to a side, 0 for none. */
  readonly column: number;
  /** Share of dots on the petals. */
  readonly spots: number;
}

export interface Blossom {
  readonly rings: readonly Ring[];
  readonly petalColour: Colour;
  readonly tipColour: Colour;
  readonly centre: Centre;
  /** Middle of the blossom, in widths of the picture. */
  readonly x: number;
  readonly y: number;
  /** Radius, in widths of the picture. */
  readonly radius: number;
  /** Turn in radians; how much the blossom is seen from the side (1 is from above), and towards where. */
  readonly turn: number;
  readonly squash: number;
  readonly lean: number;
  /** The ground: two colours in soft patches, and where the patches lie. */
  readonly ground: readonly [Colour, Colour];
  readonly patch: readonly [number, number, number];
  /** Factor of all light. */
  readonly light: number;
}

const mix = (a: Colour, b: Colour, share: number): Colour => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
];
const shade = (colour: Colour, factor: number): Colour => [
  colour[0] * factor,
  colour[1] * factor,
  colour[2] * factor,
];
const between = (x: number, low: number, high: number): number =>
  Math.max(0, Math.min(1, (x - low) / (high - low)));

/** Red, green and blue of a hue (turns), a saturation and a lightness, each 0 to 1. */
export function hsl(hue: number, saturation: number, lightness: number): Colour {
  const channel = (n: number) => {
    const k = (n + 12 * (hue - Math.floor(hue))) % 12;
    return (
      lightness - saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(k - 3, 9 - k, 1))
    );
  };
  return [channel(0), channel(8), channel(4)];
}

/** Draws a blossom on its ground, four samples a pixel. The same blossom gives the same bytes. */
export function drawBlossom(blossom: Blossom, side: number): SamplePicture {
  const pixels = new Uint8Array(3 * side * side);
  const { x, y, radius, squash, lean } = blossom;
  const [cosine, sine] = [Math.cos(lean), Math.sin(lean)];
  for (let i = 0; i < side; i++)
    for (let j = 0; j < side; j++) {
      const sum = [0, 0, 0];
      for (const [di, dj] of [
        [0.25, 0.25],
        [0.25, 0.75],
        [0.75, 0.25],
        [0.75, 0.75],
      ] as const) {
        const [px, py] = [(j + dj) / side, (i + di) / side];
        // Seen from the side, the blossom is shorter across the way it leans.
        const [ax, ay] = [(px - x) / radius, (py - y) / radius];
        const along = ax * cosine + ay * sine;
        const across = (ay * cosine - ax * sine) / squash;
        const bx = along * cosine - across * sine;
        const by = along * sine + across * cosine;
        const colour = blossomAt(blossom, bx, by) ?? groundAt(blossom, px, py);
        for (let c = 0; c < 3; c++) sum[c]! += colour[c as 0 | 1 | 2];
      }
      for (let c = 0; c < 3; c++)
        pixels[3 * (i * side + j) + c] = Math.round(
          255 * Math.max(0, Math.min(1, (sum[c]! / 4) * blossom.light)),
        );
    }
  return { height: side, width: side, pixels };
}

function groundAt({ ground, patch }: Blossom, x: number, y: number): Colour {
  const [a, b, c] = patch;
  const wave = Math.sin(9 * x + 5 * y + a) + Math.sin(7 * y - 6 * x + b) + Math.sin(17 * x + 13 * y + c) / 2;
  return mix(ground[0], ground[1], between(wave, -1.6, 1.6));
}

/** The colour of a point of the blossom in its own coordinates, or undefined beside it. */
function blossomAt(blossom: Blossom, x: number, y: number): Colour | undefined {
  const r = Math.hypot(x, y);
  if (r > 1.15) return undefined;
  const { centre, turn } = blossom;
  const angle = Math.atan2(y, x) - turn;
  return stamenAt(centre, r, angle) ?? petalAt(blossom, r, angle);
}

function stamenAt(centre: Centre, r: number, angle: number): Colour | undefined {
  if (centre.column > 0) {
    const [u, v] = [r * Math.cos(angle), r * Math.sin(angle)];
    const share = u / centre.column;
    // Pollen stands off from the outer part of the column.
    const grains = share > 0.45 && Math.sin(60 * u) * Math.sin(60 * v + 1) > 0.1 ? 0.11 : 0.045;
    if (share > 0 && share < 1 && Math.abs(v) < grains) return centre.stamenColour;
  }
  if (r < centre.disc) {
    const grain = 0.85 + 0.15 * Math.sin(40 * r + 7 * angle);
    return shade(centre.discColour, grain * (1 - 0.25 * between(r / centre.disc, 0.7, 1)));
  }
  if (centre.stamens > 0) {
    const step = (2 * Math.PI) / centre.stamens;
    const nearest = (angle / step - Math.round(angle / step)) * step;
    const aside = Math.abs(r * Math.sin(nearest));
    const fromEnd = Math.hypot(r - centre.stamenLength, aside);
    if (fromEnd < 0.055) return centre.stamenColour;
    if (r < centre.stamenLength && aside < 0.014) return mix(centre.stamenColour, [1, 1, 0.8], 0.6);
  }
  return undefined;
}

function petalAt(
  { rings, petalColour, tipColour, centre }: Blossom,
  r: number,
  angle: number,
): Colour | undefined {
  const [x, y] = [r * Math.cos(angle), r * Math.sin(angle)];
  for (let at = rings.length - 1; at >= 0; at--) {
    const ring = rings[at]!;
    const axes = axesOf(ring);
    // Of two petals over a point the one with the higher number lies on top, the last beneath the first.
    let [top, aside, width] = [-1, 0, 0];
    for (let k = 0; k < ring.petals; k++) {
      const [cosine, sine] = [axes[2 * k]!, axes[2 * k + 1]!];
      const [u, v] = [(x * cosine + y * sine) / ring.length, y * cosine - x * sine];
      if (u <= 0 || u >= 1 || Math.abs(v) > ring.halfWidth * (1 + ring.ruffle)) continue;
      const half = outline(ring, u) * (1 + ring.ruffle * Math.sin(23 * u + 5 * k));
      if (Math.abs(v) < half) [top, aside, width] = [u, v, half];
    }
    if (top < 0) continue;
    const edge = Math.abs(aside) / width;
    const veins = 0.95 + 0.05 * Math.cos((aside / width) * 14);
    const plain = mix(petalColour, tipColour, between(top, 0.35, 1));
    const spotted =
      centre.spots > 0 && top < 0.7 && Math.sin(34 * top) * Math.sin(19 * aside + 3 * top) > 1 - centre.spots
        ? shade(plain, 0.45)
        : plain;
    const lit = shade(spotted, veins * (1 - 0.28 * edge ** 4) * (0.86 + 0.14 * at) * (aside > 0 ? 1 : 0.93));
    return centre.eye > 0 ? mix(centre.eyeColour, lit, between(r, centre.eye * 0.5, centre.eye)) : lit;
  }
  return undefined;
}

const axesOfRings = new WeakMap<Ring, Float64Array>();

/** Cosine and sine of the direction of each petal. */
function axesOf(ring: Ring): Float64Array {
  const known = axesOfRings.get(ring);
  if (known) return known;
  const axes = new Float64Array(2 * ring.petals);
  for (let k = 0; k < ring.petals; k++) {
    const angle = ((k + ring.turn) * 2 * Math.PI) / ring.petals;
    axes.set([Math.cos(angle), Math.sin(angle)], 2 * k);
  }
  axesOfRings.set(ring, axes);
  return axes;
}

/** Half the width of a petal at a share u of its length. */
function outline({ rise, fall, halfWidth }: Ring, u: number): number {
  const widest = rise / (rise + fall);
  return (halfWidth * (u ** rise * (1 - u) ** fall)) / (widest ** rise * (1 - widest) ** fall);
}
