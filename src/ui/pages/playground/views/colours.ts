type Colour = readonly [number, number, number];

/** Colours of the classes of points: apart from those of the curves, and from one another in light and dark. */
const light: readonly Colour[] = [
  [94, 75, 182],
  [12, 132, 104],
  [184, 122, 6],
];
const dark: readonly Colour[] = [
  [166, 150, 255],
  [60, 203, 160],
  [236, 180, 70],
];

export const isDark = (): boolean => matchMedia('(prefers-color-scheme: dark)').matches;

export const classColours = (): readonly Colour[] => (isDark() ? dark : light);

export const paper = (): Colour => (isDark() ? [29, 31, 35] : [255, 255, 255]);

export const css = ([r, g, b]: Colour): string => `rgb(${r} ${g} ${b})`;

/** How strongly the plane is coloured, so that points stand out on it. */
const strength = 0.45;

/** RGBA of a plane: each point the mixture of its classes' colours, paler towards an even vote. */
export function planePixels(probabilities: Float32Array, classes: number): Uint8ClampedArray<ArrayBuffer> {
  const count = probabilities.length / classes;
  const pixels = new Uint8ClampedArray(4 * count);
  const [colours, ground] = [classColours(), paper()];
  for (let k = 0; k < count; k++) {
    const mixed = [0, 0, 0];
    for (let c = 0; c < classes; c++)
      for (let channel = 0; channel < 3; channel++)
        mixed[channel]! += probabilities[k * classes + c]! * colours[c]![channel]!;
    for (let channel = 0; channel < 3; channel++)
      pixels[4 * k + channel] = ground[channel]! + strength * (mixed[channel]! - ground[channel]!);
    pixels[4 * k + 3] = 255;
  }
  return pixels;
}
