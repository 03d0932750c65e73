/** Numbers from 0 on, each once; four bytes a slot, at most half of them full. */
export class NumberSet {
  #slots = new Uint32Array(64);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(number: number): void {
    if (this.#put(number)) {
      this.#size += 1;
      if (this.#size * 2 > this.#slots.length) {
        this.#grow();
      }
    }
  }

  #put(number: number): boolean {
    const mask = this.#slots.length - 1;
    let slot = (Math.imul(number, 0x9e3779b1) >>> 5) & mask;
    for (;;) {
      const entry = this.#slots[slot] ?? 0;
      if (entry === 0) {
        this.#slots[slot] = number + 1;
        return true;
      }
      if (entry === number + 1) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Uint32Array(before.length * 2);
    for (const entry of before) {
      if (entry !== 0) {
        this.#put(entry - 1);
      }
    }
  }
}
