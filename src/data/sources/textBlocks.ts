import { isUtf8 } from 'node:buffer';
import { DataError } from '../../util/errors.ts';
import { readChunks, type ReadChunksOptions } from './readChunks.ts';

/** Most bytes of one row: more is no row, but a quote that never closes or another kind of file. */
export const maximumRowBytes = 16 * 2 ** 20;

type Decoder = InstanceType<typeof TextDecoder>;

/** Text that is being read: bytes of whole and of half rows. */
export interface TextBlock {
  /** UTF-8. What was not taken of the last block stands at its start. */
  readonly bytes: Buffer;
  readonly isLast: boolean;
}

/**
 * The text of a file in blocks, checked to be UTF-8; a byte order mark is left out, UTF-16 behind one is decoded.
 *
 * `take` is called with each block and gives back how many of its bytes it took, and the line on which the rest begins.
 *
 * @throws {DataError} Naming file, line and byte: a byte that is not UTF-8, NUL; naming the file: what `readChunks` throws.
 */
export async function textBlocks(
  path: string,
  take: (block: TextBlock) => { readonly taken: number; readonly line: number },
  options: ReadChunksOptions = {},
): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 1;
  let decoder: Decoder | undefined;
  let isFirst = true;
  /** Of the bytes at hand, how many are known to be UTF-8. */
  let checked = 0;
  const feed = (added: Buffer, isLast: boolean): void => {
    const bytes = rest.length === 0 ? added : Buffer.concat([rest, added]);
    const whole = isLast ? bytes.length : wholeCharacters(bytes);
    check(path, bytes.subarray(checked, whole), () => line + lineBreaks(bytes.subarray(0, checked)));
    const next = take({ bytes: whole === bytes.length ? bytes : bytes.subarray(0, whole), isLast });
    rest = Buffer.from(bytes.subarray(next.taken));
    checked = whole - next.taken;
    line = next.line;
  };
  let head: Buffer | undefined;
  for await (const chunk of readChunks(path, options)) {
    let bytes = chunk;
    if (isFirst) {
      // A mark may be cut by the end of a first, tiny piece.
      bytes = head ? Buffer.concat([head, chunk]) : chunk;
      if (bytes.length < 3) {
        head = bytes;
        continue;
      }
      isFirst = false;
      head = undefined;
      decoder = utf16Decoder(bytes);
      if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3);
    }
    feed(decoder ? decoded(path, decoder, bytes, line) : bytes, false);
  }
  if (head) decoder = utf16Decoder(head);
  const last = head ?? Buffer.alloc(0);
  feed(
    decoder
      ? Buffer.concat([decoded(path, decoder, last, line), decoded(path, decoder, undefined, line)])
      : last,
    true,
  );
}

function utf16Decoder(head: Buffer): Decoder | undefined {
  const encoding =
    head[0] === 0xff && head[1] === 0xfe
      ? 'utf-16le'
      : head[0] === 0xfe && head[1] === 0xff
        ? 'utf-16be'
        : undefined;
  return encoding && new TextDecoder(encoding, { fatal: true });
}

function decoded(path: string, decoder: Decoder, bytes: Buffer | undefined, line: number): Buffer {
  try {
    return Buffer.from(bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode());
  } catch (error) {
    throw new DataError(
      `${path}: the file begins as UTF-16. Received bytes that are none, at line ${line} or below. Save it as UTF-8.`,
      { cause: error },
    );
  }
}

/** Where the last character that is whole ends. */
function wholeCharacters(bytes: Buffer): number {
  let at = bytes.length;
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      if (length > back) at = bytes.length - back;
      break;
    }
  }
  return at;
}

function check(path: string, bytes: Buffer, lineOf: () => number): void {
  const nul = bytes.indexOf(0);
  if (nul >= 0)
    throw new DataError(
      `${path}:${lineOf() + lineBreaks(bytes.subarray(0, nul))}: text holds no NUL bytes. Received one: the file is binary, damaged, or UTF-16 without a mark. Save it as UTF-8.`,
    );
  if (isUtf8(bytes)) return;
  const at = firstInvalid(bytes);
  const before = bytes.subarray(0, at);
  const column = at - Math.max(before.lastIndexOf(10), before.lastIndexOf(13));
  const shown = bytes[at]!.toString(16).toUpperCase().padStart(2, '0');
  throw new DataError(
    `${path}:${lineOf() + lineBreaks(before)}: text must be UTF-8. Received the byte 0x${shown} at byte ${column} of the line, ` +
      'which is of another encoding. Convert the file, or those lines.',
  );
}

/** The first byte at which the bytes are not UTF-8: the longest start that is, found by halves. */
function firstInvalid(bytes: Buffer): number {
  let [low, high] = [0, bytes.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    // A start that cuts a character is no mistake yet.
    if (isUtf8(bytes.subarray(0, wholeCharacters(bytes.subarray(0, middle))))) low = middle;
    else high = middle - 1;
  }
  return wholeCharacters(bytes.subarray(0, low));
}

/** Number of line ends: LF, CR LF or CR. */
export function lineBreaks(bytes: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < bytes.length; at++)
    if (bytes[at] === 10 || (bytes[at] === 13 && bytes[at + 1] !== 10)) count++;
  return count;
}
