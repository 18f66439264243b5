import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zip, type ZipOptions } from '../../../test/helpers/numpyFiles.ts';
import { DataError } from '../../util/errors.ts';
import { readZip } from './zip.ts';

const files = { 'a.npy': Buffer.from('one '.repeat(50)), 'b/ü.npy': Buffer.alloc(0) };
const readAll = async (archive: Buffer) => {
  const entries = [...readZip(archive, 'a.zip', 1e6).values()];
  return Object.fromEntries(await Promise.all(entries.map(async ({ name, read }) => [name, await read()])));
};

describe('readZip', () => {
  it('reads stored and deflated files, with a comment or without', async () => {
    for (const deflated of [false, true])
      for (const comment of ['', 'made by PK\x05\x06 hand'])
        expect(await readAll(zip(files, { deflated, comment }))).toEqual(files);
    expect(await readAll(zip({}))).toEqual({});
  });

  it.each<[string, ZipOptions, string]>([
    ['another checksum', { crc: 1 }, 'its checksum differs'],
    ['a size too small', { deflated: true, size: 10 }, 'it has more than its 10 bytes'],
    ['a size too large', { deflated: true, size: 1000 }, 'it has 200 bytes instead of 1000'],
    ['a size beyond the limit', { deflated: true, size: 2e6 }, 'may hold 1000000 bytes at most'],
    ['another compression', { method: 12 }, 'Received compression method 12'],
    ['a password', { flags: 1 }, 'Received an encrypted one'],
  ])('refuses %s', async (_, options, message) => {
    const reading = readAll(zip({ 'a.npy': files['a.npy'] }, options)).catch((error: unknown) => error);
    expect(await reading).toBeInstanceOf(DataError);
    expect(String(await reading)).toContain(message);
  });

  it('does not unpack more than it was told to', async () => {
    const bomb = zip({ 'a.npy': Buffer.alloc(900_000) }, { deflated: true, size: 100 });
    expect(bomb.length).toBeLessThan(2000);
    await expect(readAll(bomb)).rejects.toThrow('it has more than its 100 bytes');
  });

  it('refuses what is cut short or is no archive', async () => {
    const whole = zip(files, { deflated: true });
    for (let length = 0; length < whole.length; length++)
      await expect(readAll(whole.subarray(0, length))).rejects.toThrow(DataError);
    await expect(readAll(whole.subarray(0, -3))).rejects.toThrow('the end of its directory is missing');
    await expect(readAll(Buffer.alloc(0))).rejects.toThrow('Received an empty file');
    await expect(readAll(Buffer.from('a'.repeat(100)))).rejects.toThrow(
      'starts with the bytes 97, 97, 97, 97',
    );
  });

  it('gives the right bytes or an error where any byte is another', async () => {
    const whole = zip(files, { deflated: true });
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, value) => {
        const other = Buffer.from(whole);
        other[at] = value;
        const read = await readAll(other).catch((error: unknown) => error);
        if (read instanceof Error) expect(read).toBeInstanceOf(DataError);
        // A name may be another; the bytes may not, and none may be of another file.
        else
          for (const bytes of Object.values(read as object))
            expect(Object.values(files)).toContainEqual(bytes);
      }),
      { seed: 6, numRuns: 400 },
    );
  });
});
