/** `study` and `diagnose` as a user runs them: the record, what is printed of it, interruptions, lost workers. */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { diagnosisRecord, studyRecord, type StudyRecord } from '../../src/study/record.ts';
import { percent, pointsValue } from '../../src/util/format.ts';
import { uniformAt } from '../../src/util/random.ts';
import { hibiscus, readJson, start, succeed, workingFolder, type Ended } from '../helpers/command.ts';
import { noisyCsv, writePictures, writeText } from '../helpers/files.ts';
import { numbersIn, writtenForms } from '../helpers/printed.ts';

const folder = workingFolder();
const at = (...names: readonly string[]) => join(folder, ...names);

const table = [
  ...['study', 'noisy.csv', '--recipe', 'recipe.yaml', '--pairs', '3', '--remedies', 'dropout,l2'],
  // The fewest trainings that are worth a search.
  ...['--search', '14'],
];
const running = ['journal.jsonl', 'progress.json', 'run.json'];
const files = [...running, 'history.csv', 'model.onnx', 'recipe.json', 'report.html', 'study.json'].sort();

const recordIn = (out: string) => studyRecord.strict().parse(readJson(folder, out, 'study.json'));

const entry = z.object({
  kind: z.string(),
  key: z.string().optional(),
  stage: z.string().optional(),
  label: z.string().optional(),
});

const journalIn = (out: string) =>
  readFileSync(at(out, 'journal.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => entry.parse(JSON.parse(line)));

/** Keys of the trials in a journal that may be in the middle of being written. */
function trialsSoFar(out: string): number {
  const path = at(out, 'journal.jsonl');
  return existsSync(path) ? readFileSync(path, 'utf8').split('"kind":"trial"').length - 1 : 0;
}

/** Process ids of the workers of a study, read from /proc: nothing but Node is needed. */
const workersOf = (pid: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        // "pid (name) state parent …"; the name may hold anything, so what follows its last bracket is read.
        const parent = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[1];
        const isWorker = /\bworker\.(js|ts)\b/.test(readFileSync(`/proc/${name}/cmdline`, 'utf8'));
        return Number(parent) === pid && isWorker;
      } catch {
        // It ended meanwhile.
        return false;
      }
    })
    .map(Number);

/** A record without what a clock says. */
const timeless = (record: StudyRecord) => ({
  ...record,
  seconds: 0,
  diagnosis: { ...record.diagnosis, seconds: 0 },
});

let printed: Ended;

beforeAll(async () => {
  writeText(at('noisy.csv'), noisyCsv(150));
  writeText(at('other.csv'), noisyCsv(150, 'other'));
  writeText(
    at('recipe.yaml'),
    'architecture: { name: mlp, size: 12 }\noptimizer: { name: adam, learningRate: 0.035 }\nepochs: 20\n',
  );
  printed = await succeed(folder, ...table, '--out', 'table');
});

