import { afterEach, beforeEach, expect, test } from 'vitest';
import { studyExport, type ExportedRun } from './exportedRun.ts';
import { exportToMlflow } from './exportToMlflow.ts';
import { mlflowBatches, mlflowKey, mlflowRun } from './mlflowRun.ts';
import { mlflowServer } from './mlflowServer.ts';
import { exampleHistory, exampleStudy } from '../../../test/helpers/exampleRecord.ts';
import { mlflowTracking, saying } from '../../../test/helpers/mlflowTracking.ts';
import { OptionError, RunError } from '../../util/errors.ts';

let tracking: Awaited<ReturnType<typeof mlflowTracking>>;
beforeEach(async () => {
  tracking = await mlflowTracking();
});
afterEach(() => tracking.close());

const run = studyExport(exampleStudy(), []);
const options = { experiment: 'hibiscus', name: 'digits-study', startMs: 1_000_000, endMs: 1_096_200 };
const send = (given: ExportedRun = run, more: Partial<Parameters<typeof mlflowServer>[0]> = {}) =>
  exportToMlflow(mlflowServer({ url: tracking.url, ...more }), given, options);

/** A run of a fit with as many epochs and params. */
const wide = (epochs: number, params: ExportedRun['params']): ExportedRun => ({
  ...run,
  kind: 'fit',
  params,
  trainings: [{ name: 'fit', history: exampleHistory({ epochs }), recipe: [], scores: [], seconds: 1 }],
});

test('a study becomes a run with its result, and one each for baseline and chosen with their curves', async () => {
  const sent = await send();
  expect(sent.page).toBe(`${tracking.url}/#/experiments/1/runs/run1`);
  expect(sent.children).toEqual(['run2', 'run3']);
  const [parent, baseline, chosen] = [...tracking.runs.values()];
  expect(parent).toMatchObject({
    name: 'digits-study',
    status: 'FINISHED',
    start: 1_000_000,
    end: 1_096_200,
  });
  expect(parent!.params).toMatchObject({
    'recipe.architecture.name': 'convnet',
    'recipe.augmentations.1.degreesRange': '[-10,10]',
    'data.rows': '300',
    seed: '7',
  });
  const metricsOf = Object.fromEntries(parent!.metrics.map(({ key, value }) => [key, value]));
  expect(metricsOf).toMatchObject({
    'test/accuracy': 0.9331,
    'test/accuracy/low95': 0.928,
    'baseline/test/accuracy': 0.8794,
    improvement: 0.0537,
    'improvement/high95': 0.0596,
  });
  expect(parent!.tags['mlflow.note.content']).toContain('The baseline memorised its 300 examples');
  for (const child of [baseline!, chosen!])
    expect(child).toMatchObject({ status: 'FINISHED', tags: { 'mlflow.parentRunId': 'run1' } });
  expect([baseline!.name, chosen!.name]).toEqual(['baseline', 'chosen']);
  const curve = chosen!.metrics.filter(({ key }) => key === 'validation/loss');
  const { history } = exampleStudy().chosen;
  expect(curve.map(({ value, step }) => [step, value])).toEqual(
    history.map(({ steps, validation }) => [steps, validation!.loss]),
  );
  expect(curve.at(-1)!.timestamp).toBe(1_000_000 + 96_200);
  // A second study goes to the same experiment.
  await send();
  expect([...tracking.experiments]).toEqual([['hibiscus', '1']]);
});

test('a fit is one run, with its curves', async () => {
  const sent = await send(wide(5, [['seed', '1']]));
  expect(sent.children).toEqual([]);
  expect(
    [...tracking.runs.values()].map(
      ({ metrics }) => metrics.filter(({ key }) => key === 'train/loss').length,
    ),
  ).toEqual([5]);
});

test('more metrics and params than a call may hold are sent in several, each once and in order', async () => {
  const params = Array.from({ length: 230 }, (_, i) => [`p${i}`, String(i)] as const);
  const given = wide(300, params);
  const batches = mlflowBatches(mlflowRun(given, 'r', 0, 1));
  expect(batches.length).toBeGreaterThan(3);
  await send(given);
  const [kept] = [...tracking.runs.values()];
  expect(Object.entries(kept!.params)).toEqual(params);
  expect(kept!.metrics).toHaveLength(300 * 8 + given.metrics.length);
  expect(kept!.metrics.filter(({ key }) => key === 'train/loss').map(({ step }) => step)).toEqual(
    given.trainings[0]!.history.map(({ steps }) => steps),
  );
  // By bytes too: 100 long values of three bytes a character would be more than a call may hold.
  await send(
    wide(
      1,
      Array.from({ length: 100 }, (_, i) => [`long${i}`, '€'.repeat(6000)]),
    ),
  );
  expect(Math.max(...tracking.calls.map(({ bytes }) => bytes))).toBeLessThan(1e6);
});

