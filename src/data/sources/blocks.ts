const size = 1 << 16;

/**
 * Numbers that come one after another: kept in blocks, so that growing copies nothing. The first begins small, as a table
 * may have thousands of columns and few rows.
 */
class Blocks<T extends Float32Array | Int32Array> {
  length = 0;
  private blocks: T[] = [];
  private last: T;
  private at = 0;

  constructor(private readonly make: (length: number) => T) {
    this.last = make(0);
  }

  push(value: number): void {
    if (this.at === this.last.length) this.grow();
    this.last[this.at++] = value;
    this.length++;
  }

  private grow(): void {
    if (this.blocks.length === 1 && this.last.length < size) {
      const larger = this.make(2 * this.last.length);
      larger.set(this.last as never);
      this.blocks = [(this.last = larger)];
      return;
    }
    this.last = this.make(this.blocks.length === 0 ? 16 : size);
    this.blocks.push(this.last);
    this.at = 0;
  }

  /** The number at `index`, which must be below `length`. */
  get(index: number): number {
    return this.blocks[index >>> 16]![index & (size - 1)]!;
  }

  /** Gives the memory back; nothing may be read afterwards. */
  clear(): void {
    this.blocks = [];
  }
}

export type NumberBlocks = Blocks<Float32Array>;
export type IntegerBlocks = Blocks<Int32Array>;

export const numberBlocks = (): NumberBlocks => new Blocks((length) => new Float32Array(length));
export const integerBlocks = (): IntegerBlocks => new Blocks((length) => new Int32Array(length));
