import type { TaskData } from './task.ts';

/** Pixels a side, and how many pictures each part of the asset has; `scripts/pages/playground.js` writes it so. */
export const digitSide = 28;
export const digitCounts = { train: 1000, validation: 500, test: 500 } as const;

export interface DigitPart {
  readonly labels: Uint8Array;
  /** [pictures · 28 · 28], 0 is paper and 255 ink. */
  readonly pixels: Uint8Array;
}

export type Digits = Readonly<Record<keyof typeof digitCounts, DigitPart>>;

const area = digitSide * digitSide;

/** The bundled digits from their bytes: for each part its labels, then its pictures. @throws {Error} not such bytes. */
export function readDigits(bytes: Uint8Array): Digits {
  const total = Object.values(digitCounts).reduce((sum, count) => sum + count * (1 + area), 0);
  if (bytes.length !== total)
    throw new Error(
      `The bundled digits must have ${total} bytes. Received ${bytes.length}. Build the page again.`,
    );
  let at = 0;
  const take = (length: number) => bytes.subarray(at, (at += length));
  const part = (count: number): DigitPart => ({ labels: take(count), pixels: take(count * area) });
  return {
    train: part(digitCounts.train),
    validation: part(digitCounts.validation),
    test: part(digitCounts.test),
  };
}

let loading: Promise<Digits> | undefined;

/** The bundled digits, fetched once. @throws {Error} they are not there. */
export function loadDigits(): Promise<Digits> {
  loading ??= fetchDigits().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function fetchDigits(): Promise<Digits> {
  const answer = await fetch(new URL('data/digits.bin', document.baseURI));
  if (!answer.ok || !answer.body)
    throw new Error(`The bundled digits could not be loaded (${answer.status}). Reload the page.`);
  const plain = answer.body.pipeThrough(new DecompressionStream('gzip'));
  return readDigits(new Uint8Array(await new Response(plain).arrayBuffer()));
}

const classes = Array.from({ length: 10 }, (_, i) => String(i));

/** Pictures of digits as the engine takes them. */
export const digitArrays = ({ labels, pixels }: DigitPart, count = labels.length) => ({
  images: pixels.slice(0, count * area),
  channels: 1,
  height: digitSide,
  width: digitSide,
  labels: [...labels.subarray(0, count)],
  classes,
});

/** The digits with so many of them to train on; the sample is in an order that keeps classes even. */
export const digitTask = (digits: Digits, count: number): TaskData => ({
  train: digitArrays(digits.train, count),
  validation: digitArrays(digits.validation),
  test: digitArrays(digits.test),
});
