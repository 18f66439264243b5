import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DataError } from '../../util/errors.ts';
import { hasCode, messageOf, pathKind } from './readBytes.ts';

const chunkBytes = 1 << 20;

export interface ReadChunksOptions {
  /** Most bytes, unzipped. Default 16 GB. */
  readonly maximumBytes?: number;
  /**
   * Most bytes, unzipped, for each byte of a gzip file; asked from 64 MB on. Default 400: tables shrink to a third or a
   * tenth, those of one row over and over to a two-hundredth, and a bomb to a thousandth.
   */
  readonly maximumRatio?: number;
  /** Bytes that come from elsewhere, such as standard input; the path is then their name. They are taken as they are. */
  readonly source?: AsyncIterable<Buffer>;
}

/**
 * The bytes of a file one piece after another, unzipped where its content is gzip (whatever its name).
 *
 * @throws {DataError} Missing, a folder, gzip that is broken or cut short, or more bytes than allowed.
 */
export async function* readChunks(path: string, options: ReadChunksOptions = {}): AsyncGenerator<Buffer> {
  const { maximumBytes = 16e9, maximumRatio = 400 } = options;
  const tooMany = () =>
    new DataError(
      `${path}: a file may hold ${maximumBytes} bytes at most, unzipped. Received more. Take a sample of it.`,
    );
  if (options.source) {
    let taken = 0;
    for await (const chunk of options.source) {
      taken += chunk.length;
      if (taken > maximumBytes) throw tooMany();
      yield chunk;
    }
    return;
  }
  if ((await pathKind(path)) === 'folder')
    throw new DataError(`${path}: a file is expected. Received a folder.`);
  const { size } = await stat(path);
  const zipped = await isGzip(path);
  const file = createReadStream(path, { highWaterMark: chunkBytes });
  const source: Readable = zipped
    ? // Errors of the file come out of the end of the line too.
      (pipeline(file, createGunzip({ chunkSize: chunkBytes }), () => {}) as unknown as Readable)
    : file;
  let read = 0;
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      read += chunk.length;
      if (read > maximumBytes) throw tooMany();
      if (zipped && read > 64e6 && read > maximumRatio * size)
        throw new DataError(
          `${path}: a gzip file may unpack to ${maximumRatio} times its size at most. Received ${size} bytes that ` +
            `unpack to over ${read}: nothing but repetition. Unpack it yourself if it is to be trusted.`,
        );
      yield chunk;
    }
  } catch (error) {
    if (error instanceof DataError) throw error;
    if (zipped && (hasCode(error, 'Z_BUF_ERROR') || hasCode(error, 'Z_DATA_ERROR')))
      throw new DataError(
        `${path}: broken gzip file (${messageOf(error)}) after ${size} bytes. Fetch or copy it again.`,
        { cause: error },
      );
    throw new DataError(`cannot read ${path}: ${messageOf(error)}`, { cause: error });
  } finally {
    file.destroy();
  }
}

async function isGzip(path: string): Promise<boolean> {
  const handle = await open(path).catch((error: unknown) => {
    throw new DataError(`cannot read ${path}: ${messageOf(error)}`, { cause: error });
  });
  try {
    const head = Buffer.alloc(2);
    await handle.read(head, 0, 2, 0);
    return head[0] === 0x1f && head[1] === 0x8b;
  } finally {
    await handle.close();
  }
}
