import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diagnosisPage, studyPage } from '../../src/report/page.ts';
import { findChromium, openFiles, type FilePage } from '../helpers/browser.ts';
import { hostileStudy } from '../helpers/difficultRecords.ts';
import { exampleFullStudy } from '../helpers/exampleFullRecord.ts';
import { takePicture } from '../helpers/picture.ts';
import { lookUp, numbersOf, says } from '../helpers/shownNumbers.ts';

/** The report as a person opens it: from a file, without a network, in a real browser. */

const chromium = findChromium();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const study = exampleFullStudy();

if (!chromium)
  test.skip('report: no Chromium on PATH or in CHROMIUM, so that nothing is tested in a browser', () => {});

describe.skipIf(!chromium)('report.html in a browser', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'hibiscus-report-'));
  const file = (name: string) => join(folder, `${name}.html`);
  let browser: Awaited<ReturnType<typeof openFiles>>;
  let desk: FilePage;

  beforeAll(async () => {
    writeFileSync(file('study'), studyPage(study));
    writeFileSync(file('diagnosis'), diagnosisPage(study.diagnosis));
    writeFileSync(file('hostile'), studyPage(hostileStudy()));
    browser = await openFiles(chromium!);
    desk = await browser.open(file('study'), {
      viewport: { width: 1440, height: 900 },
      acceptDownloads: true,
    });
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([
    [1440, 'light'],
    [768, 'light'],
    [390, 'dark'],
  ] as const)(
    'opens without a network, without a message and without a serious fault, at %i pixels, %s',
    async (width, colorScheme) => {
      const opened =
        width === 1440
          ? desk
          : await browser.open(file('study'), { viewport: { width, height: 900 }, colorScheme });
      const { page } = opened;
      expect(await widthOf(page)).toBeLessThanOrEqual(width);
      await takePicture(page, `report-${width}-${colorScheme}`);
      expect(await page.locator('figure').count()).toBeGreaterThan(15);
      // In the dark colours differ, and nothing else that axe looks at; the size changes nothing of it.
      if (width === 1440) expect(await faultsOf(page)).toEqual([]);
      if (colorScheme === 'dark') expect(await faultsOf(page, ['color-contrast'])).toEqual([]);
      expect(opened.complaints).toEqual([]);
      if (opened !== desk) await opened.close();
    },
  );

  test('axe finds no serious fault in the page of a diagnosis', async () => {
    const opened = await browser.open(file('diagnosis'), { viewport: { width: 1024, height: 900 } });
    expect(await faultsOf(opened.page)).toEqual([]);
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  test('every number shown is that of the record, and every key number is shown', async () => {
    const record: unknown = JSON.parse(JSON.stringify(study));
    const numbers = await numbersOf(desk.page);
    for (const { path, value, text } of numbers) {
      const there = lookUp(record, path);
      expect([path, there]).toEqual([path, expect.closeTo(value, 12)]);
      expect([path, text, says(text, value)]).toEqual([path, text, true]);
    }
    const shown = new Set(numbers.map(({ path }) => path));
    const key = [
      '1-baseline.test.accuracy',
      '1-chosen.test.accuracy',
      'improvement.mean',
      'baseline.parameters',
      'chosen.parameters',
      'diagnosis.generalizationGap',
      'trials',
      'seconds',
      'seed',
      'data.rows',
      'data.test',
      'search.budget',
      'search.spent',
      'search.report.effect.mean',
      'calibration.temperature',
      'calibration.lossBefore',
      'calibration.lossAfter',
      'diagnosis.yardstick.validation.accuracy',
      'diagnosis.groupShift.within.accuracy',
      ...['train', 'validation', 'guess'].map((part) => `diagnosis.${part}.accuracy`),
      ...['baseline', 'chosen'].flatMap((one) =>
        ['train', 'validation', 'test'].map((part) => `${one}.${part}.accuracy`),
      ),
      ...['baseline', 'chosen'].flatMap((one) => [`${one}.interval.0`, `${one}.interval.1`]),
      ...[...study.remedies.keys()].flatMap((i) =>
        ['mean', 'interval.0', 'interval.1'].map((part) => `remedies.${i}.effect.${part}`),
      ),
      ...[...study.capacity.keys()].flatMap((i) => [
        `capacity.${i}.parameters`,
        `capacity.${i}.train.accuracy`,
        `capacity.${i}.validation.accuracy`,
      ]),
      ...[...study.search!.parts.keys()].map((i) => `search.parts.${i}.effect.mean`),
      ...[...study.ensembles!.rows.keys()].flatMap((i) => [
        `ensembles.rows.${i}.effect.mean`,
        `ensembles.rows.${i}.predictionCost`,
      ]),
      ...[...study.diagnosis.learningCurve!.points.keys()].map(
        (i) => `diagnosis.learningCurve.points.${i}.validation.accuracy`,
      ),
      ...[...study.baseline.history.keys()].flatMap((i) => [
        `baseline.history.${i}.train.accuracy`,
        `baseline.history.${i}.validation.loss`,
        `baseline.history.${i}.weightNorms.7.dense`,
      ]),
    ];
    expect(key.filter((path) => !shown.has(path))).toEqual([]);
    expect(numbers.length).toBeGreaterThan(1000);
  });

  test('every claim leads to a figure, and every figure to its numbers', async () => {
    const { page } = desk;
    const see = page.locator('header a[href^="#figure-"], .see');
    for (const link of await see.all())
      expect(await page.locator((await link.getAttribute('href'))!).count()).toBe(1);
    expect(await page.locator('header .see').count()).toBe(study.verdict.length);
    const figures = await page.locator('figure').count();
    expect(await page.locator('figure details table').count()).toBe(figures);
    expect(await page.locator('figure a[download]').count()).toBe(figures);
    const headings = await page
      .locator('h1, h2, h3')
      .evaluateAll((all) => all.map(({ tagName }) => Number(tagName[1])));
    headings.forEach((level, i) => expect(level - (headings[i - 1] ?? 0)).toBeLessThanOrEqual(1));
    // A link to a figure brings it into view.
    await page.locator('header .see').nth(1).click();
    expect(
      await page.locator('#figure-remedy-effects').evaluate((one) => one.getBoundingClientRect().top),
    ).toBeLessThan(300);
  });

  test('the numbers of a figure are downloaded without a network', async () => {
    const { page } = desk;
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('#figure-curves-metric-1 a[download]').click(),
    ]);
    expect(download.suggestedFilename()).toBe('curves-metric-1.csv');
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(lines[0]).toBe('Epoch,Training,Validation');
    expect(lines.slice(1)).toEqual(
      study.baseline.history.map(
        ({ epoch, train, validation }) => `${epoch},${train.accuracy!},${validation!.accuracy!}`,
      ),
    );
  });

  test('an epoch is read by pointing, in all figures at once', async () => {
    const { page } = desk;
    const figure = page.locator('#figure-curves-metric-1');
    const svg = figure.locator('svg');
    await svg.scrollIntoViewIfNeeded();
    const box = (await svg.boundingBox())!;
    const axis = await page.evaluate<Record<'low' | 'high' | 'start' | 'end', string>>(
      `({ ...document.querySelector('#figure-curves-metric-1 [data-axis=x]').dataset })`,
    );
    const [low, high, start, end] = [axis.low, axis.high, axis.start, axis.end].map(Number) as [
      number,
      number,
      number,
      number,
    ];
    const x = start + ((20 - low) / (high - low)) * (end - start);
    await page.mouse.move(box.x + (x / 400) * box.width, box.y + box.height / 2);
    const { train, validation } = study.baseline.history[19]!;
    const percent = (share: number) => `${(share * 100).toFixed(1)}%`;
    expect(await figure.locator('.reading').textContent()).toBe(
      `Epoch 20: Training ${percent(train.accuracy!)}, Validation ${percent(validation!.accuracy!)}`,
    );
    for (const id of ['curves-loss-2', 'generalization-gap', 'weight-norms-1', 'jacobian-norm'])
      expect(await page.locator(`#figure-${id} .reading`).textContent()).toContain('Epoch 20: ');
  });

  test('a curve is hidden and shown by its name, and a print shows it all the same', async () => {
    const { page } = desk;
    const figure = page.locator('#figure-curves-metric-1');
    const curve = figure.locator('path[data-series=training]');
    const button = figure.getByRole('button', { name: 'Training' });
    await button.click();
    expect(await curve.isVisible()).toBe(false);
    expect(await button.getAttribute('aria-pressed')).toBe('false');
    expect(await figure.locator('path[data-series=validation]').isVisible()).toBe(true);
    await page.emulateMedia({ media: 'print' });
    expect(await curve.isVisible()).toBe(true);
    expect(await figure.locator('.reader').isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
    await button.click();
    expect(await curve.isVisible()).toBe(true);
    await figure.locator('[data-legend=training]').click();
    expect(await curve.isVisible()).toBe(false);
    await button.click();
  });

  test('a print shows every figure, every sentence, and every table but those of epochs', async () => {
    const { page } = desk;
    await page.emulateMedia({ media: 'print' });
    const hidden = await page.evaluate<string[]>(
      `[...document.querySelectorAll('figure svg, figcaption, main li, main p:not(.hint, .reading, .download), details:not(.long) td')]
        .filter((one) => !one.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }))
        .map((one) => one.tagName + ' ' + one.textContent.slice(0, 40))`,
    );
    expect(hidden).toEqual([]);
    const pdf = await page.pdf();
    expect(pdf.length).toBeGreaterThan(50_000);
    await page.emulateMedia({ media: 'screen' });
  });

  test('the keyboard reaches every control, moves a slider and opens a table', async () => {
    const opened = await browser.open(file('study'), { viewport: { width: 1440, height: 900 } });
    const { page } = opened;
    await page.evaluate(
      `[...document.querySelectorAll('a[href], button, input, summary, [tabindex="0"]')]
        .filter((one) => one.checkVisibility())
        .forEach((one, i) => (one.dataset.stop = String(i)))`,
    );
    const stops = await page.locator('[data-stop]').count();
    expect(stops).toBeGreaterThan(80);
    const reached: (string | undefined)[] = [];
    for (let i = 0; i < stops; i++) {
      await page.keyboard.press('Tab');
      reached.push(await page.evaluate<string | undefined>('document.activeElement.dataset.stop'));
    }
    expect(reached).toEqual(Array.from({ length: stops }, (_, i) => String(i)));

    const figure = page.locator('#figure-curves-metric-2');
    await figure.locator('input').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    expect(await figure.locator('.reading').textContent()).toMatch(/^Epoch 2: Training /);
    expect(await figure.locator('input').getAttribute('aria-valuetext')).toMatch(/^Epoch 2: Training /);
    await figure.locator('summary').focus();
    await page.keyboard.press('Enter');
    expect(await figure.locator('table').isVisible()).toBe(true);
    await figure.getByRole('button', { name: 'Validation' }).focus();
    await page.keyboard.press('Space');
    expect(await figure.locator('path[data-series=validation]').isVisible()).toBe(false);
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  test('without its script it is complete, and has no control that does nothing', async () => {
    const { page, close } = await browser.open(file('study'), { javaScriptEnabled: false });
    expect(await page.locator('figure svg').count()).toBe(await page.locator('figure').count());
    expect(await page.locator('button, input').count()).toBe(0);
    expect(await page.locator('details summary').first().isVisible()).toBe(true);
    await close();
  });

  test('hostile names stay text, and break no layout on a phone', async () => {
    for (const width of [390, 1440]) {
      const { page, complaints, close } = await browser.open(file('hostile'), {
        viewport: { width, height: 900 },
      });
      expect(await page.evaluate('document.scripts.length')).toBe(1);
      expect(await page.locator('[onload]').count()).toBe(0);
      expect(await page.locator('h1').textContent()).toContain('<script>alert("1")</script>');
      expect(await widthOf(page)).toBeLessThanOrEqual(width);
      await takePicture(page, `report-hostile-${width}`);
      await page.evaluate(`document.querySelectorAll('details').forEach((one) => (one.open = true))`);
      expect(await widthOf(page)).toBeLessThanOrEqual(width);
      expect(complaints).toEqual([]);
      await close();
    }
  });
});

const widthOf = (page: Page): Promise<number> => page.evaluate('document.documentElement.scrollWidth');

/**
 * What axe calls serious or critical, with the short tables open; long ones are made as they are. It runs beside the policy of
 * the page, which allows no other script.
 */
async function faultsOf(page: Page, rules?: readonly string[]): Promise<string[]> {
  await page.evaluate(`document.querySelectorAll('details:not(.long)').forEach((one) => (one.open = true))`);
  await page.evaluate(axe);
  const { violations } = await page.evaluate<{
    violations: { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }[];
  }>(`axe.run({ resultTypes: ['violations']${rules ? `, runOnly: ${JSON.stringify(rules)}` : ''} })`);
  return violations
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .map(
      ({ id, nodes }) => `${id}: ${nodes[0]!.target.join(' ')} (${nodes.length}) ${nodes[0]!.failureSummary}`,
    );
}
