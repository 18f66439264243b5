import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RunError } from '../../util/errors.ts';

/** The folder of this package, from the sources as from any place under dist/. */
export function packageFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'bin/hibiscus.js'))) return folder;
    if (dirname(folder) === folder) throw new RunError('ui: bin/hibiscus.js of this package is not found.');
  }
}
