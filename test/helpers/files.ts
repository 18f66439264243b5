/** Data files as users bring them, always the same for the same arguments. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { randomKey, uniformAt } from '../../src/util/random.ts';

const draws = (seed: string) => {
  const key = randomKey('files', seed);
  let counter = 0;
  return () => uniformAt(key, counter++);
};

/** Writes a text file, gzipped where its name ends so, and the folders above it. */
export function writeText(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, path.endsWith('.gz') ? gzipSync(text) : text);
}

const pick = <T>(values: readonly T[], at: number): T => values[Math.floor(at * values.length)]!;

/** A table of people: two numbers, a quoted category with a comma in it, and who says yes (or how much). */
export function peopleCsv(rows: number, seed = 'people', answer: 'class' | 'number' = 'class'): string {
  const next = draws(seed);
  const lines = Array.from({ length: rows }, () => {
    const [age, income] = [20 + 60 * next(), 1000 + 9000 * next()];
    const town = pick(['Rome, Italy', 'Oslo, Norway', 'Lima, Peru'], next());
    const value = age / 80 + income / 1e4 + (town.startsWith('Rome') ? 0.6 : 0) + 0.5 * next();
    const last = answer === 'class' ? (value > 1.5 ? 'yes' : 'no') : (100 * value).toFixed(3);
    return `${age.toFixed(2)},${income.toFixed(2)},"${town}",${last}`;
  });
  return `${[`age,income,town,${answer === 'class' ? 'buys' : 'spends'}`, ...lines].join('\n')}\n`;
}

/** Two classes whose clouds overlap, so that a large network overfits them. */
export function noisyCsv(rows: number, seed = 'noisy'): string {
  const next = draws(seed);
  const lines = Array.from({ length: rows }, (_, n) => {
    const side = n % 2;
    const features = Array.from({ length: 4 }, (__, j) => ((j < 2 ? side : 0) + 2.4 * next()).toFixed(4));
    return `${features.join(',')},${side ? 'right' : 'left'}`;
  });
  return `${['a,b,c,d,label', ...lines].join('\n')}\n`;
}

/** Class folders of grey PNGs under `folder`: a bright bar on grain, upright or lying. */
export async function writePictures(
  folder: string,
  count: number,
  { seed = 'pictures', side = 8 } = {},
): Promise<void> {
  const next = draws(seed);
  for (let n = 0; n < count; n++) {
    const name = n % 2 ? 'upright' : 'lying';
    const place = Math.floor(side * next());
    const pixels = Buffer.from(
      Array.from({ length: side * side }, (_, i) => {
        const at = n % 2 ? i % side : Math.floor(i / side);
        return Math.floor((at === place ? 110 : 0) + 140 * next());
      }),
    );
    mkdirSync(join(folder, name), { recursive: true });
    await sharp(pixels, { raw: { width: side, height: side, channels: 1 } })
      .png()
      .toFile(join(folder, name, `${String(n).padStart(3, '0')}.png`));
  }
}
