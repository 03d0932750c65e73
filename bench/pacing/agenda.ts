interface Pending {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** What is to happen when: a heap by time, first come first served within a moment. */
export class Agenda {
  private readonly heap: Pending[] = [];
  private serial = 0;

  get next(): number {
    return this.heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  add(at: number, run: () => void): void {
    const item = { at, order: this.serial++, run };
    const heap = this.heap;
    let i = heap.length;
    heap.push(item);
    while (i > 0) {
      const up = (i - 1) >> 1;
      if (!this.before(item, heap[up]!)) {
        break;
      }
      heap[i] = heap[up]!;
      i = up;
    }
    heap[i] = item;
  }

  take(): Pending {
    const heap = this.heap;
    const top = heap[0]!;
    const last = heap.pop()!;
    if (heap.length > 0) {
      let i = 0;
      for (;;) {
        let down = 2 * i + 1;
        if (down >= heap.length) {
          break;
        }
        if (down + 1 < heap.length && this.before(heap[down + 1]!, heap[down]!)) {
          down += 1;
        }
        if (!this.before(heap[down]!, last)) {
          break;
        }
        heap[i] = heap[down]!;
        i = down;
      }
      heap[i] = last;
    }
    return top;
  }

  private before(a: Pending, b: Pending): boolean {
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }
}
