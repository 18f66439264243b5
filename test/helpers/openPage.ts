/** A page in a real Chromium, and what it complained about. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';

export interface Visit {
  readonly page: Page;
  /** Warnings, errors and failed requests so far. */
  readonly complaints: string[];
  /** Serious and critical faults that axe-core finds in the page as it is. */
  faults(): Promise<string[]>;
  close(): Promise<void>;
}

/** Opens a browser with a profile of its own. */
export async function visit(executablePath: string): Promise<Visit> {
  const profile = mkdtempSync(join(tmpdir(), 'hibiscus-page-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    viewport: { width: 1440, height: 900 },
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['warning', 'error'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  return {
    page,
    complaints,
    async faults() {
      // Past the page's own policy, as an extension of the browser would.
      const session = await context.newCDPSession(page);
      await session.send('Runtime.evaluate', { expression: axe });
      const { result } = await session.send('Runtime.evaluate', {
        expression: `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => JSON.stringify(violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 160)).join(' | '))))`,
        awaitPromise: true,
        returnByValue: true,
      });
      await session.detach();
      return JSON.parse(result.value as string) as string[];
    },
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
