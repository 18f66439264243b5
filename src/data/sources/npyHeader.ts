import { DataError } from '../../util/errors.ts';

/** What the header of an .npy file says of the array that follows it. */
export interface NpyHeader {
  /** NumPy's name of the element type, such as '<f4' or '|u1'. */
  readonly descr: string;
  /** Whether the first index runs fastest. */
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where in the file the elements begin. */
  readonly end: number;
}

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');
/** NumPy itself reads no longer one where it does not trust the file. */
const LONGEST_HEADER = 10_000;
const MOST_DIMENSIONS = 32;

/**
 * Reads the header of an .npy file, versions 1.0 to 3.0. The header is the text of a Python dictionary; it is taken
 * apart by a grammar of just what NumPy writes, and nothing in it is evaluated.
 *
 * @param place What to call the file in messages.
 * @throws {DataError} Not .npy, cut short, or a header that NumPy does not write.
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function readNpyHeader(file: Buffer, place: string): NpyHeader {
  if (file.length === 0) throw new DataError(`${place}: an .npy array is expected. Received an empty file.`);
  if (!file.subarray(0, 6).equals(MAGIC))
    throw new DataError(
      `${place}: an .npy array starts with the bytes 147, N, U, M, P, Y. Received ${[...file.subarray(0, 6)].join(', ')}.`,
    );
  const [major, minor] = [file[6] ?? 0, file[7] ?? 0];
  if (file.length >= 8 && !([1, 2, 3].includes(major) && minor === 0))
    throw new DataError(`${place}: .npy versions 1.0, 2.0 and 3.0 are read. Received ${major}.${minor}.`);
  const start = major === 1 ? 10 : 12;
  if (file.length < start) throw truncated(place, `at least ${start} bytes`, file.length);
  const length = major === 1 ? file.readUInt16LE(8) : file.readUInt32LE(8);
  if (length > LONGEST_HEADER)
    throw new DataError(
      `${place}: a header may have ${LONGEST_HEADER} bytes at most. Received ${length}. Save the array again, without fields.`,
    );
  const end = start + length;
  if (file.length < end) throw truncated(place, `a header that ends at byte ${end}`, file.length);
  const text = file.toString(major === 3 ? 'utf8' : 'latin1', start, end);
  return { ...new HeaderText(text, place).read(), end };
}

function truncated(place: string, expected: string, received: number): DataError {
  return new DataError(
    `${place}: expected ${expected}. Found ${received} bytes: the file is truncated. Fetch or copy it again.`,
  );
}

/** The text of a header and how far it is read. */
class HeaderText {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly place: string,
  ) {}

  read(): Omit<NpyHeader, 'end'> {
    const found = new Map<string, string | boolean | readonly number[]>();
    this.expect(/\{/y, '{');
    while (!this.take(/\}/y)) {
      const [, key] = this.expect(/'(descr|fortran_order|shape)'/y, "'descr', 'fortran_order' or 'shape'");
      if (found.has(key!)) throw this.refuse(`'${key}' once`);
      this.expect(/:/y, ':');
      found.set(key!, this.value(key!));
      if (!this.take(/,/y)) {
        this.expect(/\}/y, '}');
        break;
      }
    }
    if (this.text.slice(this.at).trim() !== '') throw this.refuse('nothing after }');
    for (const key of ['descr', 'fortran_order', 'shape'])
      if (!found.has(key)) throw this.refuse(`the field '${key}'`);
    return {
      descr: found.get('descr') as string,
      fortranOrder: found.get('fortran_order') as boolean,
      shape: found.get('shape') as readonly number[],
    };
  }

  private value(key: string): string | boolean | readonly number[] {
    if (key === 'fortran_order') return this.expect(/True|False/y, 'True or False')[0] === 'True';
    if (key === 'shape') return this.shape();
    if (this.take(/\[/y))
      throw new DataError(
        `${this.place}: elements must be single numbers or texts. Received records with fields (a structured array). Save each field as an array of its own.`,
      );
    return this.expect(/'([^'\\]{1,32})'/y, "an element type such as '<f4'")[1]!;
  }

  private shape(): number[] {
    this.expect(/\(/y, '(');
    const dims: number[] = [];
    while (!this.take(/\)/y)) {
      // Python 2 wrote 3L.
      const dim = Number(this.expect(/(\d{1,16})L?/y, 'a dimension')[1]);
      if (!Number.isSafeInteger(dim) || dims.length === MOST_DIMENSIONS)
        throw this.refuse(`at most ${MOST_DIMENSIONS} dimensions below 2^53`);
      dims.push(dim);
      if (!this.take(/,/y)) {
        this.expect(/\)/y, ')');
        break;
      }
    }
    return dims;
  }

  private take(pattern: RegExp): RegExpExecArray | null {
    const blank = /[ \n]*/y;
    blank.lastIndex = this.at;
    pattern.lastIndex = this.at + blank.exec(this.text)![0].length;
    const match = pattern.exec(this.text);
    if (match) this.at = pattern.lastIndex;
    return match;
  }

  private expect(pattern: RegExp, what: string): RegExpExecArray {
    const match = this.take(pattern);
    if (!match) throw this.refuse(what);
    return match;
  }

  private refuse(what: string): DataError {
    const received = this.text.slice(this.at, this.at + 24).trim();
    return new DataError(
      `${this.place}: the header must have ${what} at character ${this.at}. Received ${received === '' ? 'its end' : JSON.stringify(received)}. Save the array again.`,
    );
  }
}
