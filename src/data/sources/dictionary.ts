/** Distinct texts, each with a code in order of appearance, found by their UTF-8 bytes. */
export class Dictionary {
  readonly texts: string[] = [];
  /** How often each was asked for. */
  readonly counts: number[] = [];
  private arena = new Uint8Array(256);
  private ends: number[] = [];
  private slots = new Int32Array(64).fill(-1);
  private hashes: number[] = [];

  /** The code of the text in bytes `from` … `to`, which is new where it was not seen before. */
  code(bytes: Uint8Array, from: number, to: number): number {
    let hash = 0x811c9dc5;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
    hash ^= hash >>> 15;
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const code = this.slots[slot]!;
      if (code < 0) return this.add(bytes, from, to, hash, slot);
      if (this.hashes[code] === hash && this.isAt(code, bytes, from, to)) {
        this.counts[code]!++;
        return code;
      }
    }
  }

  private isAt(code: number, bytes: Uint8Array, from: number, to: number): boolean {
    let at = code === 0 ? 0 : this.ends[code - 1]!;
    if (this.ends[code]! - at !== to - from) return false;
    for (let i = from; i < to; i++) if (this.arena[at++] !== bytes[i]) return false;
    return true;
  }

  private add(bytes: Uint8Array, from: number, to: number, hash: number, slot: number): number {
    const code = this.texts.length;
    const start = code === 0 ? 0 : this.ends[code - 1]!;
    const end = start + to - from;
    if (end > this.arena.length) {
      const arena = new Uint8Array(Math.max(end, 2 * this.arena.length));
      arena.set(this.arena);
      this.arena = arena;
    }
    this.arena.set(bytes.subarray(from, to), start);
    this.ends.push(end);
    this.hashes.push(hash);
    this.counts.push(1);
    this.texts.push(Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString());
    this.slots[slot] = code;
    if (2 * this.texts.length > this.slots.length) this.grow();
    return code;
  }

  private grow(): void {
    const slots = new Int32Array(2 * this.slots.length).fill(-1);
    const mask = slots.length - 1;
    this.hashes.forEach((hash, code) => {
      let slot = hash & mask;
      while (slots[slot]! >= 0) slot = (slot + 1) & mask;
      slots[slot] = code;
    });
    this.slots = slots;
  }
}
