import { Hono } from 'hono';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

export interface StaticAppOptions {
  /** Paths of the files below the folder, with forward slashes: nothing else is served. */
  readonly files: readonly string[];
  /** Names by which requests may address this server, without the port; undefined for any. */
  readonly hosts?: readonly string[];
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** What a page may do: run its own scripts and wasm, and ask its own server. Nothing leaves for elsewhere. */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const headers: Readonly<Record<string, string>> = {
  'Content-Security-Policy': policy,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  // Files of a new version have the old names in part; the browser must ask.
  'Cache-Control': 'no-cache',
};

/**
 * The files of one page over HTTP, `index.html` at `/`, cross-origin isolated and with a content security policy that lets
 * it talk to nobody else. It reads only: there is nothing to guard by a token.
 *
 * Where `hosts` are given, requests that name another are refused: a web page whose name was made to point here is none
 * of this machine's business.
 */
export function staticApp(folder: string, { files, hosts }: StaticAppOptions): Hono {
  const known = new Set(files);
  const app = new Hono();
  app.use(async (context, next) => {
    const host = (context.req.header('host') ?? '').replace(/:\d+$/, '');
    if (hosts && !hosts.includes(host))
      return context.text(`host: must be ${hosts.join(' or ')}. Received "${host}".`, 403);
    await next();
    for (const [name, value] of Object.entries(headers)) context.header(name, value);
    return undefined;
  });
  app.on(['GET', 'HEAD'], '*', async (context) => {
    const path = new URL(context.req.url).pathname.slice(1) || 'index.html';
    if (!known.has(path)) return context.text(`no such address: /${path}. The page is at /.`, 404);
    const bytes = await readFile(join(folder, path));
    return context.body(new Uint8Array(bytes), 200, {
      'Content-Type': types[extname(path)] ?? 'application/octet-stream',
    });
  });
  app.notFound((context) => context.text('only GET is answered here.', 405));
  return app;
}
