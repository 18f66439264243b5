import { build, type Metafile } from 'esbuild';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, delimiter, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium, type BrowserContextOptions, type Page as BrowserPage } from 'playwright-core';
import type { Page } from './browserPage.ts';
import { filesOf } from './rooms.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The Chromium to test with: $CHROMIUM, else one on the PATH. Undefined where there is none. */
export function findChromium(): string | undefined {
  const { CHROMIUM, PATH = '' } = process.env;
  if (CHROMIUM) {
    if (existsSync(CHROMIUM)) return CHROMIUM;
    throw new Error(`CHROMIUM must be the path of a browser. Received ${CHROMIUM}, which does not exist.`);
  }
  return PATH.split(delimiter)
    .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
    .find((path) => existsSync(path));
}

/** The page's program with every op's module, built for a browser. @throws where something needs Node. */
export async function bundlePage(): Promise<{ files: Map<string, Uint8Array>; metafile: Metafile }> {
  const ops = filesOf('ops').map(({ url }) => JSON.stringify(fileURLToPath(url)));
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: `
        import { expose } from './test/helpers/browserPage.ts';
        ${ops.map((file, i) => `import * as m${i} from ${file};`).join('\n')}
        const things = [${ops.map((_, i) => `m${i}`).join()}].flatMap((module) => Object.values(module));
        expose([...new Set(things.map((thing) => thing.op).filter(Boolean))]);`,
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    // The build of onnxruntime-web that loads its glue code from a file, as the wasm itself.
    conditions: ['onnxruntime-web-use-extern-wasm'],
    outdir: 'out',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  return { files: new Map(outputFiles.map(({ path, contents }) => [basename(path), contents])), metafile };
}

/** A server on loopback: the page at / and, cross-origin isolated, at /isolated; the bundle; onnxruntime-web at /ort/. */
async function servePage(
  files: ReadonlyMap<string, Uint8Array>,
): Promise<{ url: string; close: () => void }> {
  const types: Record<string, string> = { '.wasm': 'application/wasm' };
  const server = createServer(({ url = '/' }, response) => {
    const name = basename(url);
    const isPage = url === '/' || url === '/isolated';
    const ort = join(root, 'node_modules/onnxruntime-web/dist', name);
    const body = isPage
      ? `<!doctype html><link rel="icon" href="data:,"><script type="module" src="/stdin.js"></script>`
      : url.startsWith('/ort/') && existsSync(ort)
        ? readFileSync(ort)
        : files.get(name);
    response.statusCode = body === undefined ? 404 : 200;
    response.setHeader('Content-Type', isPage ? 'text/html' : (types[extname(name)] ?? 'text/javascript'));
    if (url !== '/') {
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    }
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => server.close(),
  };
}

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A software adapter for WebGPU, which Debian's Chromium carries. */
const webgpuFlags = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
];

/** A page of a browser: calls into it, and what it complained about. */
export interface OpenPage {
  call<K extends keyof Page>(name: K, ...args: Parameters<Page[K]>): Promise<Awaited<ReturnType<Page[K]>>>;
  /** Warnings, errors and failed requests so far. */
  readonly complaints: string[];
}

/** A Chromium with a profile of its own and the bundle served to it. */
export async function openBrowser(
  executablePath: string,
  files: ReadonlyMap<string, Uint8Array>,
  { webgpu = false } = {},
): Promise<{
  /** The tests' page. */
  open(path: '/' | '/isolated'): Promise<OpenPage>;
  /** A page from elsewhere. */
  visit(url: string): Promise<BrowserPage>;
  close(): Promise<void>;
}> {
  const profile = mkdtempSync(join(tmpdir(), 'hibiscus-chromium-'));
  const server = await servePage(files);
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: [...flags, ...(webgpu ? webgpuFlags : ['--disable-gpu'])],
  });
  return {
    async open(path) {
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (['warning', 'error'].includes(message.type())) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('requestfailed', (request) => complaints.push(`not loaded: ${request.url()}`));
      await page.goto(server.url + path);
      await page.waitForFunction('globalThis.page');
      return { complaints, call: (name, ...args) => callPage(page, name, args) };
    },
    async visit(url) {
      const page = await context.newPage();
      await page.goto(url);
      return page;
    },
    async close() {
      await context.close();
      server.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A page from a file, in a Chromium that reaches no network, and everything that it said or asked for. */
export interface FilePage {
  readonly page: BrowserPage;
  /** Messages of the console, errors, dialogs, and requests for anything but the file. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/** A Chromium for pages from files. */
export async function openFiles(executablePath: string): Promise<{
  open(path: string, options?: BrowserContextOptions): Promise<FilePage>;
  close(): Promise<void>;
}> {
  const browser = await chromium.launch({ executablePath, args: [...flags, '--disable-gpu'] });
  return {
    async open(path, options = {}) {
      const context = await browser.newContext({ offline: true, ...options });
      const page = await context.newPage();
      const complaints: string[] = [];
      const url = pathToFileURL(path).href;
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('dialog', (dialog) => {
        complaints.push(`a dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on('request', (request) => {
        if (request.url() !== url && !request.url().startsWith('data:text/csv'))
          complaints.push(`asked for ${request.url()}`);
      });
      await page.goto(url);
      return { page, complaints, close: () => context.close() };
    },
    close: () => browser.close(),
  };
}

/** The server of an npm script that serves by esbuild, on a free port of loopback. */
export async function serveExample(script: string): Promise<{ url: string; close: () => void }> {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const [command, ...args] = scripts[script]!.split(' ');
  const child = spawn(join(root, 'node_modules/.bin', command!), [...args, '--serve=127.0.0.1:0'], {
    cwd: root,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      output += String(chunk);
      const found = /http:\S+/.exec(output)?.[0];
      if (found) resolve(found);
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`npm run ${script} ended: ${output}`)));
  });
  return { url, close: () => child.kill() };
}

const callPage = <K extends keyof Page>(
  page: BrowserPage,
  name: K,
  args: Parameters<Page[K]>,
): Promise<Awaited<ReturnType<Page[K]>>> =>
  page.evaluate(`globalThis.page.${name}(...${JSON.stringify(args)})`);
