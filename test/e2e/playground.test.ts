/**
 * The playground as a visitor has it: served by the command, in a real Chromium. Skipped, with a message, where there is
 * no Chromium.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../helpers/browser.ts';
import { hibiscus, start, succeed, workingFolder, type Running } from '../helpers/command.ts';
import { takePicture } from '../helpers/picture.ts';

const executable = findChromium();
const skipped = executable ? '' : ' (skipped: no Chromium. Install it, or set CHROMIUM to its path)';
if (!executable) console.warn(`playground tests${skipped}`);

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = workingFolder();

let server: Running;
let url = '';
beforeAll(async () => {
  server = start(folder, 'playground', '--port', '0');
  await server.until('it listened', () => /http:\S+/.test(server.stderr()));
  url = /http:\S+/.exec(server.stderr())![0];
}, 180_000);
afterAll(async () => {
  server?.signalAll('SIGINT');
  expect((await server?.ended)?.code ?? 0).toBe(0);
});

describe('the command', () => {
  test('serves the page cross-origin isolated, and nothing beside its files', async () => {
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(page.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(page.headers.get('content-security-policy')).toContain("connect-src 'self'");
    expect((await fetch(`${url}../package.json`)).status).toBe(404);
    expect((await fetch(`${url}%2e%2e/%2e%2e/package.json`)).status).toBe(404);
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
  });

  test('writes the files for another host, into an empty folder only', async () => {
    const { stdout } = await succeed(folder, 'playground', '--out', 'site');
    expect(stdout).toContain('files written to site');
    const files = readdirSync(`${folder}/site`, { recursive: true, encoding: 'utf8' });
    expect(files).toContain('index.html');
    expect(files).toContain('ort/ort-wasm-simd-threaded.wasm');
    expect(files).toContain('data/digits.bin');
    // What a visitor loads beside onnxruntime and the digits.
    const own = files.filter((name) => /\.(js|css|html)$/.test(name) && !/(^|\/)ort[./-]/.test(name));
    expect(own.length).toBeGreaterThan(3);
    const bytes = own.map((name) => gzipSync(readFileSync(`${folder}/site/${name}`)).length);
    expect(bytes.reduce((sum, size) => sum + size)).toBeLessThan(150_000);
    const again = await hibiscus(folder, 'playground', '--out', 'site');
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('must be new or empty');
  });
});

describe.skipIf(!executable)(`in Chromium${skipped}`, { timeout: 240_000 }, () => {
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const elsewhere: string[] = [];
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: executable!,
      args: ['--headless', '--no-sandbox', '--disable-gpu'],
    });
    page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
    page.on('console', (message) => {
      if (['warning', 'error'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(url) && !request.url().startsWith('data:')) elsewhere.push(request.url());
    });
    await page.goto(url);
    await page.getByText('Everything is loaded').waitFor({ timeout: 60_000 });
    // All that follows needs no network.
    await page.context().setOffline(true);
  }, 120_000);
  afterAll(() => browser?.close());

  const ready = () => page.locator('.bar .primary:enabled').waitFor({ timeout: 200_000 });
  /** Trains to the end. @returns seconds */
  async function train(): Promise<number> {
    await ready();
    const began = performance.now();
    await page.locator('.bar .primary').click();
    await page.locator('.bar .primary:disabled').waitFor();
    await ready();
    return (performance.now() - began) / 1000;
  }
  /** The numbers of a row of the table: training, validation, test. */
  async function row(run: number): Promise<{ training: number; validation: number; test: number }> {
    const cells = await page.locator(`tbody tr:nth-child(${run}) td.number`).allInnerTexts();
    const [, training, validation, , test] = cells.map((text) => parseFloat(text));
    return { training: training!, validation: validation!, test: test! };
  }
  const expectAccessible = async () => {
    await page.evaluate(axe);
    const { violations } = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as {
      violations: { id: string; impact: string; nodes: { html: string }[] }[];
    };
    const grave = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
    expect(grave.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`)).toEqual([]);
  };

  test('Tab reaches Train, and Enter trains', async () => {
    await ready();
    const focused = () => page.evaluate('document.activeElement.textContent');
    for (let i = 0; i < 60 && (await focused()) !== 'Train'; i++) await page.keyboard.press('Tab');
    expect(await focused()).toBe('Train');
    await page.keyboard.press('Enter');
    await page.locator('tbody tr').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await ready();
    expect(await page.locator('tbody tr').count()).toBe(1);
  });

  test('points: overfitting without remedies, and its cure with them', async () => {
    await page.getByRole('button', { name: 'Draw other points' }).click();
    await page.locator('tbody tr').waitFor({ state: 'detached' });
    await page.getByRole('slider', { name: 'Epochs' }).fill('5');
    await page.getByText('150 times through').waitFor();
    await train();
    await page.getByRole('button', { name: 'Suggested for these data' }).click();
    await train();
    expect(await page.locator('tbody tr').count()).toBe(2);
    await page.getByRole('button', { name: 'Open the test part' }).click();
    await page.locator('tbody td', { hasText: 'closed' }).first().waitFor({ state: 'detached' });
    const [before, after] = [await row(1), await row(2)];
    expect(before.training).toBeGreaterThan(97);
    expect(before.training - before.validation).toBeGreaterThan(8);
    expect(after.training - after.validation).toBeLessThan((before.training - before.validation) / 2);
    expect(after.test).toBeGreaterThan(before.test);
    expect(await page.locator('.run').count()).toBe(2);
    await takePicture(page, 'playground-points');
    await expectAccessible();
  });

  test('a training is paused, goes on, is changed and stopped', async () => {
    await page.getByLabel(/^Slow motion/).check();
    await ready();
    await page.locator('.bar .primary').click();
    const epochs = async () =>
      parseInt(/(\d+) epochs? in/.exec(await page.locator('.run').last().innerText())?.[1] ?? '0', 10);
    await expect.poll(epochs, { timeout: 30_000 }).toBeGreaterThan(2);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.waitForTimeout(300);
    const halted = await epochs();
    await page.waitForTimeout(400);
    expect(await epochs()).toBe(halted);
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect.poll(epochs, { timeout: 30_000 }).toBeGreaterThan(halted);
    await page.getByLabel('L1', { exact: true }).check();
    await expect
      .poll(() => page.locator('.run').last().innerText(), { timeout: 30_000 })
      .toContain('L1 0.002 from epoch');
    await page.getByLabel('Smaller network').check();
    await page.getByText('it waits for the next training').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await ready();
    await page.getByLabel(/^Slow motion/).uncheck();
  });

  test('digits: above 90% of its own test part', async () => {
    await page.getByLabel('Digits', { exact: true }).check();
    await page.getByLabel('Training digits').fill('4');
    await page.getByText('1,000 to train').waitFor();
    await page.getByRole('slider', { name: 'Epochs' }).fill('1');
    await page.getByText('10 times through').waitFor();
    const seconds = await train();
    console.info(`playground: 1,000 digits trained in ${seconds.toFixed(1)} s`);
    await page.getByRole('button', { name: 'Open the test part' }).click();
    await page.locator('tbody td', { hasText: 'closed' }).first().waitFor({ state: 'detached' });
    expect((await row(1)).test).toBeGreaterThan(90);
    await page.getByRole('button', { name: 'Take a validation digit' }).click();
    await page.locator('.bars .best').waitFor();
    await takePicture(page, 'playground-digits');
    await expectAccessible();
  });

  test('a table of the visitor is read in the page; its labels are text', async () => {
    await page.getByLabel('Your CSV', { exact: true }).check();
    const chooser = page.locator('input[type=file]');
    await chooser.setInputFiles({
      name: 'a.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('a,b\n1,2\n3\n'),
    });
    await page.getByRole('alert').getByText('Line 3: 2 fields are expected').waitFor();
    const lines = Array.from(
      { length: 90 },
      (_, i) => `${i % 3},${(i * 7) % 11},"<img src=x onerror=alert(1)>${i % 3}"`,
    );
    await chooser.setInputFiles({
      name: '<b>b</b>.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`x,y,<i>label</i>\n${lines.join('\n')}\n`),
    });
    await page.getByText('<b>b</b>.csv: 90 rows').waitFor();
    await train();
    expect((await row(1)).training).toBeGreaterThan(60);
  });

  test('the guided walk', async () => {
    await page.getByRole('link', { name: 'Show me' }).click();
    const next = page.getByRole('button', { name: /^Next: / });
    const title = page.locator('.walk h2');
    for (const [name, there] of [
      ['1. The overfit curve', '.plane:visible'],
      ['2. Two unseen varieties', '.primary:visible'],
      ['3. Back translation', 'mark:visible'],
      ['4. Synonyms', 'mark:visible'],
      ['5. Dropped neurons', '.neuron.dropped:visible'],
      ['6. The early stop', '.plane:visible'],
    ] as const) {
      await title.filter({ hasText: name }).waitFor();
      await page.locator(`.walk ${there}`).first().waitFor();
      await expectAccessible();
      if (name !== '6. The early stop') await next.click();
    }
    await takePicture(page, 'playground-walk');
  });

  test('fits a phone, also in the dark', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    for (const width of [768, 390]) {
      await page.setViewportSize({ width, height: 900 });
      for (const part of ['Playground', 'Show me']) {
        await page.getByRole('link', { name: part }).click();
        expect(await page.evaluate('document.documentElement.scrollWidth'), part).toBeLessThanOrEqual(width);
        await takePicture(page, `playground-${part}-${width}`);
      }
    }
    await expectAccessible();
  });

  test('no complaint in the console, and no request to elsewhere', () => {
    expect(complaints).toEqual([]);
    expect(elsewhere).toEqual([]);
  });
});
