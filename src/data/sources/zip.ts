import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { crc32 } from '../../util/crc32.ts';
import { DataError } from '../../util/errors.ts';
import { hasCode, messageOf } from './readBytes.ts';

const inflate = promisify(inflateRaw);

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_LENGTH = 22;
const LONGEST_COMMENT = 0xffff;
const MOST_ENTRIES = 10_000;

/** A file in a zip archive. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes once unpacked, as the archive says. */
  readonly size: number;
  /** Its bytes, checked against size and checksum. */
  read(): Promise<Buffer>;
}

/**
 * The files of a zip archive, stored or deflated, listed by its central directory. Nothing is written and nothing is
 * unpacked before it is asked for.
 *
 * @param place What to call the archive in messages.
 * @param maximumBytes The most bytes that all its files may have together, unpacked.
 * @throws {DataError} Not a zip archive or a truncated one, encrypted, of several disks or of another compression, two
 *   files of one name, or more than `maximumBytes`; reading a file also where its size or checksum is not as announced.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function readZip(archive: Buffer, place: string, maximumBytes: number): ReadonlyMap<string, ZipEntry> {
  const { count, start, end } = directoryOf(archive, place);
  const entries = new Map<string, ZipEntry>();
  let [at, total] = [start, 0];
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || archive.readUInt32LE(at) !== CENTRAL)
      throw broken(place, `entry ${i} of its directory is missing`);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) =>
      archive.readUInt16LE(at + field),
    ) as [number, number, number];
    const entry = {
      name: archive.toString('utf8', at + 46, at + 46 + nameLength),
      flags: archive.readUInt16LE(at + 8),
      method: archive.readUInt16LE(at + 10),
      crc: archive.readUInt32LE(at + 16),
      packed: archive.readUInt32LE(at + 20),
      size: archive.readUInt32LE(at + 24),
      header: archive.readUInt32LE(at + 42),
    };
    at += 46 + nameLength + extraLength + commentLength;
    if (at > end) throw broken(place, `entry ${i} of its directory is cut short`);
    total += entry.size;
    if (total > maximumBytes)
      throw new DataError(
        `${place}: its files may hold ${maximumBytes} bytes at most, unpacked. Received ${total} or more. Take a sample of it.`,
      );
    if (entries.has(entry.name))
      throw new DataError(`${place}: names must be distinct. Received "${entry.name}" twice.`);
    entries.set(entry.name, {
      name: entry.name,
      size: entry.size,
      read: () => unpack(archive, entry, place),
    });
  }
  return entries;
}

/** Where the central directory stands and how many entries it has. */
function directoryOf(archive: Buffer, place: string): { count: number; start: number; end: number } {
  const lowest = Math.max(0, archive.length - END_LENGTH - LONGEST_COMMENT);
  for (let at = archive.length - END_LENGTH; at >= lowest; at--) {
    if (
      archive.readUInt32LE(at) !== END ||
      at + END_LENGTH + archive.readUInt16LE(at + 20) !== archive.length
    )
      continue;
    const [disk, firstDisk] = [archive.readUInt16LE(at + 4), archive.readUInt16LE(at + 6)];
    const count = archive.readUInt16LE(at + 10);
    const [size, start] = [archive.readUInt32LE(at + 12), archive.readUInt32LE(at + 16)];
    if (disk !== 0 || firstDisk !== 0 || count !== archive.readUInt16LE(at + 8))
      throw new DataError(`${place}: a zip archive of one part is expected. Received one of several disks.`);
    if (count > MOST_ENTRIES)
      throw new DataError(`${place}: an archive may hold ${MOST_ENTRIES} files at most. Received ${count}.`);
    if (start + size > at) throw broken(place, 'its directory lies outside of it');
    return { count, start, end: start + size };
  }
  const isZip = archive.length >= 4 && archive.readUInt32LE(0) === LOCAL;
  if (isZip) throw broken(place, 'the end of its directory is missing');
  throw new DataError(
    `${place}: a zip archive is expected. Received ${archive.length === 0 ? 'an empty file' : `a file that starts with the bytes ${[...archive.subarray(0, 4)].join(', ')}`}.`,
  );
}

async function unpack(
  archive: Buffer,
  entry: {
    name: string;
    flags: number;
    method: number;
    crc: number;
    packed: number;
    size: number;
    header: number;
  },
  place: string,
): Promise<Buffer> {
  const inside = `${place}: ${entry.name}`;
  if (entry.flags & 1)
    throw new DataError(`${inside}: files without a password are read. Received an encrypted one.`);
  if (entry.header + 30 > archive.length || archive.readUInt32LE(entry.header) !== LOCAL)
    throw broken(inside, 'its header is missing');
  const start =
    entry.header + 30 + archive.readUInt16LE(entry.header + 26) + archive.readUInt16LE(entry.header + 28);
  if (start + entry.packed > archive.length) throw broken(inside, 'its bytes are cut short');
  const packed = archive.subarray(start, start + entry.packed);
  const bytes = await unpacked(packed, entry, inside);
  if (bytes.length !== entry.size)
    throw broken(inside, `it has ${bytes.length} bytes instead of ${entry.size}`);
  if (crc32(bytes) !== entry.crc) throw broken(inside, 'its checksum differs');
  return bytes;
}

async function unpacked(
  packed: Buffer,
  { method, size }: { method: number; size: number },
  inside: string,
): Promise<Buffer> {
  if (method === 0) return packed;
  if (method !== 8)
    throw new DataError(
      `${inside}: stored and deflated files are read. Received compression method ${method}. Pack it again.`,
    );
  // An output longer than announced ends the unpacking, however long it would be.
  return inflate(packed, { maxOutputLength: Math.max(1, size) }).catch((error: unknown) => {
    throw broken(
      inside,
      hasCode(error, 'ERR_BUFFER_TOO_LARGE') ? `it has more than its ${size} bytes` : messageOf(error),
    );
  });
}

function broken(place: string, why: string): DataError {
  return new DataError(`${place}: the zip archive is truncated or broken: ${why}. Fetch or copy it again.`);
}
