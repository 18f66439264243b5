import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const folder = fileURLToPath(new URL('../../test-artifacts/', import.meta.url));

/**
 * Leaves a picture of the whole page in test-artifacts/ for people to look at, where HIBISCUS_PICTURES is set: no test looks
 * at them, and long pages take seconds.
 */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (!process.env.HIBISCUS_PICTURES) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
