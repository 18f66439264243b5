import { serve as listen, type ServerType } from '@hono/node-server';
import { realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onInterrupt } from '../interrupt.ts';
import { defaultOpeningsFile } from '../../study/executors/fileOpenings.ts';
import { makeKeys } from '../../ui/server/access.ts';
import { builtPage } from '../../ui/server/builtPage.ts';
import { uiApp } from '../../ui/server/uiApp.ts';
import { OptionError } from '../../util/errors.ts';
import { plural } from '../../util/format.ts';

export interface UiFlags {
  readonly port?: number;
  readonly json?: boolean;
}

/** Where it listens, unless told otherwise or taken. */
const usualPort = 4280;
const host = '127.0.0.1';

/** `hibiscus ui`: until Ctrl-C, which stops the studies that were started from the page first. */
export async function ui(dir: string, { port, json }: UiFlags): Promise<void> {
  const root = rootOf(dir);
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const page = builtPage('live', say);
  const keys = makeKeys(root, join(dirname(defaultOpeningsFile()), 'ui-secret'));
  let bound = 0;
  const app = uiApp({ root, page, keys, port: () => bound });
  const server = await started(app.fetch, port);
  bound = (server.address() as { port: number }).port;
  const url = `http://${host}:${bound}/?token=${keys.token}`;
  if (json) process.stdout.write(`${JSON.stringify({ url })}\n`);
  say(`Studies in ${dir}: open\n\n  ${url}\n\nOnly this machine can, with this address. Ctrl-C ends it.`);
  const { signal, release } = onInterrupt(() => {});
  if (!signal.aborted)
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve());
      // The terminal was closed.
      process.once('SIGHUP', resolve);
    });
  server.close();
  const stopping = app.close();
  if (app.runs.count() > 0)
    say(`Stopping ${plural(app.runs.count(), 'study', 'studies')} started from here; what is done is kept …`);
  const stopped = await stopping;
  if ('closeAllConnections' in server) server.closeAllConnections();
  if (stopped > 0) say('Nothing is lost: resume from the page, or with --resume.');
  release();
}

function rootOf(dir: string): string {
  try {
    const root = realpathSync(dir);
    if (statSync(root).isDirectory()) return root;
  } catch (error) {
    throw new OptionError(`ui: ${dir} must be a folder. Nothing is there.`, { cause: error });
  }
  throw new OptionError(`ui: ${dir} must be a folder. It is a file.`);
}

/** Listens on the port asked for; without one on the usual port, or where that is taken on one that is free. */
async function started(
  fetch: Parameters<typeof listen>[0]['fetch'],
  asked: number | undefined,
): Promise<ServerType> {
  try {
    return await listening(fetch, asked ?? usualPort);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (asked === undefined && (code === 'EADDRINUSE' || code === 'EACCES')) return listening(fetch, 0);
    throw new OptionError(
      code === 'EADDRINUSE'
        ? `--port: ${asked} is taken. Choose another, or 0 for any that is free.`
        : code === 'EACCES'
          ? `--port: ${asked} may not be used by you. Choose one above 1023.`
          : `--port: ${asked} cannot be listened on (${code ?? (error as Error).message}).`,
      { cause: error },
    );
  }
}

function listening(fetch: Parameters<typeof listen>[0]['fetch'], port: number): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = listen({ fetch, hostname: host, port });
    server.once('listening', () => resolve(server));
    server.once('error', reject);
  });
}
