import { drawBlossom, hsl, type Blossom, type Centre, type Colour, type Ring } from './blossom.ts';
import { drawsOf, type Draws, type Sample, type SampleFile, type SampleOptions } from './sample.ts';

const side = 48;
/** Varieties of each species: to train on, and to meet in the test part alone. */
const seen = 6;
const unseen = 2;

/** What all varieties of a species have in common, drawn anew for each variety within the species' bounds. */
type Species = (draws: Draws) => { readonly rings: readonly Ring[]; readonly centre: Centre };

const noCentre: Centre = {
  disc: 0,
  discColour: [0, 0, 0],
  eye: 0,
  eyeColour: [0, 0, 0],
  stamens: 0,
  stamenLength: 0,
  stamenColour: [0.95, 0.85, 0.4],
  column: 0,
  spots: 0,
};

const ring = (petals: number, shape: Partial<Ring>): Ring => ({
  petals,
  length: 1,
  halfWidth: 0.4,
  rise: 1,
  fall: 0.4,
  ruffle: 0,
  turn: 0,
  ...shape,
});

const species: Readonly<Record<string, Species>> = {
  /** Many narrow petals around a wide disc. */
  daisy: (draws) => {
    const petals = Math.floor(draws.between(11, 20));
    const shape = { halfWidth: draws.between(1.5, 2.1) / petals, rise: 0.4, fall: draws.between(0.2, 0.4) };
    return {
      rings: [ring(petals, shape)],
      centre: {
        ...noCentre,
        disc: draws.between(0.24, 0.36),
        discColour: hsl(draws.between(0.08, 0.15), 0.8, 0.45),
      },
    };
  },
  /** Five broad, ruffled petals, a dark eye, and a column of stamens that stands out to a side. */
  hibiscus: (draws) => {
    const shape = {
      halfWidth: draws.between(0.4, 0.52),
      rise: 0.9,
      fall: draws.between(0.3, 0.45),
      ruffle: draws.between(0.04, 0.1),
    };
    const isDouble = draws.unit() < 0.35;
    return {
      rings: [ring(5, shape), ...(isDouble ? [ring(5, { ...shape, length: 0.68, turn: 0.5 })] : [])],
      centre: {
        ...noCentre,
        eye: draws.between(0.3, 0.5),
        eyeColour: hsl(draws.between(0.9, 1), 0.7, draws.between(0.15, 0.3)),
        column: draws.between(0.65, 0.85),
        stamenColour: hsl(draws.between(0.1, 0.16), 0.85, 0.65),
      },
    };
  },
  /** Six pointed petals as a star, spotted, with six long stamens. */
  lily: (draws) => ({
    rings: [
      ring(6, {
        halfWidth: draws.between(0.2, 0.3),
        rise: 0.8,
        fall: draws.between(0.85, 1.2),
        ruffle: draws.between(0, 0.05),
      }),
    ],
    centre: {
      ...noCentre,
      stamens: 6,
      stamenLength: draws.between(0.4, 0.55),
      stamenColour: hsl(draws.between(0.02, 0.08), 0.7, 0.3),
      spots: draws.between(0, 0.5),
    },
  }),
  /** Four to six wide, blunt petals, a black middle and a crown of short stamens. */
  poppy: (draws) => {
    const petals = Math.floor(draws.between(4, 7));
    return {
      rings: [
        ring(petals, {
          halfWidth: draws.between(2.3, 2.8) / petals,
          rise: 0.8,
          fall: 0.25,
          ruffle: draws.between(0.02, 0.06),
        }),
      ],
      centre: {
        ...noCentre,
        disc: draws.between(0.12, 0.18),
        discColour: hsl(0.25, 0.3, 0.2),
        stamens: Math.floor(draws.between(14, 20)),
        stamenLength: draws.between(0.26, 0.34),
        stamenColour: [0.12, 0.1, 0.14],
      },
    };
  },
};

const names = Object.keys(species);

