/** The server over real connections: who is let in, what leaves the folder, and what every answer carries. */
import { serve, type ServerType } from '@hono/node-server';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cookieName, makeKeys, tokenHeader } from './access.ts';
import { uiApp, type UiApp } from './uiApp.ts';
import { writeStudy } from '../../../test/helpers/studyFolders.ts';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'hibiscus-ui-')));
const root = join(base, 'root');
const secretFile = join(base, 'state/ui-secret');
const keys = makeKeys(root, secretFile);
let server: ServerType;
let app: UiApp;
let port = 0;

beforeAll(async () => {
  mkdirSync(join(base, 'page/assets'), { recursive: true });
  writeFileSync(join(base, 'page/index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(base, 'page/assets/a.js'), '1');
  writeStudy(join(root, 'study'), { trials: 2, done: true });
  writeFileSync(join(root, 'study/report.html'), '<script>alert(1)</script>');
  writeFileSync(join(base, 'secret.json'), '{"secret":1}');
  writeStudy(join(root, 'bad'), { trials: 1 });
  symlinkSync(join(base, 'secret.json'), join(root, 'bad/study.json'));
  symlinkSync(join(base, 'secret.json'), join(root, 'bad/report.html'));
  writeFileSync(join(root, 'data.csv'), 'a,b\n1,2\n');
  app = uiApp({ root, page: join(base, 'page'), keys, port: () => port });
  server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.once('listening', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(async () => {
  await app.close();
  server.close();
  rmSync(base, { recursive: true, force: true });
});

interface Asked {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A request as it is: fetch would tidy the path and refuse some headers. */
function ask(
  path: string,
  {
    method = 'GET',
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Asked> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: text }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const known = { [tokenHeader]: keys.token };
const json = { ...known, 'content-type': 'application/json' };

describe('who is let in', () => {
  test.each(['/', '/api/studies', '/api/events', '/assets/a.js', '/api/file?study=study&name=report.html'])(
    'nobody without a key: %s',
    async (path) => {
      const answer = await ask(path);
      expect(answer.status).toBe(401);
      expect(answer.body).not.toContain('page');
    },
  );

  test('nobody with a wrong key', async () => {
    for (const token of ['', 'x', keys.token.slice(1), `${keys.token}x`, keys.session]) {
      expect((await ask(`/?token=${encodeURIComponent(token)}`)).status).toBe(401);
      expect((await ask('/api/studies', { headers: { [tokenHeader]: token } })).status).toBe(401);
    }
    const cookie = `${cookieName(port)}=${keys.token}`;
    expect((await ask('/api/studies', { headers: { cookie } })).status).toBe(401);
    // The word in the address opens the page, nothing else.
    expect((await ask(`/api/studies?token=${keys.token}`)).status).toBe(401);
  });

  test('the address gives a cookie that scripts and other sites do not get, and it opens all', async () => {
    const answer = await ask(`/?token=${keys.token}`);
    expect(answer.status).toBe(200);
    const [set] = answer.headers['set-cookie'] as string[];
    expect(set).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    const cookie = set!.split(';')[0]!;
    expect(cookie).not.toContain(keys.token);
    for (const path of ['/', '/api/studies', '/assets/a.js'])
      expect((await ask(path, { headers: { cookie: `a=b; ${cookie}` } })).status).toBe(200);
  });

  test('a new start over the same folder knows the cookie, and has another word', () => {
    const again = makeKeys(root, secretFile);
    expect(again.session).toBe(keys.session);
    expect(again.token).not.toBe(keys.token);
    expect(makeKeys(join(root, 'study'), secretFile).session).not.toBe(keys.session);
    expect(statSync(secretFile).mode & 0o777).toBe(0o600);
  });

  test('no other name, page or site', async () => {
    const refused: Record<string, string>[] = [
      { host: 'evil.example' },
      { host: `evil.example:${port}` },
      { host: `127.0.0.1.evil.example:${port}` },
      { host: `127.0.0.1:${port + 1}` },
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { origin: `http://localhost:${port}` },
      { origin: `https://127.0.0.1:${port}` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of refused)
      expect([headers, (await ask('/api/studies', { headers: { ...known, ...headers } })).status]).toEqual([
        headers,
        403,
      ]);
    const own = { ...known, host: `localhost:${port}`, origin: `http://localhost:${port}` };
    expect((await ask('/api/studies', { headers: { ...own, 'sec-fetch-site': 'same-origin' } })).status).toBe(
      200,
    );
  });
});

test('every answer shuts others out', async () => {
  const answers = [
    await ask('/', { headers: known }),
    await ask('/api/studies', { headers: known }),
    await ask('/api/nothing', { headers: known }),
    await ask('/', {}),
    await ask('/', { headers: { ...known, host: 'x' } }),
  ];
  for (const { headers } of answers) {
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  }
});

test('a report runs nothing, whatever is in it', async () => {
  const { status, headers } = await ask('/api/file?study=study&name=report.html', { headers: known });
  expect(status).toBe(200);
  expect(headers['content-security-policy']).toMatch(
    /^default-src 'none'; style-src 'unsafe-inline'.*sandbox/,
  );
  expect(headers['x-content-type-options']).toBe('nosniff');
});

test.each(['model.onnx', 'smallest.onnx'])('%s is handed over as a file', async (name) => {
  writeFileSync(join(root, 'study', name), 'weights');
  const { status, headers, body } = await ask(`/api/file?study=study&name=${name}`, { headers: known });
  expect([status, body]).toEqual([200, 'weights']);
  expect(headers['content-type']).toBe('application/octet-stream');
  rmSync(join(root, 'study', name));
});

describe('nothing outside the folder', () => {
  const paths = [
    '..',
    '../..',
    '%2e%2e',
    '..%2f..',
    '%2e%2e%2f',
    '/etc',
    '%00',
    'study%00',
    '..%5c',
    '....//',
    base,
  ];
  test.each(paths)('%s', async (path) => {
    for (const address of [
      `/api/record?study=${path}`,
      `/api/events?study=${path}`,
      `/api/trial?study=${path}&n=1`,
      `/api/file?study=${path}&name=study.json`,
      `/api/examples?study=${path}`,
      `/api/recipe?path=${path}/secret.json`,
    ]) {
      const { status, body } = await ask(address, { headers: known });
      expect([address, status]).toEqual([address, 400]);
      expect(body).not.toContain('secret"');
    }
    // As a path of the page it is a name that there is not.
    const page = await ask(`/${path}/secret.json`.replace('%00', ''), { headers: known });
    expect([400, 404]).toContain(page.status);
  });

  test('a link in a study leads nowhere', async () => {
    const record = await ask('/api/record?study=bad', { headers: known });
    expect([record.status, record.body]).toEqual([404, expect.not.stringContaining('secret')]);
    expect((await ask('/api/file?study=bad&name=report.html', { headers: known })).status).toBe(400);
  });

  test('other files of a study are not given', async () => {
    for (const name of ['journal.jsonl', '../../secret.json', 'run.json', '__proto__', ''])
      expect((await ask(`/api/file?study=study&name=${name}`, { headers: known })).status).toBe(400);
  });

  test('nothing is started or saved outside', async () => {
    const post = (path: string, body: unknown) =>
      ask(path, { method: 'POST', headers: json, body: JSON.stringify(body) });
    expect((await post('/api/start', { data: '../secret.json', name: 'x' })).status).toBe(400);
    expect((await post('/api/start', { data: 'data.csv', name: '../x' })).status).toBe(400);
    expect((await post('/api/stop', { study: 'study' })).body).toContain('not started from here');
    expect((await post('/api/resume', { study: 'study' })).body).toContain('run.json is missing');
    const text = 'architecture: { name: mlp, size: 8 }';
    for (const path of ['../r.yaml', '/tmp/r.yaml', 'r.txt', 'study/recipe.json', 'missing/r.yaml'])
      expect([path, (await post('/api/recipe/save', { path, text })).status]).toEqual([path, 400]);
    expect((await post('/api/recipe/save', { path: 'r.yaml', text: 'architecture: 3' })).body).toContain(
      'architecture',
    );
    expect((await post('/api/recipe/save', { path: 'r.yaml', text })).status).toBe(200);
    expect((await ask('/api/recipe?path=r.yaml', { headers: known })).body).toContain('mlp');
  });
});

test('a form of another page cannot ask: only JSON, and not too much of it', async () => {
  const asked = (headers: Record<string, string>, body: string) =>
    ask('/api/stop', { method: 'POST', headers, body });
  expect((await asked({ ...known, 'content-type': 'text/plain' }, '{}')).status).toBe(415);
  expect((await asked(json, '{')).status).toBe(400);
  expect((await asked(json, `"${'x'.repeat(200_000)}"`)).status).toBe(413);
});

test('the record, the trials and the help of a recipe', async () => {
  const parsed = async (path: string) =>
    JSON.parse((await ask(path, { headers: known })).body) as Record<string, unknown>;
  expect(await parsed('/api/record?study=study')).toMatchObject({ kind: 'study', record: { schema: 1 } });
  expect(await parsed('/api/trial?study=study&n=2')).toMatchObject({ n: 2, curve: true });
  const { schema } = (await parsed('/api/recipe/help')) as {
    schema: { properties: Record<string, { description?: string }> };
  };
  for (const [name, { description }] of Object.entries(schema.properties))
    expect([name, description]).toEqual([name, expect.stringMatching(/\w/)]);
  expect(await parsed('/api/data')).toEqual([{ path: 'data.csv', kind: 'table' }]);
});
