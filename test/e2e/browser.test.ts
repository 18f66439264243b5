/**
 * The engine in a real Chromium: the same recipes on the same data as in Node, the same numbers. Skipped, with a
 * message, where there is no Chromium; the part on WebGPU also where the browser offers no adapter.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundlePage, findChromium, openBrowser, serveExample, type OpenPage } from '../helpers/browser.ts';
import { trainings } from '../helpers/browserTrainings.ts';
import { readers, trainReader } from '../helpers/sequenceTraining.ts';
import type { Trained } from '../helpers/browserPage.ts';
import { fit, recipe } from '../../src/index.ts';
import { nodeRuntime, openDeployed } from '../../src/runtime/node.ts';

const names = Object.keys(trainings);
const [mlp, , convnet] = names as [string, string, string];
const executable = findChromium();
const skipped = executable ? '' : ' (skipped: no Chromium. Install it, or set CHROMIUM to its path)';
if (!executable) console.warn(`browser tests${skipped}`);

let bundle: Awaited<ReturnType<typeof bundlePage>>;
beforeAll(async () => {
  bundle = await bundlePage();
});

/** The same training in Node. */
async function native(name: string, evaluateEvery: number) {
  const { data, plan } = trainings[name]!;
  const { model, history } = await fit(data(), recipe(plan), { evaluateEvery });
  return {
    parameters: model.parameters,
    losses: history.flatMap((record) => [record.train.loss, record.validation!.loss]),
  };
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i]!)));
};

/** The training must have the weights and losses of Node's, within 1e-4. */
async function expectAsInNode(name: string, trained: Trained, evaluateEvery = 1): Promise<void> {
  const { parameters, losses } = await native(name, evaluateEvery);
  expect(Object.keys(trained.parameters)).toEqual(Object.keys(parameters));
  for (const [path, values] of Object.entries(parameters))
    expect(largestDifference(values, trained.parameters[path]!), path).toBeLessThan(1e-4);
  expect(largestDifference(losses, trained.losses)).toBeLessThan(1e-4);
}

test('the engine bundles for a browser without a module of Node', () => {
  // That no Node module is imported, esbuild saw to: it cannot resolve one for a browser.
  const packages = new Set(
    Object.keys(bundle.metafile.inputs).map((path) => /node_modules\/([^/]+)/.exec(path)?.[1]),
  );
  packages.delete(undefined);
  expect([...packages].sort()).toEqual(['onnxruntime-web', 'yaml', 'zod']);
});

