/** `export` as a user runs it: what TensorBoard and MLflow themselves read of it, where they are installed. */
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { contentOf, workingFolder } from '../helpers/command.ts';
import { commandLines } from '../helpers/commandLines.ts';
import { eventsOf } from '../helpers/eventFiles.ts';
import { exampleDiagnosis, exampleHistory, exampleStudy } from '../helpers/exampleRecord.ts';
import { noisyCsv, writeText } from '../helpers/files.ts';
import { mlflowTracking } from '../helpers/mlflowTracking.ts';
import { pythonWith } from '../helpers/python.ts';
import { historyFromCsv } from '../../src/train/history.ts';

const folder = workingFolder();
const { hibiscus, succeed } = commandLines(folder);
const at = (...names: readonly string[]) => join(folder, ...names);
const record = exampleStudy();
const trial = (key: string, more: object, history = exampleHistory({ epochs: 3 })) =>
  JSON.stringify({ kind: 'trial', key, ...more, result: { parameters: 9, history, seconds: 2 } });

beforeAll(async () => {
  writeText(at('noisy.csv'), noisyCsv(60));
  await succeed(...['fit', 'noisy.csv', '--epochs', '6', '--size', '4', '--quiet', '--out', 'fit']);
  const journal = [
    '{"kind":"study","schema":1,"data":"0","seed":7}',
    trial('a'.repeat(16), { stage: 'What helps?', label: 'dropout 0.5 1/3' }),
    trial('b'.repeat(16), {}),
    trial('c'.repeat(16), {}, []),
  ].join('\n');
  writeText(at('study/study.json'), JSON.stringify(record));
  // The last line is being written.
  writeText(at('study/journal.jsonl'), `${journal}\n{"kind":"tri`);
  writeText(at('going/journal.jsonl'), `${journal}\n`);
  writeText(at('diagnosis/diagnosis.json'), JSON.stringify(exampleDiagnosis()));
});

const runsIn = (...names: readonly string[]) =>
  readdirSync(at(...names), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.includes('tfevents'))
    .map((name) => name.replaceAll('\\', '/').replace(/\/events.*$/, ''))
    .sort();

describe('TensorBoard', () => {
  test('a run for baseline, chosen and each trial with curves; again only where it may be written over', async () => {
    const { stdout } = await succeed('export', 'study', '--tensorboard');
    expect(stdout).toContain('4 runs written to');
    const runs = ['baseline', 'chosen', 'trials/002 bbbbbbbb', 'trials/What helps/dropout 0.5 1-3'];
    expect(runsIn('study/tensorboard')).toEqual(runs);
    const before = contentOf(at('study'));
    const again = await hibiscus('export', 'study', '--tensorboard');
    expect(again).toMatchObject({ code: 2, stdout: '' });
    expect(again.stderr).toContain('must be new or empty');
    expect(contentOf(at('study'))).toEqual(before);
    writeText(at('study/tensorboard/notes.txt'), 'mine');
    await succeed('export', 'study', '--tensorboard', '--overwrite', '--by', 'epoch');
    expect(runsIn('study/tensorboard')).toEqual(runs);
    expect(readFileSync(at('study/tensorboard/notes.txt'), 'utf8')).toBe('mine');
  });

  test('of a study that has not ended its trials, of a fit its history', async () => {
    await succeed('export', 'going', '--tensorboard', 'events');
    expect(runsIn('events')).toEqual(['trials/002 bbbbbbbb', 'trials/What helps/dropout 0.5 1-3']);
    const { stdout } = await succeed('export', 'fit', '--tensorboard', 'fit-events', '--json');
    expect(JSON.parse(stdout)).toEqual({ tensorboard: { folder: 'fit-events', runs: 1 } });
    const [name] = readdirSync(at('fit-events/fit'));
    const events = eventsOf(readFileSync(at('fit-events/fit', name!)));
    const history = historyFromCsv(readFileSync(at('fit/history.csv'), 'utf8'), '');
    const losses = events.flatMap(({ summary }) =>
      (summary?.value ?? []).flatMap((it) => (it.tag === 'train/loss' ? [it.simple_value] : [])),
    );
    expect(losses).toEqual(history.map(({ train }) => Math.fround(train.loss)));
  });

  const python = pythonWith('tensorboard');
  test.skipIf(python === undefined)(
    'reads it back itself (skipped where neither HIBISCUS_PYTHON nor python3 has tensorboard)',
    async () => {
      await succeed('export', 'study', '--tensorboard', 'read');
      const program = `
import json, sys
from tensorboard.backend.event_processing import event_multiplexer
runs = event_multiplexer.EventMultiplexer().AddRunsFromDirectory(sys.argv[1])
runs.Reload()
chosen = runs.GetAccumulator('chosen')
print(json.dumps({
    'runs': sorted(runs.Runs()),
    'tags': sorted(runs.Runs()['chosen']['scalars'] + [it for it in runs.Runs()['chosen']['tensors']]),
    'loss': [[e.step, e.value, e.wall_time] for e in runs.Scalars('chosen', 'validation/loss')],
    'text': runs.Tensors('chosen', 'hyperparameters')[0].tensor_proto.string_val[0].decode(),
    'plugin': runs.SummaryMetadata('chosen', 'hyperparameters').plugin_data.plugin_name,
}))`;
      const { stdout, stderr, status } = spawnSync(python!, ['-c', program, at('read')], {
        encoding: 'utf8',
      });
      expect(status, stderr).toBe(0);
      const read = JSON.parse(stdout) as {
        runs: string[];
        tags: string[];
        loss: [number, number, number][];
        text: string;
        plugin: string;
      };
      expect(read.runs).toEqual(runsIn('read'));
      expect(read.tags).toEqual(
        expect.arrayContaining([
          'train/accuracy',
          'weightNorm/layers.0.dense',
          'learningRate',
          'test/accuracy',
        ]),
      );
      expect(read.loss.map(([step, value]) => [step, value])).toEqual(
        record.chosen.history.map(({ steps, validation }) => [steps, Math.fround(validation!.loss)]),
      );
      for (const [i, [, , time]] of read.loss.entries())
        if (i > 0) expect(time).toBeGreaterThan(read.loss[i - 1]![2]);
      expect(read.text).toContain('| architecture.name | convnet |');
      expect(read.plugin).toBe('text');
    },
  );
});

