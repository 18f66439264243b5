import { expect, test } from 'vitest';
import { weights } from './weights.ts';
import { recipe } from '../../recipe/schema.ts';
import { nodeRuntime } from '../../runtime/node.ts';
import { fit } from '../../train/fit.ts';
import { labelled } from '../../../test/helpers/trials.ts';

const train = labelled(10, 10);
const trained = async (name: string, size: number) => {
  const own = recipe({ architecture: { name, size }, epochs: 1 });
  return (await fit({ train }, own, { runtime: nodeRuntime() })).model;
};

test('layers at one place of networks of one form are drawn over the same range', async () => {
  const { baseline, chosen } = weights(await trained('mlp', 8), await trained('mlp', 2));
  expect(baseline).toHaveLength(3);
  expect(chosen.map(({ limit }) => limit)).toEqual(baseline.map(({ limit }) => limit));
});

test('those of another form over a range of their own', async () => {
  const [model, simple] = [await trained('mlp', 8), await trained('linear', 1)];
  const { baseline, chosen } = weights(model, simple);
  expect([baseline.length, chosen.length]).toEqual([3, 1]);
  const { kernel } = Object.fromEntries(
    Object.entries(simple.parameters).map(([path, values]) => [path.split('.').at(-1)!, values]),
  );
  expect(chosen[0]!.limit).toBeCloseTo(Math.max(...kernel!.map(Math.abs)), 5);
});
