/** What waits for its time: oldest first, then by number. */
export interface DueEntry {
  readonly dueMs: number;
  readonly id: number;
}

function before(a: DueEntry, b: DueEntry): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.id < b.id);
}

/** A binary heap; what is no longer wanted is passed over by its reader instead of being searched for. */
export class DueQueue {
  readonly #heap: DueEntry[] = [];

  peek(): DueEntry | undefined {
    return this.#heap[0];
  }

  push(entry: DueEntry): void {
    const heap = this.#heap;
    let hole = heap.length;
    heap.push(entry);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !before(entry, above)) {
        break;
      }
      heap[hole] = above;
      hole = parent;
    }
    heap[hole] = entry;
  }

  pop(): DueEntry | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) {
      return first;
    }
    let hole = 0;
    for (;;) {
      const left = 2 * hole + 1;
      const right = left + 1;
      let child = heap[left];
      let at = left;
      const other = heap[right];
      if (child !== undefined && other !== undefined && before(other, child)) {
        child = other;
        at = right;
      }
      if (child === undefined || !before(child, last)) {
        break;
      }
      heap[hole] = child;
      hole = at;
    }
    heap[hole] = last;
    return first;
  }
}
