import { serve as listen, type ServerType } from '@hono/node-server';
import { OptionError } from '../util/errors.ts';

/** A server that listens. @throws {OptionError} the port or the address cannot be had; the message says what to give. */
export function started(fetch: Parameters<typeof listen>[0]['fetch'], hostname: string, port: number) {
  return new Promise<ServerType>((resolve, reject) => {
    const server = listen({ fetch, hostname, port });
    server.once('listening', () => resolve(server));
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = {
        EADDRINUSE: `--port: ${port} is taken. Choose another, or 0 for any that is free.`,
        EACCES: `--port: ${port} may not be used by you. Choose one above 1023.`,
      }[error.code ?? ''];
      reject(
        new OptionError(
          why ??
            `--host: ${hostname} cannot be listened on (${error.code ?? error.message}). Give an address of this machine, such as 127.0.0.1.`,
        ),
      );
    });
  });
}
