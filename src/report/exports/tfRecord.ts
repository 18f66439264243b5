import { crc32c } from '../../util/crc32c.ts';

/** A checksum as records hold it: turned and shifted, so that a checksum of bytes with checksums in them is not special. */
export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/**
 * Records in the framing of TensorFlow: length (uint64), checksum of the length, the bytes, their checksum, all
 * little-endian.
 *
 * @see https://www.tensorflow.org/tutorials/load_data/tfrecord
 */
export function tfRecords(records: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(records.reduce((sum, { length }) => sum + length + 16, 0));
  const view = new DataView(file.buffer);
  let at = 0;
  for (const record of records) {
    view.setBigUint64(at, BigInt(record.length), true);
    view.setUint32(at + 8, maskedCrc32c(file.subarray(at, at + 8)), true);
    file.set(record, at + 12);
    view.setUint32(at + 12 + record.length, maskedCrc32c(record), true);
    at += record.length + 16;
  }
  return file;
}
