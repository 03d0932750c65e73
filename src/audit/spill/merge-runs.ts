import type { RunReader } from './sorted-run.js';

/** The lines of several sorted runs as one sorted sequence: a binary heap of readers by the line each stands at. */
export function* mergeRuns(readers: readonly RunReader[]): Generator<string> {
  const heap = readers.filter((reader) => reader.line !== null);
  for (let at = (heap.length >> 1) - 1; at >= 0; at--) {
    sink(heap, at);
  }
  for (let top = heap[0]; top !== undefined; top = heap[0]) {
    yield top.line as string;
    top.advance();
    if (top.line === null) {
      const last = heap.pop();
      if (heap.length === 0 || last === undefined) {
        return;
      }
      heap[0] = last;
    }
    sink(heap, 0);
  }
}

function sink(heap: RunReader[], from: number): void {
  let at = from;
  const moved = heap[at] as RunReader;
  const line = moved.line as string;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) {
      break;
    }
    const right = heap[child + 1];
    if (right !== undefined && (right.line as string) < ((heap[child] as RunReader).line as string)) {
      child += 1;
    }
    const lower = heap[child] as RunReader;
    if ((lower.line as string) >= line) {
      break;
    }
    heap[at] = lower;
    at = child;
  }
  heap[at] = moved;
}