describe.skipIf(!executable)(`Chromium on wasm${skipped}`, { timeout: 120_000 }, () => {
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  let page: OpenPage;
  beforeAll(async () => {
    browser = await openBrowser(executable!, bundle.files);
    page = await browser.open('/');
  });
  afterAll(() => browser?.close());

  test.each(names)('%s: 20 steps as in Node within 1e-4', async (name) => {
    const trained = await page.call('train', name);
    await expectAsInNode(name, trained);
    expect(page.complaints).toEqual([]);
  });

  test.each(Object.keys(readers))('%s on tokens: 20 steps as in Node within 1e-4', async (name) => {
    const [expected, trained] = [
      await trainReader(name, nodeRuntime()),
      await page.call('trainReader', name),
    ];
    expect(Object.keys(trained)).toEqual(Object.keys(expected));
    for (const [path, values] of Object.entries(expected))
      expect(largestDifference(values, trained[path]!), path).toBeLessThan(1e-4);
    // Something was learned: the steps did not all fail alike.
    expect(expected.loss!.at(-1)).toBeLessThan(expected.loss![0]!);
  });

  test('a page that is not isolated trains with one thread, without complaint', async () => {
    const trained = await page.call('train', mlp, { threads: 2 });
    expect(trained.threads).toBe(1);
    await expectAsInNode(mlp, trained);
    expect(page.complaints).toEqual([]);
  });

  test('a page that is isolated trains with two', async () => {
    const other = await browser.open('/isolated');
    const trained = await other.call('train', mlp, { threads: 2 });
    expect(trained.threads).toBe(2);
    await expectAsInNode(mlp, trained);
    expect(other.complaints).toEqual([]);
    // A setting that the page cannot change any more.
    await expect(other.call('train', mlp, { threads: 1 })).rejects.toThrow(
      /threads and wasmPaths hold for the whole page.*threads=2.*Received threads=1/,
    );
  });

  test('a model made in the page runs in Node', async () => {
    const { model } = await page.call('train', convnet);
    const { data } = trainings[convnet]!;
    const { features, size } = data().validation!;
    if (features.kind !== 'image') throw new Error('pictures expected');
    const { pixels, channels, height, width } = features;
    const deployed = await openDeployed(Uint8Array.from(model));
    const image = {
      dtype: 'float32' as const,
      shape: [size, channels, height, width],
      data: Float32Array.from(pixels),
    };
    const probabilities = await deployed.run({ image });
    await deployed.close();
    expect(probabilities.length).toBe(size * 2);
    expect(probabilities[0]! + probabilities[1]!).toBeCloseTo(1, 5);
  });

  test('every op agrees with the reference within 1e-5', async () => {
    const differences = await page.call('opDifferences');
    expect(Object.keys(differences).length).toBeGreaterThanOrEqual(35);
    expect(Object.entries(differences).filter(([, difference]) => !(difference < 1e-5))).toEqual([]);
  });

  test('the example trains', async () => {
    const example = await serveExample('example:browser');
    try {
      const visited = await browser.visit(example.url);
      const state = visited.getByText(/^Trained in/);
      await state.waitFor({ timeout: 60_000 });
      const [, accuracy] = /had not seen: (.+)$/.exec((await state.textContent())!)!;
      expect(Number(accuracy)).toBeGreaterThan(0.9);
    } finally {
      example.close();
    }
  });

  test('without an adapter, auto runs on wasm and says why, and webgpu refuses', async () => {
    const trained = await page.call('train', convnet, { provider: 'auto' });
    expect(trained.placements.evaluate).toEqual({
      provider: 'wasm',
      reason: 'this browser offers no WebGPU adapter',
    });
    expect(trained.fallbacks).toContain('evaluate');
    await expectAsInNode(convnet, trained);
  });
});

describe.skipIf(!executable)(`Chromium on WebGPU${skipped}`, { timeout: 120_000 }, () => {
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  let page: OpenPage;
  let hasAdapter = false;
  beforeAll(async () => {
    browser = await openBrowser(executable!, bundle.files, { webgpu: true });
    page = await browser.open('/');
    hasAdapter = await page.call('hasAdapter');
  });
  afterAll(() => browser?.close());

  test('auto evaluates on WebGPU, trains on wasm, and gives the numbers of Node', async ({ skip }) => {
    skip(!hasAdapter, 'this Chromium offers no WebGPU adapter');
    // A software adapter is slow, so only the end is evaluated.
    const trained = await page.call('train', convnet, { provider: 'auto' }, 4);
    expect(trained.placements.evaluate).toEqual({ provider: 'webgpu' });
    expect(trained.placements.train!.provider).toBe('wasm');
    expect(trained.placements.train!.reason).toMatch(/it has no .*BitwiseOr/);
    expect(trained.fallbacks).toContain('train');
    await expectAsInNode(convnet, trained, 4);
  });

  test('a program that does not fit is refused where WebGPU is asked for', async ({ skip }) => {
    skip(!hasAdapter, 'this Chromium offers no WebGPU adapter');
    expect(await page.call('refusal', mlp, { provider: 'webgpu' })).toMatch(
      /"train" must run on WebGPU, but it has no .*BitwiseOr.* Use provider auto or wasm/,
    );
  });

  test('the ops said to be missing are missing', async ({ skip }) => {
    skip(!hasAdapter, 'this Chromium offers no WebGPU adapter');
    expect(await page.call('wronglyMissing')).toEqual([]);
  });
});
