import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { openBackbone, type BackboneFile, type ExtractOptions } from './backboneFile.ts';
import { pictures, smallNetwork, smallNetworkBytes } from '../../test/helpers/backbones.ts';
import { makeGraph } from '../graph/graph.ts';
import type { NdArray } from '../graph/types.ts';
import { constant, input } from '../graph/value.ts';
import { importNetwork } from '../onnx/import/importNetwork.ts';
import { readModel } from '../onnx/read.ts';
import { writeModel } from '../onnx/write.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { grad } from '../ops/grad.ts';
import { reduceSum } from '../ops/reduce/reduceSum.ts';
import { recipe, type RecipeInput } from '../recipe/schema.ts';
import { nodeRuntime, openDeployed } from '../runtime/node.ts';
import { interpret } from '../runtime/reference.ts';
import { fit } from '../train/fit.ts';
import { modelToOnnx, predict } from '../train/model.ts';
import { DataError, InterruptedError, OptionError } from '../util/errors.ts';
import { uniformAt } from '../util/random.ts';

const folder = mkdtempSync(join(tmpdir(), 'hibiscus-backbone-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'small.onnx');
writeFileSync(path, smallNetworkBytes());
const size = { height: 8, width: 8 };
const data = pictures(24);
const head: RecipeInput = {
  architecture: { name: 'linear', size: 1 },
  optimizer: { name: 'adam', learningRate: 0.05 },
  epochs: 8,
  batchSize: 8,
};

async function withBackbone<T>(
  act: (backbone: BackboneFile) => Promise<T>,
  options: Parameters<typeof openBackbone>[1] = {},
): Promise<T> {
  const backbone = await openBackbone(path, { input: size, threads: 1, ...options });
  try {
    return await act(backbone);
  } finally {
    await backbone.close();
  }
}

const numbers = (dataset: { readonly features: { readonly kind: string } }): Float32Array =>
  (dataset.features as unknown as { numbers: Float32Array }).numbers;

describe('features', () => {
  test('are what the imported network gives for scaled pictures, in float64', () =>
    withBackbone(async (backbone) => {
      const made = await backbone.extract(data);
      expect(made.features).toMatchObject({ kind: 'table', backbone: { file: 'small.onnx', cut: null } });
      const network = importNetwork(readModel(smallNetworkBytes()), ['N', 3, 8, 8]);
      const x = input('x', ['N', 3, 8, 8]);
      const values = new Map(network.parameters.map((p) => [p.path, constant(p.values, p.shape)]));
      const graph = makeGraph('check', [x], { y: network.apply(x, (name) => values.get(name)!) });
      const pixels = (data.features as { pixels: Uint8Array }).pixels;
      const { y } = interpret(graph, {
        x: {
          dtype: 'float32',
          shape: [24, 3, 8, 8],
          data: Float64Array.from(pixels, (pixel) => (pixel - 127.5) / 127.5),
        },
      });
      numbers(made).forEach((value, i) => expect(value).toBeCloseTo(y!.data[i]!, 5));
    }));

  test('of a cut at maps are averaged over places', () =>
    withBackbone(
      async (backbone) => {
        const whole = await withBackbone((other) => other.extract(data));
        numbers(await backbone.extract(data)).forEach((value, i) =>
          expect(value).toBeCloseTo(numbers(whole)[i]!, 6),
        );
      },
      { cut: 'relu2' },
    ));
});

describe('the cache', () => {
  const cache = join(folder, 'cache');
  beforeEach(() => rmSync(cache, { recursive: true, force: true }));
  const packs = () =>
    (existsSync(cache) ? readdirSync(cache, { recursive: true, encoding: 'utf8' }) : [])
      .filter((name) => name.endsWith('.pack'))
      .map((name) => join(cache, name));
  const run = (options: ExtractOptions = {}) =>
    withBackbone(async (backbone) => {
      const seen: number[] = [];
      const notes: string[] = [];
      const made = await backbone.extract(data, {
        cache,
        onProgress: (_, __, cached) => seen.push(cached),
        onNote: (text) => notes.push(text),
        ...options,
      });
      return { rows: numbers(made), cached: seen.at(-1)!, notes };
    });

  test('computes once, and gives the same bits again', async () => {
    const first = await run();
    expect(first.cached).toBe(0);
    const second = await run();
    expect(second.cached).toBe(24);
    expect(second.rows).toEqual(first.rows);
  });

  test.each([
    ['a changed byte', (bytes: Buffer) => Buffer.from(bytes.map((byte, i) => (i === 400 ? byte ^ 1 : byte)))],
    ['a lost end', (bytes: Buffer) => bytes.subarray(0, bytes.length - 7)],
    ['another content', () => Buffer.from('not a pack')],
  ])('%s is told, removed and computed again', async (_, damage) => {
    const { rows } = await run();
    const [pack] = packs();
    writeFileSync(pack!, damage(readFileSync(pack!)));
    const again = await run();
    expect(again.notes.join()).toContain('damaged file');
    expect(again.cached).toBe(0);
    expect(again.rows).toEqual(rows);
    expect((await run()).cached).toBe(24);
  });

  test('keeps apart what differs in scale, and stays within its bound', async () => {
    await run();
    await withBackbone((other) => other.extract(data, { cache }), { mean: [0], deviation: [255] });
    expect(packs()).toHaveLength(2);
    await run({ maxBytes: 100 });
    await withBackbone((other) => other.extract(pictures(4, 8, 'others'), { cache, maxBytes: 100 }));
    expect(packs()).toHaveLength(0);
  });

  test('a folder that cannot be written is told once, and the run goes on', async () => {
    writeFileSync(join(folder, 'file'), '');
    const { notes, rows } = await run({ cache: join(folder, 'file') });
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain('cannot be written');
    expect(rows).toHaveLength(24 * 4);
  });

  test('an interrupted run keeps what it did', async () => {
    const stop = new AbortController();
    const onProgress = (done: number) => done >= 8 && stop.abort();
    await expect(run({ signal: stop.signal, onProgress })).rejects.toThrow(InterruptedError);
    expect((await run()).cached).toBe(8);
  });
});

test('a deployed model gives what features and head give in two stages', () =>
  withBackbone(async (backbone) => {
    const runtime = nodeRuntime();
    const features = await backbone.extract(data);
    const { model } = await fit({ train: features }, recipe({ ...head, backbone: backbone.description }), {
      runtime,
    });
    const { predictions } = await predict(model, features.features, 24, runtime);
    expect(() => modelToOnnx(model)).toThrow(OptionError);
    const deployed = await openDeployed(modelToOnnx(model, {}, backbone));
    const pixels = Float32Array.from((data.features as { pixels: Uint8Array }).pixels);
    const whole = await deployed.run({ image: { dtype: 'float32', shape: [24, 3, 8, 8], data: pixels } });
    await deployed.close();
    whole.forEach((value, i) => expect(value).toBeCloseTo(predictions[i]!, 5));
    // Head and data must belong together.
    await expect(fit({ train: data }, model.recipe, { runtime })).rejects.toThrow('Received pictures');
    await expect(fit({ train: features }, recipe(head), { runtime })).rejects.toThrow('must name it');
  }));

describe('a backbone that is trained too', () => {
  const train = (trainable: boolean | number) =>
    withBackbone(
      async ({ backbone, description }) => {
        const runtime = nodeRuntime();
        const { model } = await fit({ train: data }, recipe({ ...head, backbone: description }), {
          runtime,
          backbone,
        });
        const start = importNetwork(backbone.model, ['N', 3, 8, 8]).parameters;
        const changed = start
          .filter(({ path: name, values }) =>
            values.some((value, i) => value !== model.parameters[`backbone.${name}`]![i]),
          )
          .map(({ path: name }) => name);
        const deployed = await openDeployed(modelToOnnx(model));
        const pixels = Float32Array.from((data.features as { pixels: Uint8Array }).pixels);
        const whole = await deployed.run({ image: { dtype: 'float32', shape: [24, 3, 8, 8], data: pixels } });
        await deployed.close();
        const { predictions } = await predict(model, data.features, 24, runtime);
        whole.forEach((value, i) => expect(value).toBeCloseTo(predictions[i]!, 5));
        return changed;
      },
      { trainable },
    );

  test('changes all its weights, or the last so many', async () => {
    const all = ['conv1.kernel', 'conv1.bias', 'conv2.kernel', 'norm2.scale', 'norm2.shift'];
    expect(await train(true)).toEqual(all);
    expect(await train(2)).toEqual(['norm2.scale', 'norm2.shift']);
    await expect(train(6)).rejects.toThrow('at most the 5 tensors');
  });

  test('has the gradients of central differences in float64', () => {
    const network = importNetwork(smallNetwork(), ['N', 3, 6, 5]);
    const x = constant(
      Float64Array.from({ length: 2 * 3 * 6 * 5 }, (_, i) => 2 * uniformAt(5, i) - 1),
      [2, 3, 6, 5],
    );
    const parameters = network.parameters.map((one) => input(one.path, one.shape));
    const y = network.apply(x, (name) => parameters[network.parameters.findIndex((p) => p.path === name)]!);
    const weights = constant(
      Float64Array.from({ length: 8 }, (_, i) => uniformAt(6, i)),
      [2, 4],
    );
    const loss = reduceSum(mul(y, weights));
    const gradients = grad(loss, parameters);
    const graph = makeGraph('loss', parameters, {
      loss,
      ...Object.fromEntries(gradients.map((value, i) => [`g${i}`, value])),
    });
    const feeds = (path?: string, at = 0, step = 0): Record<string, NdArray> =>
      Object.fromEntries(
        network.parameters.map((one) => {
          const values = Float64Array.from(one.values);
          if (one.path === path) values[at]! += step;
          return [one.path, { dtype: 'float32' as const, shape: one.shape, data: values }];
        }),
      );
    const exact = interpret(graph, feeds());
    network.parameters.forEach((one, k) => {
      for (const at of [0, one.values.length >> 1, one.values.length - 1]) {
        const [up, down] = [1e-5, -1e-5].map(
          (step) => interpret(graph, feeds(one.path, at, step)).loss!.data[0]!,
        );
        expect(exact[`g${k}`]!.data[at]!).toBeCloseTo((up! - down!) / 2e-5, 6);
      }
    });
  });

  test('names every op that cannot be trained through', async () => {
    const nodes = ['NonMaxSuppression', 'Mish', 'Mish'].map((opType, i) => ({
      name: `odd${i}`,
      opType,
      inputs: [i === 0 ? 'features' : `odd${i - 1}`],
      outputs: [`odd${i}`],
    }));
    const network = smallNetwork({ nodes, output: 'odd2' });
    expect(() => importNetwork(network, ['N', 3, 8, 8])).toThrow(
      'NonMaxSuppression (odd0); Mish (odd1, odd2). Keep it frozen',
    );
  });
});

describe('refuses, saying what to do,', () => {
  const written = (name: string, bytes: Uint8Array | string) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const small = smallNetwork();
  const changed = (graph: Partial<typeof small.graph>) =>
    writeModel({ ...small, graph: { ...small.graph, ...graph } });
  test.each([
    ['no file', () => join(folder, 'none.onnx'), {}, 'no such backbone'],
    ['text', () => written('text.onnx', 'hello'), {}, 'text.onnx'],
    ['a lost end', () => written('half.onnx', smallNetworkBytes().slice(0, 300)), {}, 'half.onnx'],
    ['an unknown cut', () => path, { cut: 'relu3' }, 'Did you mean "relu'],
    [
      'a cycle',
      () =>
        written(
          'cycle.onnx',
          changed({
            nodes: small.graph.nodes.map((n) => (n.name === 'relu1' ? { ...n, inputs: ['conv2'] } : n)),
          }),
        ),
      {},
      'no cycle',
    ],
    [
      'a missing tensor',
      () => written('missing.onnx', changed({ initializers: small.graph.initializers.slice(1) })),
      {},
      'Nothing gives "w1"',
    ],
    [
      'an input that is no picture',
      () => written('rows.onnx', changed({ inputs: [{ name: 'picture', type: 'float32', dims: ['N', 5] }] })),
      {},
      'must be a picture',
    ],
    ['means of another number', () => path, { mean: [1, 2] }, 'one for each channel'],
    [
      'an old operator set',
      () => written('old.onnx', writeModel({ ...small, opsets: { '': 6 } })),
      {},
      'operator set 7 or newer',
    ],
  ])('%s', async (_, file, options, message) => {
    const opening = openBackbone(file(), { input: size, threads: 1, ...options });
    await expect(opening).rejects.toThrow(message);
    await opening.catch((error: unknown) =>
      expect(error instanceof DataError || error instanceof OptionError).toBe(true),
    );
  });

  test('pictures of another size', () =>
    withBackbone(async (backbone) => {
      await expect(backbone.extract(pictures(2, 6))).rejects.toThrow(
        'takes pictures of 3×8×8. Received 3×6×6',
      );
    }));
});