test('long values are cut and named; names of any kind are made ones that MLflow takes, and stay apart', async () => {
  const names = [
    'a:b',
    'a;b',
    'A_b',
    '../../etc',
    '/x//y/',
    '',
    '<script>',
    'ü'.repeat(400),
    'z'.repeat(400),
    'z'.repeat(401),
  ];
  const given = {
    ...wide(1, [
      ...names.map((name) => [name, '\u0000 text\nof lines \ud800'] as const),
      ['long', 'w'.repeat(7000)],
    ]),
    metrics: names.map((name, i) => [name, i] as const),
  };
  const { shortened } = await send(given);
  expect(shortened).toEqual(['long']);
  const [kept] = [...tracking.runs.values()];
  expect(Object.keys(kept!.params)).toHaveLength(names.length + 1);
  expect(kept!.params.long).toHaveLength(6000);
  expect(kept!.params['a_b']).toBe('text of lines');
  const own = kept!.metrics.filter(({ step }) => step === 0);
  expect(new Set(own.map(({ key }) => key)).size).toBe(names.length);
  expect(['a.b/c d-e', '..', './a/./b', '/', 'a/'].map(mlflowKey)).toEqual([
    'a.b/c d-e',
    '_',
    '_/a/_/b',
    '_',
    'a',
  ]);
});

test('the token goes with each call, and a redirect is not followed', async () => {
  await send(run, { token: 'secret' });
  expect(new Set(tracking.calls.map(({ authorization }) => authorization))).toEqual(
    new Set(['Bearer secret']),
  );
  const other = await mlflowTracking();
  try {
    tracking.instead.set(
      'runs/create',
      saying(307, '', { location: `${other.url}/api/2.0/mlflow/runs/create` }),
    );
    await expect(send(run, { token: 'secret' })).rejects.toThrow(/redirect to .*not followed/);
    expect(other.calls).toEqual([]);
  } finally {
    await other.close();
  }
  await expect(send(run, { user: 'anna', password: 'pä' })).rejects.toThrow(RunError);
  expect(tracking.calls.at(-1)!.authorization).toBe(`Basic ${Buffer.from('anna:pä').toString('base64')}`);
});

test('what the server says is passed on, and what was begun is marked as failed', async () => {
  tracking.instead.set(
    'runs/log-batch',
    saying(400, { error_code: 'INVALID_PARAMETER_VALUE', message: "Invalid metric\nname: 'x'" }),
  );
  await expect(send()).rejects.toThrow(
    /runs\/log-batch was refused \(400 INVALID_PARAMETER_VALUE\): Invalid metric name: 'x'/,
  );
  expect([...tracking.runs.values()].map(({ status }) => status)).toEqual(['FAILED']);
});

test.each<[string, Parameters<typeof saying>, RegExp]>([
  [
    'without permission',
    [403, { error_code: 'PERMISSION_DENIED', message: 'no' }],
    /Set MLFLOW_TRACKING_TOKEN/,
  ],
  ['another server', [404, '<html>Not Found</html>'], /Is it an MLflow server\?/],
  ['no JSON', [200, '<html>Hello</html>'], /must be answered with JSON. Received <html>Hello/],
  ['no id', [200, {}], /the answer must hold experiment_id/],
  [
    'a deleted experiment',
    [200, { experiment: { experiment_id: '4', lifecycle_stage: 'deleted' } }],
    /is deleted there. Restore it, or choose another --experiment/,
  ],
])('%s', async (_, [status, body], message) => {
  tracking.instead.set('experiments/get-by-name', saying(status, body));
  await expect(send()).rejects.toThrow(message);
  await expect(send()).rejects.toThrow(RunError);
  expect(tracking.runs.size).toBe(0);
});

test('a server that is silent, and one that is not there', async () => {
  tracking.instead.set('experiments/get-by-name', () => {});
  await expect(send(run, { timeoutMs: 50 })).rejects.toThrow(/no answer within 0.05 s/);
  await tracking.close();
  await expect(send()).rejects.toThrow(/is not reached \(ECONNREFUSED\)/);
});

test.each(['localhost:5000', 'ftp://x', 'http://x/#/experiments/1', 'http://anna:secret@x', ''])(
  'the address %j is refused',
  (url) => {
    expect(() => mlflowServer({ url })).toThrow(OptionError);
    expect(() => mlflowServer({ url })).not.toThrow(/anna:secret/);
  },
);
