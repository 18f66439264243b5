/** `augment --probe` as a user runs it: what it prints and leaves, an interruption, the policy in `fit`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { probeRecord, type ProbeRecord } from '../../src/study/probe/record.ts';
import { hibiscus, readJson, start, succeed, workingFolder, type Ended } from '../helpers/command.ts';
import { writePictures, writeText } from '../helpers/files.ts';

const folder = workingFolder();
const at = (...names: readonly string[]) => join(folder, ...names);
const names = ['shift', 'flipHorizontal', 'noise'];
const command = ['augment', 'pictures', '--probe', '--operations', names.join(), '--recipe', 'quick.yaml'];

const recordIn = (out: string) => probeRecord.strict().parse(readJson(folder, out, 'probe.json'));
const timeless = (record: ProbeRecord) => ({ ...record, seconds: 0 });

let json: Ended;

beforeAll(async () => {
  await writePictures(at('pictures'), 60);
  writeText(
    at('quick.yaml'),
    'architecture: { name: convnet, size: 2 }\noptimizer: { name: adam, learningRate: 0.02 }\nepochs: 6\n',
  );
  json = await succeed(folder, ...command, '--out', 'probe', '--json');
});

describe('augment --probe', () => {
  test('prints the decisions and the policy as JSON, and nothing else on stdout', () => {
    const record = probeRecord.strict().parse(JSON.parse(json.stdout));
    expect(record).toEqual(recordIn('probe'));
    expect(record.operations.map(({ name }) => name)).toEqual(names);
    for (const { effect, decision, reason } of record.operations) {
      expect([3, 6, 10]).toContain(effect.pairs);
      expect(effect.interval[0]).toBeLessThanOrEqual(effect.mean);
      expect(reason.length).toBeGreaterThan(20);
      if (effect.interval[1] < 0) expect(decision).toBe('harm');
    }
    for (const { name } of record.policy)
      expect(record.operations.find((operation) => operation.name === name)!.decision).toBe('keep');
  });

  test('leaves the policy, and a recipe that has it; fit takes both', async () => {
    expect(readdirSync(at('probe')).sort()).toEqual([
      'journal.jsonl',
      'policy.json',
      'probe.json',
      'recipe.json',
    ]);
    expect(readJson(folder, 'probe', 'recipe.json')).toMatchObject({
      architecture: { name: 'convnet', size: 2 },
      augmentations: recordIn('probe').policy,
    });
    writeText(at('policy.json'), '{ "augmentations": [{ "name": "shift", "xRange": [-0.2, 0.2] }] }');
    const short = ['--recipe', 'probe/recipe.json', '--epochs', '1', '--quiet'];
    await succeed(folder, 'fit', 'pictures', ...short, '--augment', 'policy.json', '--out', 'fitted');
    expect(readJson(folder, 'fitted', 'recipe.json')).toMatchObject({
      augmentations: [{ name: 'shift', xRange: [-0.2, 0.2] }],
    });
  });

  test('goes on after Ctrl-C where it was, and ends as if it had not been interrupted', async () => {
    const running = start(folder, ...command, '--out', 'resumed');
    const journal = at('resumed', 'journal.jsonl');
    const trials = () =>
      existsSync(journal) ? readFileSync(journal, 'utf8').split('"kind":"trial"').length - 1 : 0;
    await running.until('a few trials', () => trials() > 3);
    running.signalAll('SIGINT');
    const { code, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(stderr).toContain('--resume');
    expect(readdirSync(at('resumed'))).toEqual(['journal.jsonl']);
    const { stdout } = await succeed(folder, ...command, '--out', 'resumed', '--resume');
    expect(timeless(recordIn('resumed'))).toEqual(timeless(recordIn('probe')));
    expect(stdout).toContain('The policy');
  });

  test.each([
    [['--operations', 'shiftt'], /operation must be one of .*"shiftt". Did you mean shift\?/],
    [['--operations', 'saturation'], /operation must be one of .*"saturation"/],
  ])('refuses %s', async (more, message) => {
    const { code, stderr } = await hibiscus(
      folder,
      'augment',
      'pictures',
      '--probe',
      '--out',
      'wrong',
      ...more,
    );
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
    expect(existsSync(at('wrong'))).toBe(false);
  });

  test('a policy that is none is refused with its name', async () => {
    const wrong = await hibiscus(folder, 'fit', 'pictures', '--augment', 'quick.yaml', '--out', 'wrong');
    expect(wrong.stderr).toMatch(/quick\.yaml: must hold a list of augmentations/);
    expect(wrong.code).toBe(2);
  });
});
