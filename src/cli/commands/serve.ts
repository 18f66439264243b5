import { basename } from 'node:path';
import { onInterrupt } from '../interrupt.ts';
import { started } from '../listen.ts';
import { openModelFile } from '../../serve/modelFile.ts';
import { predictionApp } from '../../serve/predictionApp.ts';
import { DataError } from '../../util/errors.ts';

export interface ServeFlags {
  readonly host: string;
  readonly port: number;
  readonly json?: boolean;
}

const loopback = ['localhost', '127.0.0.1', '[::1]'];

/** `hibiscus serve`: until Ctrl-C, after which requests that are being answered are answered still. */
export async function serve(path: string, { host, port, json }: ServeFlags): Promise<void> {
  const model = await openModelFile(path);
  try {
    if (model.preparation.features.kind === 'tokens')
      throw new DataError(`${path}: this model takes lists of token numbers, which cannot be served yet.`);
    const named = host.includes(':') ? `[${host}]` : host;
    const local = loopback.includes(named);
    const app = predictionApp(model, { name: basename(path), ...(local && { hosts: loopback }) });
    const server = await started(app.fetch, host, port);
    const { port: bound } = server.address() as { port: number };
    const url = `http://${named}:${bound}`;
    if (json) process.stdout.write(`${JSON.stringify({ url })}\n`);
    process.stderr.write(`Serving ${path} at ${url} (Ctrl-C ends it). What it takes: ${url}/\n`);
    if (!local)
      process.stderr.write(
        'note: others who reach this machine can ask too; nobody is asked for a password.\n',
      );
    const { signal, release } = onInterrupt(() => {});
    if (!signal.aborted)
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    await new Promise((resolve) => server.close(resolve));
    release();
  } finally {
    await model.close();
  }
}