test('--history: the curves of baseline and chosen in one table, and nothing is written over unasked', async () => {
  await succeed('export', 'study', '--history');
  const [header, ...lines] = readFileSync(at('study/histories.csv'), 'utf8').trimEnd().split('\n');
  expect(header).toMatch(/^run,epoch,steps,learningRate,train\.loss/);
  const { baseline, chosen } = record;
  expect(lines.map((line) => line.split(',')[0])).toEqual([
    ...baseline.history.map(() => 'baseline'),
    ...chosen.history.map(() => 'chosen'),
  ]);
  const again = await hibiscus('export', 'study', '--history');
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('is there already')]);
  await succeed('export', 'study', '--history', '--overwrite');
});

describe('MLflow', () => {
  test('sent to the address that was named, into the experiment that was named', async () => {
    const tracking = await mlflowTracking();
    try {
      const { stdout } = await succeed(
        'export',
        'study',
        '--mlflow',
        `${tracking.url}/`,
        '--experiment',
        'digits',
      );
      expect(stdout).toContain(`Sent to MLflow: ${tracking.url}/#/experiments/1/runs/run1`);
      expect([...tracking.experiments.keys()]).toEqual(['digits']);
      expect([...tracking.runs.values()].map(({ name, status }) => [name, status])).toEqual([
        ['study', 'FINISHED'],
        ['baseline', 'FINISHED'],
        ['chosen', 'FINISHED'],
      ]);
      for (const left of ['fit', 'diagnosis']) await succeed('export', left, '--mlflow', tracking.url);
      const [fit, diagnosis] = [...tracking.runs.values()].slice(3);
      expect(fit!.metrics.filter(({ key }) => key === 'train/loss').map(({ step }) => step)).toHaveLength(6);
      expect(diagnosis!.params.verdict).toBe('overfits');
    } finally {
      await tracking.close();
    }
    const { code, stderr, stdout } = await hibiscus('export', 'study', '--mlflow', tracking.url);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('is not reached (ECONNREFUSED)');
  });

  const python = pythonWith('mlflow');
  test.skipIf(python === undefined)(
    'keeps it itself (skipped where neither HIBISCUS_PYTHON nor python3 has mlflow)',
    async () => {
      const port = await freePort();
      const server = spawn(
        python!,
        [
          '-m',
          'mlflow',
          'server',
          '--backend-store-uri',
          `sqlite:///${at('mlflow.db')}`,
          '--host',
          '127.0.0.1',
          '--port',
          String(port),
        ],
        { cwd: folder, stdio: 'ignore', detached: true },
      );
      try {
        const url = `http://127.0.0.1:${port}`;
        while (!(await fetch(`${url}/health`).catch(() => undefined))?.ok) await wait(100);
        const { stdout } = await succeed('export', 'study', '--mlflow', url, '--json');
        const { mlflow } = JSON.parse(stdout) as { mlflow: { children: string[] } };
        const query = `run_id=${mlflow.children[1]}&metric_key=validation/loss`;
        const answer = await fetch(`${url}/api/2.0/mlflow/metrics/get-history?${query}`);
        const { metrics } = (await answer.json()) as { metrics: { value: number }[] };
        expect(metrics.map(({ value }) => value)).toEqual(
          record.chosen.history.map(({ validation }) => validation!.loss),
        );
      } finally {
        process.kill(-server.pid!, 'SIGTERM');
      }
    },
  );
});

test.concurrent.each([
  ['study', 'needs to know where to'],
  ['nowhere --tensorboard', 'There is no such folder'],
  ['. --tensorboard', 'None of them is there'],
  ['study --mlflow localhost:5000', 'must be the address of a tracking server'],
  ['going --mlflow http://127.0.0.1:1', 'needs a run that has ended'],
  ['going --history', 'needs a run that has ended'],
  ['study --tensorboard noisy.csv', 'must be a folder'],
  ['study --tensorboard x --by year', 'step, epoch'],
])('export %s', async (args, message) => {
  const before = contentOf(folder);
  const { code, stdout, stderr } = await hibiscus('export', ...args.split(' '));
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(contentOf(folder)).toEqual(before);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