describe('what a study leaves', () => {
  test('all its files, and nothing else', () => {
    expect(readdirSync(at('table')).sort()).toEqual(files);
  });

  test('how it was called, and where it stood when it ended', () => {
    expect(readJson(folder, 'table', 'run.json')).toMatchObject({
      schema: 1,
      arguments: [...table, '--out', 'table'],
      folder: realpathSync(folder),
    });
    const { trials } = recordIn('table');
    const progress = readJson(folder, 'table', 'progress.json') as Record<string, unknown>;
    expect(progress).toMatchObject({ schema: 1, state: 'done', done: trials, running: [] });
    expect(progress.best).toMatchObject({ metric: 'accuracy' });
    expect((progress.findings as string[])[0]).toMatch(/^It overfits/);
  });

  test('study.json is a record, of a network that overfits', () => {
    const record = recordIn('table');
    expect(record.data).toMatchObject({ kind: 'table', rows: 120, test: 30, classes: ['left', 'right'] });
    expect(record.diagnosis.verdict).toBe('overfits');
    expect(record.remedies.map(({ name }) => name)).toEqual(['dropout', 'l2']);
    // Three splits, and three more for what looked better on them.
    for (const { effect, lossEffect } of record.remedies) {
      expect([3, 6]).toContain(effect.pairs);
      if (effect.pairs === 3) expect(effect.mean > 0 && lossEffect.mean > 0).toBe(false);
    }
    expect(record.capacity.filter(({ chosen }) => chosen)).toHaveLength(1);
    expect(record.chosen.parameters).toBe(record.capacity.find(({ chosen }) => chosen)!.parameters);
    expect(record.baseline.test.n).toBe(30);
    expect(record.improvement.mean).toBeCloseTo(
      record.chosen.test.accuracy! - record.baseline.test.accuracy!,
      12,
    );
  });

  test('the search: cocktails beyond the remedies, the winner among them, all within what was asked for', () => {
    const { search, chosen, calibration } = recordIn('table');
    expect(search!.budget).toBe(14);
    expect(search!.spent).toBeLessThanOrEqual(14);
    expect(search!.configurations.filter(({ origin }) => origin === 'random').length).toBeGreaterThan(2);
    const { winner } = search!;
    expect(search!.configurations.map(({ number }) => number)).toContain(winner.number);
    // A winner that is not better beyond its interval is not taken.
    const isTaken = winner.isFound && winner.decision === 'keep';
    // Its size is chosen afterwards, and how long that size trains.
    const treated = ({ architecture: _, epochs: __, ...rest }: Record<string, unknown>) =>
      JSON.stringify(rest);
    expect(treated(chosen.recipe) === treated(winner.recipe)).toBe(isTaken || !winner.isFound);
    expect(calibration!.effect.pairs).toBe(3);
    expect(chosen.validationOfChoice).toBeDefined();
  });

  test('the journal: the study first, each trial once, the test part opened once and last', () => {
    const journal = journalIn('table');
    expect(journal[0]!.kind).toBe('study');
    expect(journal.at(-1)!.kind).toBe('test opened');
    expect(journal.filter(({ kind }) => kind === 'study' || kind === 'test opened')).toHaveLength(2);
    const trials = journal.filter(({ kind }) => kind === 'trial');
    expect(trials[0]).toMatchObject({ stage: 'Does it overfit?', label: 'baseline 1/1' });
    const keys = trials.map(({ key }) => key);
    expect(keys.length).toBeGreaterThan(10);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('the model reaches the test score of the record, on the part that was set aside', async () => {
    // Given as a part of its own, the test part is known to us.
    writeText(at('sealed.csv'), noisyCsv(70, 'sealed'));
    const short = ['--pairs', '3', '--test', 'sealed.csv', '--search', '0', '--remedies', 'l2'];
    const study = (size: number, out: string) => {
      writeText(at(`${out}.yaml`), `architecture: { name: mlp, size: ${size} }\nepochs: 8\n`);
      return succeed(folder, 'study', 'noisy.csv', ...short, '--recipe', `${out}.yaml`, '--out', out);
    };
    const first = await study(6, 'given');
    expect(first.stderr).not.toContain('opened');
    // Another study on the same test part is told that it is not unseen any more.
    const second = await study(5, 'later');
    expect(second.stderr).toContain('opened once before');
    expect(recordIn('later').notes.join()).toContain('opened once before');
    const { chosen, data } = recordIn('given');
    expect(data).toMatchObject({ rows: 150, test: 70 });
    const { stdout } = await succeed(folder, 'evaluate', 'given/model.onnx', 'sealed.csv', '--json');
    const scores = z.record(z.string(), z.number()).parse(JSON.parse(stdout));
    expect(scores.n).toBe(70);
    expect(scores.accuracy).toBeCloseTo(chosen.test.accuracy!, 12);
    expect(scores.loss).toBeCloseTo(chosen.test.loss, 5);
  });

  test('the report holds the verdict', () => {
    const page = readFileSync(at('table/report.html'), 'utf8');
    const plain = page.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&#39;', "'");
    for (const sentence of recordIn('table').verdict) expect(plain).toContain(sentence);
    expect(page).toContain('<svg');
    expect(page).not.toMatch(/(?:src|href)="https?:/);
  });

  test('the recipe is one that fit takes', async () => {
    const { stdout } = await succeed(
      folder,
      ...['fit', 'noisy.csv', '--recipe', 'table/recipe.json', '--out', 'fitted', '--json'],
    );
    expect(JSON.parse(stdout)).toMatchObject({ parameters: recordIn('table').chosen.parameters });
  });
});

describe('every printed number stands in study.json', () => {
  /** The cells of the printed row that begins with `name`, after it. */
  const rowOf = (text: string, name: string, nth = 0): string => {
    const rows = text.split('\n').filter((line) => new RegExp(`^\\s+(?:→ )?${name}(?:\\s|$)`).test(line));
    expect(rows.length, `rows that begin with "${name}" in\n${text}`).toBeGreaterThan(nth);
    return rows[nth]!.replace(new RegExp(`^\\s+(?:→ )?${name}`), '');
  };
  const stands = (row: string, ...where: readonly unknown[]) => {
    const forms = writtenForms(where);
    const numbers = numbersIn(row);
    expect(numbers.length).toBeGreaterThan(1);
    for (const text of numbers) expect(forms, `"${text}" of the row "${row.trim()}"`).toContain(text);
  };
  const section = (from: string, to: string) => {
    const [start, end] = [printed.stdout.indexOf(from), printed.stdout.indexOf(to)];
    expect({ from, found: start >= 0 && end > start }).toEqual({ from, found: true });
    return printed.stdout.slice(start, end);
  };

  test('the remedies: each effect with its interval', () => {
    const text = section('What helps?', 'How small');
    const { remedies, combined, baseline } = recordIn('table');
    for (const { recipe: _, explanation: __, ...remedy } of [...remedies, ...combined]) {
      const row = rowOf(text, remedy.name);
      stands(row, remedy);
      const { mean, interval } = remedy.effect;
      expect(row).toContain(`${pointsValue(mean)} (${interval.map(pointsValue).join(' to ')})`);
      expect(row).toContain({ keep: 'helps', drop: 'no effect', harm: 'harms' }[remedy.decision]);
    }
    stands(rowOf(text, 'baseline'), baseline.validation);
  });

  test('the sizes: parameters and scores, and which was chosen', () => {
    const text = section('How small', 'The proof');
    for (const size of recordIn('table').capacity) {
      const family = size.architecture === undefined ? '' : `${size.architecture} `;
      const name = `${family}${size.size}${size.epochs === undefined ? '' : ` for ${size.epochs} epochs`}`;
      const row = rowOf(text, name);
      stands(row, size);
      expect(numbersIn(row)[0]).toBe(size.parameters.toLocaleString('en-US'));
      expect(text.includes(`→ ${name}  `)).toBe(size.chosen);
    }
  });

  test('the proof: test errors with their intervals', () => {
    const text = section('The proof', 'recipe ');
    const record = recordIn('table');
    for (const name of ['baseline', 'chosen'] as const) {
      const { recipe: _, history: __, stopped: ___, ...finalist } = record[name];
      const row = rowOf(text, name);
      stands(row, finalist);
      expect(row).toContain(percent(1 - finalist.test.accuracy!));
      expect(numbersIn(row)[0]).toBe(finalist.parameters.toLocaleString('en-US'));
    }
  });

  test('the verdict, word for word', () => {
    const plain = printed.stdout.replace(/\s+/g, ' ');
    const record = recordIn('table');
    for (const sentence of [...record.verdict, ...record.diagnosis.evidence])
      expect(plain).toContain(sentence);
    expect(plain).toContain(`${record.trials} trainings`);
  });
});

describe('an interrupted study', () => {
  test('by Ctrl-C, with one worker: goes on, runs no known trial again, and ends with the record of two', async () => {
    const run = start(folder, ...table, '--workers', '1', '--out', 'stopped');
    await run.until('its first trials', () => trialsSoFar('stopped') >= 3);
    run.signalAll('SIGINT');
    const { code, stdout, stderr } = await run.ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    const kept = trialsSoFar('stopped');
    expect(stderr).toContain(`${kept} trials are kept`);
    expect(stderr).toContain(`--out ${at('stopped')} --resume`);
    expect(stderr).toMatch(/^So far/m);
    expect(readdirSync(at('stopped')).sort()).toEqual(running);
    expect(readJson(folder, 'stopped', 'progress.json')).toMatchObject({ state: 'interrupted', running: [] });

    const others = await hibiscus(folder, ...table.with(1, 'other.csv'), '--out', 'stopped', '--resume');
    expect(others.code).toBe(2);
    expect(others.stderr).toContain('the same data');

    const resumed = await succeed(
      folder,
      ...[...table, '--workers', '1', '--out', 'stopped', '--resume', '--json'],
    );
    expect(resumed.stderr).toContain(`${kept} trials are known`);
    // --json: the record on stdout, and nothing else.
    expect(resumed.stdout).toBe(readFileSync(at('stopped/study.json'), 'utf8'));
    same('stopped');
  });

  test('a finished one, resumed: nothing is run again but the final networks, and nothing is added', async () => {
    const before = journalIn('stopped');
    await succeed(folder, ...table, '--out', 'stopped', '--resume', '--quiet');
    expect(journalIn('stopped')).toEqual(before);
    same('stopped');
  });

  test('by SIGKILL at ten random moments, with one worker or four: the same record', async () => {
    let kills = 0;
    for (let n = 0; kills < 10 && !existsSync(at('killed/study.json')); n++) {
      const going = existsSync(at('killed/journal.jsonl')) ? ['--resume'] : [];
      const run = start(folder, ...table, '--workers', n % 2 ? '1' : '4', '--out', 'killed', ...going);
      const known = trialsSoFar('killed');
      // Half of them while it starts or soon after, the others once something was added.
      if (n % 2) await Promise.race([run.until('a trial', () => trialsSoFar('killed') > known), run.ended]);
      // Not so long that a quick machine is done before the tenth.
      await wait(uniformAt(7, n) * (n % 2 ? 300 : 800));
      run.child.kill('SIGKILL');
      if ((await run.ended).signal === 'SIGKILL') kills++;
    }
    expect(kills).toBe(10);
    await succeed(folder, ...table, '--out', 'killed', '--resume', '--quiet');
    same('killed');
  }, 120_000);

  // Where there is no /proc (macOS, Windows) the workers cannot be found, and the test is skipped.
  test.skipIf(!existsSync('/proc/self/stat'))(
    'whose worker is killed: that trial is run again, and nobody notices',
    async () => {
      const run = start(folder, ...table, '--out', 'robbed', '--workers', '2');
      // Among the remedies, where both workers are busy: three trials of the baseline went before.
      await run.until('its remedies', () => trialsSoFar('robbed') >= 4);
      const before = workersOf(run.child.pid!);
      expect(before.length).toBeGreaterThan(0);
      process.kill(before[0]!, 'SIGKILL');
      await run.until('another worker took its place', () =>
        workersOf(run.child.pid!).some((pid) => !before.includes(pid)),
      );
      expect(await run.ended).toMatchObject({ code: 0 });
      same('robbed');
    },
  );

  function same(out: string): void {
    expect(readdirSync(at(out)).sort()).toEqual(files);
    expect(timeless(recordIn(out))).toEqual(timeless(recordIn('table')));
    expect(readFileSync(at(out, 'model.onnx')).equals(readFileSync(at('table/model.onnx')))).toBe(true);
    const keys = journalIn(out).flatMap(({ key }) => key ?? []);
    expect(keys.sort()).toEqual(
      journalIn('table')
        .flatMap(({ key }) => key ?? [])
        .sort(),
    );
    expect(journalIn(out).filter(({ kind }) => kind === 'test opened')).toHaveLength(1);
  }
});

test('pictures, with the usual baseline', async () => {
  await writePictures(at('pictures'), 60);
  await succeed(
    folder,
    'study',
    'pictures',
    '--pairs',
    '3',
    '--remedies',
    'flipHorizontal',
    '--budget',
    '6s',
    '--out',
    'photos',
  );
  const record = recordIn('photos');
  expect(record.data).toMatchObject({ kind: 'image', rows: 48, test: 12, features: [1, 8, 8] });
  // As much of it by heart as the time allows.
  expect(record.diagnosis.train.accuracy).toBeGreaterThan(0.8);
  expect(record.remedies.map(({ name }) => name)).toEqual(['flipHorizontal']);
  const { stdout } = await succeed(folder, 'predict', 'photos/model.onnx', 'pictures', '--json');
  expect(JSON.parse(stdout)).toHaveLength(60);
});

describe('diagnose', () => {
  const args = ['diagnose', 'noisy.csv', '--recipe', 'recipe.yaml', '--pairs', '3', '--test', 'sealed-a.csv'];

  test('writes a diagnosis with the documented fields; the test part has no say in it', async () => {
    writeText(at('sealed-a.csv'), noisyCsv(20, 'a'));
    writeText(at('sealed-b.csv'), noisyCsv(20, 'b').replaceAll('left', 'right'));
    const first = await succeed(folder, ...args, '--out', 'diagnosed');
    const record = diagnosisRecord.strict().parse(readJson(folder, 'diagnosed', 'diagnosis.json'));
    const names = [
      'schema',
      'verdict',
      'train',
      'validation',
      'generalizationGap',
      'interval',
      'evidence',
      'next',
    ];
    expect(Object.keys(record)).toEqual(expect.arrayContaining(names));
    expect(record.verdict).toBe('overfits');
    expect(record.generalizationGap).toBeCloseTo(record.train.accuracy! - record.validation.accuracy!, 12);
    expect(record.data.rows).toBe(150);
    expect(first.stdout).toContain(record.next);
    expect(readdirSync(at('diagnosed')).sort()).toEqual([
      'diagnosis.json',
      'history.csv',
      'journal.jsonl',
      'progress.json',
      'recipe.json',
      'report.html',
      'run.json',
    ]);
    expect(journalIn('diagnosed').map(({ kind }) => kind)).not.toContain('test opened');

    const other = await succeed(folder, ...args.with(-1, 'sealed-b.csv'), '--out', 'again', '--json');
    expect(diagnosisRecord.parse(JSON.parse(other.stdout))).toEqual({
      ...record,
      seconds: expect.any(Number) as number,
    });
  });
});
