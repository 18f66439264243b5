/** The checksum of each byte, by the polynomial of Castagnoli, bits reversed. */
const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0x82f63b78 ^ (c >>> 1) : c >>> 1;
  return c;
});

/**
 * CRC-32C (Castagnoli) of bytes, as iSCSI, ext4 and TensorFlow's records have it. Told apart, not protected.
 *
 * @see RFC 3720, appendix B.4.
 */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = table[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
