import { cp } from 'node:fs/promises';
import { onInterrupt } from '../interrupt.ts';
import { started } from '../listen.ts';
import { requireEmptyFolder } from '../../data/sources/writeFiles.ts';
import { builtPage, filesBelow } from '../../ui/server/builtPage.ts';
import { staticApp } from '../../ui/server/staticApp.ts';

export interface PlaygroundFlags {
  readonly port: number;
  readonly out?: string;
  readonly json?: boolean;
}

const host = '127.0.0.1';

/** `hibiscus playground`: serves the page on loopback until Ctrl-C, or writes its files for a web host. */
export async function playground({ port, out, json }: PlaygroundFlags): Promise<void> {
  const note = (text: string) => void process.stderr.write(`note: ${text}\n`);
  if (out !== undefined) await requireEmptyFolder(out);
  const folder = builtPage('playground', note);
  const files = filesBelow(folder);
  if (out !== undefined) {
    await cp(folder, out, { recursive: true });
    process.stdout.write(
      json
        ? `${JSON.stringify({ out, files: files.length })}\n`
        : `${files.length} files written to ${out}. Any web host can serve them, in any folder; opened as a file the page does not run.\n`,
    );
    return;
  }
  const server = await started(staticApp(folder, { files, hosts: ['localhost', host] }).fetch, host, port);
  const { port: bound } = server.address() as { port: number };
  const url = `http://${host}:${bound}/`;
  if (json) process.stdout.write(`${JSON.stringify({ url })}\n`);
  process.stderr.write(
    `The playground is at ${url} (Ctrl-C ends it). It trains in your browser; nothing leaves it.\n`,
  );
  const { signal, release } = onInterrupt(() => {});
  if (!signal.aborted)
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  // A browser keeps its connections open, and the server would wait for them.
  if ('closeAllConnections' in server) server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  release();
}
