import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { smallNetworkBytes } from '../helpers/backbones.ts';
import { start, workingFolder } from '../helpers/command.ts';
import { commandLines } from '../helpers/commandLines.ts';
import { writePictures } from '../helpers/files.ts';
import { cutModel } from '../../src/onnx/cut.ts';
import { importNetwork } from '../../src/onnx/import/importNetwork.ts';
import { readModel } from '../../src/onnx/read.ts';
import { writeModel } from '../../src/onnx/write.ts';
import { makeGraph, topologicalOrder } from '../../src/graph/graph.ts';
import { constant, input } from '../../src/graph/value.ts';
import { nodeRuntime, openNumbers } from '../../src/runtime/node.ts';

const folder = workingFolder();
const { hibiscus } = commandLines(folder);

test('fit keeps features, evaluate and predict take pictures, and a recipe asks for its network', async () => {
  await writePictures(join(folder, 'pictures'), 40);
  mkdirSync(join(folder, 'networks'));
  writeFileSync(join(folder, 'networks', 'small.onnx'), smallNetworkBytes());
  const backbone = ['--backbone', 'networks/small.onnx', '--backbone-input', '16', '--cache', 'cache'];
  const fitted = await hibiscus('fit', 'pictures', ...backbone, '--out', 'a', '--json', '--epochs', '3');
  expect(fitted.stderr).toContain('4 features of each of 40 pictures');
  expect(fitted.code).toBe(0);
  const record = JSON.parse(fitted.stdout) as { data: { kind: string; features: number[] } };
  expect(record.data).toMatchObject({ kind: 'image', features: [3, 16, 16] });
  const recipe = JSON.parse(readFileSync(join(folder, 'a', 'recipe.json'), 'utf8')) as { backbone: object };
  expect(recipe.backbone).toMatchObject({ file: 'small.onnx', input: { height: 16, width: 16 } });

  const evaluated = await hibiscus('evaluate', 'a/model.onnx', 'pictures', '--json');
  expect(JSON.parse(evaluated.stdout)).toMatchObject({ n: 40 });

  const without = await hibiscus('fit', 'pictures', '--recipe', 'a/recipe.json', '--out', 'b');
  expect(without.code).toBe(2);
  expect(without.stderr).toContain('it has the backbone small.onnx. Add --backbone');
  expect(existsSync(join(folder, 'b'))).toBe(false);

  const again = ['--recipe', 'a/recipe.json', '--backbone', 'networks/small.onnx', '--cache', 'cache'];
  const second = await hibiscus('fit', 'pictures', ...again, '--out', 'b');
  expect(second.stderr).toContain('(40 from the cache)');
  expect(readFileSync(join(folder, 'b', 'model.onnx'))).toEqual(
    readFileSync(join(folder, 'a', 'model.onnx')),
  );
});

test('a study on features is browsed with what its model says of the pictures', async () => {
  const args = ['--backbone', 'networks/small.onnx', '--backbone-input', '16', '--cache', 'cache'];
  const small = ['--pairs', '3', '--search', '0', '--remedies', 'dropout', '--budget', '2s', '--quiet'];
  const studied = await hibiscus('study', 'pictures', ...args, ...small, '--out', 'studied');
  expect([studied.stderr, studied.code]).toEqual(['', 0]);
  const { stdout } = await hibiscus('predict', 'studied/model.onnx', 'pictures', '--json');
  const said = JSON.parse(stdout) as { input: string; prediction: string }[];

  const server = start(folder, 'ui', '.', '--port', '0', '--json');
  try {
    await server.until('it listened', () => server.stderr().includes('Ctrl-C'));
    const url = new URL(/http:\S+/.exec(server.stderr())![0]);
    const token = url.searchParams.get('token')!;
    const answer = await fetch(new URL('/api/examples?study=studied&from=0&count=60', url), {
      headers: { 'x-hibiscus-token': token },
    });
    const page = (await answer.json()) as {
      kind: string;
      examples: { origin: string; prediction: string }[];
    };
    expect(page).toMatchObject({ kind: 'image', total: 40 });
    const shown = page.examples.map(({ origin, prediction }) => `${origin} ${prediction}`).sort();
    expect(shown).toEqual(
      said.map(({ input, prediction }) => `${relative('pictures', input)} ${prediction}`).sort(),
    );
  } finally {
    server.signalAll('SIGINT');
    await server.ended;
  }
});

// The network that lies beside a checkout used for development; it is not part of the project.
const shared = new URL('../../../shared/data/models/mobilenet_v1_pw12_w8.onnx', import.meta.url);

test.skipIf(!existsSync(shared))(
  'the shared MobileNet, made of our ops, gives its own features',
  async () => {
    const model = cutModel(readModel(readFileSync(shared)));
    const network = importNetwork(model, ['N', 3, 64, 64]);
    expect(network.outputShape).toEqual(['N', 1024]);
    const values = new Map(network.parameters.map((one) => [one.path, constant(one.values, one.shape)]));
    const x = input('x', ['N', 3, 64, 64]);
    const y = network.apply(x, (path) => values.get(path)!);
    expect(topologicalOrder([y]).length).toBeGreaterThan(100);
    const picture = Float32Array.from({ length: 2 * 3 * 64 * 64 }, (_, i) => Math.sin(i));
    const program = await nodeRuntime().compile(makeGraph('mobilenet', [x], { y }));
    const ours = (await program.run({ x: { dtype: 'float32', shape: [2, 3, 64, 64], data: picture } })).y!
      .data;
    const session = await openNumbers(writeModel(model));
    const { data: theirs } = await session.run(picture, [2, 3, 64, 64]);
    await program.dispose();
    await session.close();
    theirs.forEach((value, i) => expect(Math.abs(value - ours[i]!)).toBeLessThan(1e-3));
  },
);
