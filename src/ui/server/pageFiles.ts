import type { Context } from 'hono';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** The files of a built page, held in memory: what a request names is looked up, never a path on the disk. */
export function pageFiles(folder: string): (context: Context) => Response {
  const files = new Map<string, { readonly bytes: Uint8Array<ArrayBuffer>; readonly type: string }>();
  for (const name of existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []) {
    const type = types[extname(name)];
    if (type)
      files.set(`/${name.replaceAll('\\', '/')}`, {
        bytes: new Uint8Array(readFileSync(join(folder, name))),
        type,
      });
  }
  return (context) => {
    const { path } = context.req;
    const file = files.get(path === '/' ? '/index.html' : path);
    if (!file) return context.text('There is nothing at this address.\n', 404);
    return context.body(file.bytes, 200, {
      'content-type': file.type,
      // Names of assets change with their content.
      'cache-control': path.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-store',
    });
  };
}
