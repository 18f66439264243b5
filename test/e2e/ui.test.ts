/** `hibiscus ui` as people use it: in a real browser, over a folder with a study of their own. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../helpers/browser.ts';
import { hibiscus, start, workingFolder, type Running } from '../helpers/command.ts';
import { noisyCsv, writePictures, writeText } from '../helpers/files.ts';
import { visit, type Visit } from '../helpers/openPage.ts';
import { takePicture } from '../helpers/picture.ts';
import { lookUp, numbersOf, says } from '../helpers/shownNumbers.ts';
import { trialLine, writeStudy } from '../helpers/studyFolders.ts';

const chromium = findChromium();
const folder = workingFolder();
const at = (...names: readonly string[]) => join(folder, ...names);

/** Data whose name and labels try to get out of wherever they are shown. */
const dataName = `noisy <img src=x onerror="document.title='broken'">'.csv`;
const hostileRows = noisyCsv(60).replaceAll(/left|right/g, (label) => `"<b onclick=""x"">${label}</b>'"`);

const hostile = `<img src=x onerror="document.title='broken'">"'\u0000\u202e`;

interface Served {
  readonly server: Running;
  readonly url: string;
}

async function serveFolder(...args: readonly string[]): Promise<Served> {
  const server = start(folder, 'ui', '.', '--json', ...args);
  await server.until(
    'it listened',
    () => /http:\S+/.test(server.stderr()) && server.stderr().includes('Ctrl-C'),
  );
  return { server, url: /http:\S+/.exec(server.stderr())![0] };
}

test('wrong command lines are refused with what to do', async () => {
  const [missing, file] = await Promise.all([
    hibiscus(folder, 'ui', 'missing'),
    (writeText(at('a-file'), ''), hibiscus(folder, 'ui', 'a-file')),
  ]);
  expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('must be a folder')]);
  expect([file.code, file.stderr]).toEqual([2, expect.stringContaining('It is a file')]);
});

