/** `fit` killed by SIGKILL again and again, at random moments, and resumed to the same bits. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { readJson, start, workingFolder, type Ended } from '../helpers/command.ts';
import { noisyCsv, writeText } from '../helpers/files.ts';
import { fitRecord } from '../../src/study/record.ts';
import { randomKey, uniformAt } from '../../src/util/random.ts';

const folder = workingFolder();
const at = (...names: readonly string[]) => join(folder, ...names);

const yaml = `
architecture: { name: mlp, size: 6, batchNorm: true }
dropout: 0.2
penalties: { l2: 0.001 }
averaging: { name: ema, decay: 0.95 }
optimizer: { name: adamw, learningRate: 0.01 }
schedule: { name: reduceOnPlateau, patience: 3, factor: 0.7 }
stopping: { patience: 500 }
batchSize: 5
epochs: 60
`;
const args = ['fit', 'data.csv', '--recipe', 'recipe.yaml', '--checkpoint-every', '0.02s'];

/** Starts the training into `out`, going on where something is kept, and kills it at the moment that `until` returns at. */
async function run(
  out: string,
  until?: (kept: () => boolean) => Promise<unknown>,
): Promise<Ended & { readonly ms: number }> {
  const state = at(out, 'state.bin');
  const before = existsSync(state) ? statSync(state).mtimeMs : undefined;
  const began = performance.now();
  const { child, ended } = start(
    folder,
    ...args,
    '--out',
    out,
    ...(before === undefined ? [] : ['--resume']),
  );
  let over = false;
  void ended.then(() => (over = true));
  const kept = () => over || (existsSync(state) && statSync(state).mtimeMs !== before);
  if (until) {
    await Promise.race([until(kept), ended]);
    child.kill('SIGKILL');
  }
  return { ...(await ended), ms: performance.now() - began };
}

/** All that must be the same in two folders: the seconds it took are not. */
function resultOf(out: string): Record<string, unknown> {
  expect(readdirSync(at(out)).sort()).toEqual(['fit.json', 'history.csv', 'model.onnx', 'recipe.json']);
  const { seconds: _, ...record } = fitRecord.parse(readJson(at(out), 'fit.json'));
  const bytes = (name: string) => readFileSync(at(out, name)).toString('base64');
  return { record, model: bytes('model.onnx'), history: bytes('history.csv'), recipe: bytes('recipe.json') };
}

test('killed at 20 random moments, a training resumes each time to the same final bits', async () => {
  writeText(at('data.csv'), noisyCsv(90));
  writeText(at('recipe.yaml'), yaml);
  const whole = await run('whole');
  expect(whole).toMatchObject({ code: 0, signal: null });
  const expected = resultOf('whole');

  const resumedInside: string[] = [];
  /** Ten kills in one chain; a training that ends before its kill is compared, and another begins. */
  async function chain(name: string): Promise<void> {
    const key = randomKey('kill', name);
    let round = 0;
    const out = () => `${name}${round}`;
    const compare = (ended: Ended) => {
      if (ended.code !== 0) throw new Error(`ended with ${ended.code}\n${ended.stdout}${ended.stderr}`);
      expect(resultOf(out())).toEqual(expected);
      round++;
    };
    for (let kills = 0, n = 0; kills < 10; n++) {
      const moment = uniformAt(key, n);
      // One half at any time of the process, also while it starts; the other after it has kept something anew.
      const ended = await run(out(), async (kept) => {
        if (n % 2 === 0) return wait(moment * whole.ms);
        while (!kept()) await wait(1);
        return wait(moment * 0.4 * whole.ms);
      });
      if (/and \d+ steps?\./.test(ended.stderr)) resumedInside.push(ended.stderr);
      if (ended.signal === 'SIGKILL') kills++;
      // Killed after its last file was written, it has ended all the same.
      const isWhole = !existsSync(at(out(), 'state.bin')) && existsSync(at(out(), 'fit.json'));
      if (ended.signal !== 'SIGKILL') compare(ended);
      else if (isWhole) compare({ ...ended, code: 0 });
    }
    compare(await run(out()));
  }
  await Promise.all([chain('a'), chain('b')]);
  // Some of them went on from inside an epoch, not from its end.
  expect(resumedInside.length).toBeGreaterThan(0);
}, 120_000);
