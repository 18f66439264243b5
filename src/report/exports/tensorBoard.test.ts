import { expect, test } from 'vitest';
import { studyExport, trialsExport, type ExportedTraining } from './exportedRun.ts';
import { eventFile, markdownTable } from './tensorBoard.ts';
import { tfRecords } from './tfRecord.ts';
import { fileName, trialNames } from './trialNames.ts';
import { crc32cByBits, eventsOf, recordsOf } from '../../../test/helpers/eventFiles.ts';
import { exampleHistory, exampleStudy } from '../../../test/helpers/exampleRecord.ts';

test('the reader of these tests has the checksum of RFC 3720', () => {
  expect(crc32cByBits(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
  expect(crc32cByBits(new Uint8Array(32))).toBe(0x8a9136aa);
});

test('records come back, and one changed bit anywhere is seen', () => {
  const records = [new Uint8Array(), Uint8Array.of(1, 2, 3), new Uint8Array(300).fill(7)];
  const file = tfRecords(records);
  expect(recordsOf(file)).toEqual(records);
  for (const at of [0, 9, 16, 16 + 13, 16 + 15, file.length - 1]) {
    const changed = file.slice();
    changed[at]! ^= 4;
    expect(() => recordsOf(changed)).toThrow();
  }
});

const training = (more: Partial<ExportedTraining> = {}): ExportedTraining => ({
  name: 'chosen',
  history: exampleHistory({ epochs: 12 }),
  recipe: [['architecture.name', 'mlp']],
  scores: [['test/accuracy', 0.9331]],
  seconds: 24,
  ...more,
});

test('an event a training point: every number of the history under its name, at its step and share of the time', () => {
  const one = training();
  const [head, text, ...points] = eventsOf(eventFile(one, { startSeconds: 1e9, seconds: 24, by: 'step' }));
  expect(head).toEqual({ wall_time: 1e9, file_version: 'brain.Event:2' });
  expect(text!.summary!.value).toMatchObject([
    {
      tag: 'hyperparameters',
      metadata: { plugin_data: { plugin_name: 'text' }, data_class: 2 },
      tensor: { dtype: 7, tensor_shape: { dim: [{ size: 1 }] } },
    },
  ]);
  const last = points.pop()!;
  expect(last).toMatchObject({ wall_time: 1e9 + 24, step: 96 });
  expect(last.summary!.value).toEqual([{ tag: 'test/accuracy', simple_value: Math.fround(0.9331) }]);
  expect(points).toHaveLength(12);
  points.forEach(({ wall_time, step, summary }, i) => {
    const record = one.history[i]!;
    expect([wall_time, step]).toEqual([1e9 + 2 * (i + 1), record.steps]);
    expect(Object.fromEntries(summary!.value.map((value) => [value.tag, value.simple_value]))).toEqual({
      'train/loss': Math.fround(record.train.loss),
      'train/accuracy': Math.fround(record.train.accuracy!),
      'validation/loss': Math.fround(record.validation!.loss),
      'validation/accuracy': Math.fround(record.validation!.accuracy!),
      learningRate: Math.fround(record.learningRate),
      penalty: 0,
      epoch: record.epoch,
      'weightNorm/layers.0.dense': Math.fround(record.weightNorms['layers.0.dense']!),
    });
  });
});

test('by epochs where that is asked for', () => {
  const events = eventsOf(eventFile(training(), { startSeconds: 0, seconds: 1, by: 'epoch' }));
  expect(events.slice(2).map(({ step }) => step)).toEqual([
    ...Array.from({ length: 12 }, (_, i) => i + 1),
    12,
  ]);
});

test('texts of any kind are kept as texts: nothing in them is Markdown, HTML or another line', () => {
  const hostile = '<script>alert(1)</script> | [x](http://y) `a` *b*\n\n# c\u0000 \ud800 &amp;';
  const table = markdownTable([['a|b', hostile]]);
  const [, , row, ...more] = table.split('\n');
  expect(more).toEqual([]);
  const cells = row!.split('|').slice(1, -1);
  expect(cells).toHaveLength(2);
  for (const cell of cells) expect(cell.replace(/&#\d+;|&\w+;/g, '')).not.toMatch(/[\\`*_{}[\]()#<>&]/);
  const bytes = eventFile(training({ recipe: [['label', hostile.repeat(300)]] }), {
    startSeconds: 0,
    seconds: 1,
    by: 'step',
  });
  const [, text] = eventsOf(bytes);
  expect(new TextDecoder().decode(text!.summary!.value[0]!.tensor!.string_val[0])).toContain('…');
});

test('trials bear stage and label as a path, older ones their place and key; names are unique and safe', () => {
  const entry = (key: string, stage?: string, label?: string) => ({ key, stage, label });
  expect(
    trialNames([
      entry('0123456789abcdef', 'What helps?', 'dropout 0.5 1/3'),
      entry('0123456789abcdef', 'What helps?', 'Dropout 0.5 1/3'),
      entry('fedcba9876543210'),
      entry('../../x', '..', '../<script>/\u0000'),
      entry('k', 'con', 'ä'.repeat(500)),
    ]),
  ).toEqual([
    'What helps/dropout 0.5 1-3',
    'What helps/Dropout 0.5 1-3 2',
    '003 fedcba98',
    '_/script',
    `_con/${'ä'.repeat(59)}`,
  ]);
  expect(fileName('C:\\a/b*?"<>|')).toBe('C-a-b');
});

test('a study: baseline and chosen with recipe and test scores, and the trials that have curves', () => {
  const record = exampleStudy();
  const curve = exampleHistory({ epochs: 3 });
  const entries = [
    { key: 'a'.repeat(16), result: { history: record.chosen.history, seconds: 5 } },
    { key: 'b'.repeat(16), result: { history: curve, seconds: 1 } },
    { key: 'c'.repeat(16), result: { history: curve.slice(0, 1), seconds: 9 } },
  ];
  const { trainings, trials } = studyExport(record, entries);
  expect(trainings.map(({ name, seconds }) => [name, seconds])).toEqual([
    ['baseline', 5],
    ['chosen', 5],
  ]);
  expect(Object.fromEntries(trainings[1]!.recipe)).toMatchObject({
    'architecture.size': '8',
    'augmentations.0.xRange': '[-0.1,0.1]',
    dropout: '0.5',
  });
  expect(Object.fromEntries(trainings[1]!.scores)).toMatchObject({
    'test/accuracy': 0.9331,
    'test/accuracy/low95': 0.928,
  });
  expect(trials.map(({ name }) => name)).toEqual(['trials/001 aaaaaaaa', 'trials/002 bbbbbbbb']);
  expect(trialsExport(entries).trials).toEqual(trials);
});