/** What a variety looks like, whatever its pose: its petals, its colours, where it grows. */
interface Variety {
  readonly name: string;
  readonly species: string;
  readonly part: 'train' | 'test';
  readonly form: ReturnType<Species>;
  readonly petalColour: Colour;
  readonly tipColour: Colour;
  readonly ground: readonly [Colour, Colour];
  readonly radius: number;
  readonly squash: number;
}

function varieties(seed: number): Variety[] {
  const count = seen + unseen;
  // Hues lie evenly on the circle, shared out at random: colour tells the varieties, and says nothing of the species.
  const places = Array.from({ length: names.length * count }, (_, i) => i);
  const order = drawsOf(seed, 'hues');
  for (let i = places.length - 1; i > 0; i--) {
    const j = Math.floor(order.unit() * (i + 1));
    [places[i], places[j]] = [places[j]!, places[i]!];
  }
  return names.flatMap((name, s) =>
    Array.from({ length: count }, (_, v): Variety => {
      const draws = drawsOf(seed, name, v);
      const hue = (places[s * count + v]! + draws.between(-0.3, 0.3)) / places.length;
      const [saturation, lightness] = [draws.between(0.45, 0.95), draws.between(0.45, 0.75)];
      // Soil, straw, leaves.
      const groundHue = draws.between(0.05, 0.45);
      const groundLight = draws.between(0.15, 0.45);
      return {
        name: `${name}-${v + 1}`,
        species: name,
        part: v < seen ? 'train' : 'test',
        form: species[name]!(draws),
        petalColour: hsl(hue, saturation, lightness),
        tipColour: hsl(
          hue + draws.between(-0.06, 0.06),
          saturation,
          Math.min(0.92, lightness + draws.between(-0.1, 0.25)),
        ),
        ground: [hsl(groundHue, 0.3, groundLight), hsl(groundHue + 0.05, 0.35, groundLight * 0.6)],
        radius: draws.between(0.32, 0.42),
        squash: draws.between(0.7, 0.95),
      };
    }),
  );
}

/** One blossom of a variety, in a pose of its own. */
function blossomOf(variety: Variety, draws: Draws): Blossom {
  const { form, petalColour, tipColour, ground } = variety;
  return {
    ...form,
    petalColour,
    tipColour,
    ground,
    x: draws.between(0.42, 0.58),
    y: draws.between(0.42, 0.58),
    radius: variety.radius * draws.between(0.85, 1.15),
    turn: draws.between(0, 2 * Math.PI),
    squash: Math.min(1, variety.squash * draws.between(0.9, 1.1)),
    lean: draws.between(0, Math.PI),
    patch: [draws.between(0, 7), draws.between(0, 7), draws.between(0, 7)],
    light: draws.between(0.8, 1.1),
  };
}

function* make({ seed, count }: SampleOptions): Generator<SampleFile> {
  const all = varieties(seed);
  const ofPart = (part: string) => all.filter((variety) => variety.part === part);
  const sizes = { train: count, test: Math.max(names.length * unseen, Math.round(count / 2)) };
  for (const part of ['train', 'test'] as const) {
    const own = ofPart(part);
    for (let n = 0; n < sizes[part]; n++) {
      const variety = own[n % own.length]!;
      const number = String(Math.floor(n / own.length) + 1).padStart(3, '0');
      const draws = drawsOf(seed, part, variety.name, n);
      yield {
        path: `${part}/${variety.species}/${variety.name}_${number}.png`,
        picture: drawBlossom(blossomOf(variety, draws), side),
      };
    }
  }
}

/**
 * Drawn blossoms of four species, eight varieties each: six to train on, two that the test part alone holds. Varieties
 * differ in petals, colours, size, pose and ground; colour says nothing of the species. The variety is the file's name
 * before the underscore, so `--group prefix` keeps each on one side of a split.
 */
export const flowers: Sample = Object.freeze({
  name: 'flowers',
  explanation:
    'drawn blossoms of daisy, hibiscus, lily and poppy; the test part holds two varieties of each that training lacks',
  defaultCount: 240,
  leastCount: names.length * seen,
  use: (folder) => `${folder} --group prefix`,
  make,
} satisfies Sample);
