import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { guarded, type Keys } from './access.ts';
import { insideFolder } from './insideFolder.ts';
import { pageFiles } from './pageFiles.ts';
import { recipeRoutes } from './recipeRoutes.ts';
import { jsonReader } from './readJsonFile.ts';
import { exampleRoutes } from './exampleRoutes.ts';
import { studyRoutes } from './studyRoutes.ts';
import { studyRuns, type Runs } from './runs.ts';
import { workbench } from './workbench.ts';
import { HibiscusError } from '../../util/errors.ts';

export interface UiAppOptions {
  /** The folder that is shown, as `realpathSync` gives it. */
  readonly root: string;
  /** The folder of the built page. */
  readonly page: string;
  readonly keys: Keys;
  /** The port it listens on, known once it does. */
  readonly port: () => number;
}

export interface UiApp {
  readonly fetch: Hono['fetch'];
  /** Asks all studies to stop, ends streams and the process beside it. @returns How many studies there were. */
  close(): Promise<number>;
  readonly runs: Runs;
}

/**
 * The server of `hibiscus ui`: the page at /, what it asks under /api/. No path that a request names leads out of `root`;
 * studies are started as processes with lists of arguments, never through a shell.
 */
export function uiApp({ root, page, keys, port }: UiAppOptions): UiApp {
  const runs = studyRuns();
  const bench = workbench();
  const closing = new AbortController();
  const app = new Hono();

  app.onError((error, context) => {
    if (error instanceof HTTPException) return context.json({ error: error.message }, error.status);
    if (error instanceof HibiscusError)
      return context.json({ error: error.message }, error.exitCode === 2 ? 400 : 500);
    console.error(error);
    return context.json({ error: 'That failed; the server has written down why.' }, 500);
  });
  app.use(guarded(keys, port));
  app.use(
    '/api/*',
    bodyLimit({
      maxSize: 100_000,
      onError: (context) => context.json({ error: 'body: at most 100,000 bytes.' }, 413),
    }),
  );
  const shared = {
    root,
    runs,
    bench,
    read: jsonReader(),
    closing: closing.signal,
    inside: (path: string) => insideFolder(root, path),
  };
  app.route('/api', studyRoutes(shared));
  app.route('/api', recipeRoutes(shared));
  app.route('/api', exampleRoutes(shared));
  app.all('/api/*', (context) =>
    context.json({ error: `no such address: ${context.req.method} ${context.req.path}.` }, 404),
  );
  app.get('*', pageFiles(page));
  return {
    fetch: app.fetch,
    runs,
    async close() {
      closing.abort();
      bench.close();
      return runs.close();
    },
  };
}