describe.skipIf(!chromium)('the page', () => {
  let served: Served;
  let look: Visit;

  beforeAll(async () => {
    writeText(at(dataName), hostileRows);
    writeText(at('quick.yaml'), 'architecture: { name: mlp, size: 8 }\nepochs: 6\n');
    await writePictures(at('pictures'), 12);
    writeStudy(at('many'), { trials: 10_000, label: (n) => (n === 77 ? hostile : `remedy ${n}`) });
    writeStudy(at('finished'), { trials: 6, done: true });
    [served, look] = await Promise.all([serveFolder('--port', '0'), visit(chromium!)]);
    await look.page.goto(served.url);
    await look.page.waitForSelector('.study');
  });
  afterAll(async () => {
    await look?.close();
    served?.server.child.kill('SIGKILL');
  });
  afterEach(() => expect(look.complaints.splice(0)).toEqual([]));

  /** Waits for what is seen in the page; its policy allows no texts as programs, so that it is asked again and again. */
  const until = async (expression: string) => {
    while (!(await look.page.evaluate(`Boolean(${expression})`))) await wait(30);
  };
  const go = async (hash: string) => {
    await look.page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
  };

  /** Every number that is seen stands so in one of the files, and there are some of that file. @returns Their places. */
  const isOfFiles = async (files: Readonly<Record<string, unknown>>, of: string): Promise<string[]> => {
    const numbers = await numbersOf(look.page);
    for (const { file, path, value, text } of numbers) {
      const there = lookUp(files[file!], path);
      expect([file, path, there]).toEqual([file, path, expect.closeTo(value, 12)]);
      expect([path, text, says(text, value)]).toEqual([path, text, true]);
    }
    return numbers.filter(({ file }) => file === of).map(({ path }) => path);
  };
  const json = (...names: readonly string[]): unknown => JSON.parse(readFileSync(at(...names), 'utf8'));
  /** The trials of a study as its journal holds them. */
  const trialsOf = (name: string) =>
    readFileSync(at(name, 'journal.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; result: { history: { epoch: number }[] } })
      .filter(({ kind }) => kind === 'trial')
      .map(({ result }) => ({ result: { ...result, epochs: result.history.at(-1)!.epoch } }));

  test('a study is started from it, followed over a reload, and read to its verdict', async () => {
    const { page } = look;
    await page.getByRole('link', { name: 'New study' }).first().click();
    await page.getByLabel('Data').selectOption(dataName);
    expect(await page.getByLabel('Name').inputValue()).toMatch(/-study$/);
    await page.getByLabel('Name').fill('noisy-study');
    await page.getByLabel('Budget').fill('3s');
    await page.getByText('More options').click();
    await page.getByLabel('Recipe').fill('quick.yaml');
    await page.getByLabel('Remedies').fill('dropout');
    await page.getByLabel('Pairs').fill('3');
    await page.getByLabel('Search').fill('0');
    expect(await look.faults()).toEqual([]);
    await page.getByRole('button', { name: 'Start the study' }).click();
    await page.waitForSelector('.badge.running');
    await until(`document.querySelector('.numbers .value')?.textContent > '0'`);
    expect(await look.faults()).toEqual([]);
    await takePicture(look.page, 'ui-running');
    await page.reload();
    await page.waitForSelector('.badge.running, .badge.done');
    await page.waitForSelector('.verdict .lead');
    expect(await page.locator('.badge').first().textContent()).toBe('Done');
    const record = json('noisy-study/study.json') as { verdict: string[] };
    expect(await page.locator('.verdict p').allTextContents()).toEqual(record.verdict);
    expect(await isOfFiles({ 'study.json': record }, 'study.json')).toEqual(
      expect.arrayContaining([
        ...['chosen.test.accuracy', 'baseline.test.accuracy', 'improvement.mean', 'improvement.interval.0'],
        ...['improvement.interval.1', 'chosen.parameters', 'trials', 'seconds'],
      ]),
    );
    expect(await page.locator('.figure svg').count()).toBe(5);
    expect(await look.faults()).toEqual([]);
    await takePicture(look.page, 'ui-done');

    // Its trials side by side.
    await page.getByRole('link', { name: /^Trials/ }).click();
    for (const box of [0, 1]) await page.locator('.trials input').nth(box).check();
    await until(`document.querySelectorAll('.compare .figure').length === 2`);
    expect(await page.locator('.compare table').count()).toBe(2);
    // 10 trials or more of six numbers, and what stands in the two tables above.
    const journal = { 'journal.jsonl': trialsOf('noisy-study') };
    expect((await isOfFiles(journal, 'journal.jsonl')).length).toBeGreaterThan(60);
    expect(await look.faults()).toEqual([]);
    await takePicture(look.page, 'ui-compared');

    // Its examples, with what its model says.
    await page.getByRole('link', { name: 'Examples' }).click();
    await page.waitForSelector('.saying');
    const parts = await page.getByLabel('Part').locator('option').allTextContents();
    expect(parts.join()).toMatch(/Sealed for the test \(12.*Worked with \(48/);
    // What its model says is what `predict` says.
    const { stdout } = await hibiscus(folder, ...['predict', 'noisy-study/model.onnx', dataName, '--json']);
    const said = JSON.parse(stdout) as { input: string; probabilities: Record<string, number> }[];
    const predictions = Object.fromEntries(
      said.map(({ input, probabilities }) => [
        input,
        { confidence: Math.max(...Object.values(probabilities)) },
      ]),
    );
    expect(await isOfFiles({ predictions }, 'predictions')).toHaveLength(24);
    // Names and labels are text.
    expect(await page.locator('.saying').first().textContent()).toContain('<b onclick="x">');
    expect(await page.getByLabel('Truth').locator('option').allTextContents()).toContain(
      `<b onclick="x">left</b>'`,
    );
    const isText = async () => {
      expect(await page.locator('main img, main b, main [onclick]').count()).toBe(0);
      expect(await page.title()).not.toBe('broken');
    };
    await isText();
    await page.getByLabel('Only wrong ones').check();
    await until(`!document.querySelector('.saying.right')`);
    expect(await look.faults()).toEqual([]);

    // And in the list of all studies.
    await go('#/');
    await page.waitForSelector('.study-score data');
    const names = ['noisy-study', 'finished', 'many'];
    const records = names.flatMap((name) =>
      existsSync(at(name, 'study.json')) ? [[`${name}/study.json`, json(name, 'study.json')]] : [],
    );
    expect(await isOfFiles(Object.fromEntries(records), 'noisy-study/study.json')).toHaveLength(3);
    await isText();
    await go('#/new');
    await page.getByLabel('Data').locator('option', { hasText: dataName }).waitFor({ state: 'attached' });
    await isText();
  });

  test('ten thousand trials scroll, sort and filter, and the list stays short', async () => {
    const { page } = look;
    await go('#/study/many/trials');
    await page.getByText('10,000 trials.').waitFor();
    const rows = () => page.locator('.trials tbody tr[aria-rowindex]').count();
    expect(await rows()).toBeLessThan(100);
    expect(await page.locator('.trials td.n').first().textContent()).toBe('10,000');
    await page.locator('.trials').evaluate((box) => (box.scrollTop = box.scrollHeight));
    await page.locator('.trials td.n', { hasText: /^1$/ }).waitFor();
    expect(await rows()).toBeLessThan(100);
    await page.getByRole('button', { name: /^#/ }).click();
    await page.locator('.trials').evaluate((box) => (box.scrollTop = 0));
    await until(`document.querySelector('.trials td.n')?.textContent === '1'`);
    await page.getByLabel('Contains').fill('onerror');
    await page.getByText('1 of 10,000 trials').waitFor();
    // What came as a name is shown as text.
    expect(await page.locator('.trials td.label').textContent()).toContain('<img src=x onerror=');
    expect(await page.locator('main img').count()).toBe(0);
    expect(await page.title()).toBe('many · Hibiscus');
    await page.getByLabel('Contains').fill('');
    await page.getByLabel('Stage').selectOption('What helps?');
    await page.getByText('3,333 of 10,000 trials').waitFor();
    await page.getByLabel('Stage').selectOption('');
    appendFileSync(at('many/journal.jsonl'), `${trialLine(10_000)}\n`);
    await page.getByText('10,001 trials.').waitFor();
    expect(await look.faults()).toEqual([]);
    await takePicture(look.page, 'ui-many');
  });

  test('augmentation is seen at once, a recipe is checked and saved', async () => {
    const { page } = look;
    await go('#/augment');
    await page.getByLabel('Data').selectOption('pictures');
    await page.getByLabel('rotate').check();
    await until(`document.querySelectorAll('.draw-row img').length === 24`);
    const first = () => page.locator('.draw-row img').nth(1).getAttribute('src');
    const before = await first();
    await page.getByLabel('rotate, degrees range, upper end').fill('45');
    await until(`document.querySelectorAll('.draw-row img')[1].src !== ${JSON.stringify(before)}`);
    expect(await look.faults()).toEqual([]);
    await takePicture(look.page, 'ui-augment');

    await go('#/recipe');
    const text = page.getByLabel('The recipe');
    await text.fill('architecture: { name: mpl, size: 8 }');
    await page.getByText('Did you mean mlp?').waitFor();
    await text.fill('architecture: { name: mlp, size: 8 }\ndropout: 0.25');
    await page.getByText('A valid recipe').waitFor();
    await page.getByText('Dropout rate before the last layers').first().waitFor();
    await page.getByLabel('Save as').fill('mine.yaml');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved as mine.yaml').waitFor();
    expect(readFileSync(at('mine.yaml'), 'utf8')).toContain('dropout: 0.25');
    expect(await look.faults()).toEqual([]);
  });

  test.each([
    [1440, 'light'],
    [768, 'light'],
    [390, 'dark'],
  ] as const)('every page fits %i pixels, %s', async (width, colorScheme) => {
    const { page } = look;
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    const study = '#/study/noisy-study';
    for (const [name, hash, seen] of [
      ['list', '#/', '.study-score data'],
      ['new', '#/new', 'form'],
      ['recipe', '#/recipe/quick.yaml', 'textarea'],
      ['augment', '#/augment', 'select'],
      ['done', study, '.figure svg'],
      ['trials', `${study}/trials`, '.trials tbody td'],
      ['examples', `${study}/examples`, '.saying'],
    ] as const) {
      await go(hash);
      await page.waitForSelector(seen);
      expect([name, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([name, width]);
      // In the light they were looked at when they were used.
      if (colorScheme === 'dark') expect([name, await look.faults()]).toEqual([name, []]);
      await takePicture(look.page, `ui-${name}-${width}`);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ colorScheme: 'light' });
  });

  test('the keyboard reaches every control of every page, and works them', async () => {
    const { page } = look;
    const study = '#/study/noisy-study';
    for (const [hash, seen] of [
      ['#/', '.study-score data'],
      ['#/new', 'form'],
      ['#/recipe/quick.yaml', 'textarea'],
      ['#/augment', 'select'],
      [study, '.figure svg'],
      [`${study}/trials`, '.trials tbody td'],
      [`${study}/examples`, '.saying'],
    ] as const) {
      await go(hash);
      await page.waitForSelector(seen);
      await page.evaluate(`(document.getElementById('main').focus(),
        [...document.querySelectorAll('main :is(a[href], button, input, select, textarea, summary, [tabindex="0"])')]
          .filter((one) => one.checkVisibility() && !one.disabled)
          .forEach((one, i) => (one.dataset.stop = String(i))))`);
      const stops = await page.locator('[data-stop]').count();
      const reached: (string | undefined)[] = [];
      for (let i = 0; i < stops; i++) {
        await page.keyboard.press('Tab');
        reached.push(await page.evaluate<string | undefined>('document.activeElement.dataset.stop'));
      }
      expect([hash, reached]).toEqual([hash, Array.from({ length: stops }, (_, i) => String(i))]);
      expect(stops).toBeGreaterThan(0);
      await page.evaluate(
        `document.querySelectorAll('[data-stop]').forEach((one) => delete one.dataset.stop)`,
      );
    }
    // Sorting and choosing without a mouse.
    await go(`${study}/trials`);
    await page.getByRole('button', { name: /^Validation/ }).focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('th.validation').getAttribute('aria-sort')).toBe('descending');
    await page.locator('.trials input').first().focus();
    await page.keyboard.press('Space');
    await page.waitForSelector('.compare .figure');
    await page.getByRole('button', { name: 'Clear' }).focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('.compare').count()).toBe(0);
  });

  test('a study is stopped with the server, the page waits, knows the new one, and goes on with the study', async () => {
    const { page } = look;
    await go('#/new');
    await page.getByLabel('Data').selectOption(dataName);
    await page.getByLabel('Name').fill('stopped');
    await page.getByRole('button', { name: 'Start the study' }).click();
    await until(`document.querySelector('.numbers .value')?.textContent > '1'`);
    const { port } = new URL(served.url);
    served.server.child.kill('SIGINT');
    const { code, stderr } = await served.server.ended;
    expect([code, stderr]).toEqual([0, expect.stringMatching(/Stopping 1 study.*Nothing is lost/s)]);
    expect(JSON.parse(readFileSync(at('stopped/progress.json'), 'utf8'))).toMatchObject({
      state: 'interrupted',
    });
    expect(existsSync(at('stopped/study.json'))).toBe(false);
    await page.getByText('The server does not answer').waitFor();
    served = await serveFolder('--port', port);
    await page.waitForSelector('.badge.interrupted');
    expect(await page.getByText('The server does not answer').count()).toBe(0);
    // What the browser says about a server that is gone is no fault of the page.
    look.complaints.splice(0);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.waitForSelector('.badge.running');
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.waitForSelector('.badge.interrupted');
  });
});
