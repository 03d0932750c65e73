import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Cell, type CellDay, runCell } from './cell.js';
import type { CellStore } from './cell-store.js';

const WORKER = fileURLToPath(new URL('./cell-worker.js', import.meta.url));

interface Progress {
  readonly left: number;
  readonly stopped: boolean;
}

/** Runs cells that are not in the store, until all are or the time is over; what was begun is finished. */
export async function runCells(
  cells: readonly Cell[],
  store: CellStore,
  jobs: number,
  endsAtMs: number,
): Promise<Progress> {
  const queue = [...cells];
  const total = queue.length;
  const take = (): Cell | undefined => (Date.now() < endsAtMs ? queue.shift() : undefined);
  const done = (cell: Cell, day: CellDay): void => {
    store.write(cell, day);
    const { scenario, cap, strategy, seed } = cell;
    console.error(`${total - queue.length}/${total} ${scenario} cap ${cap} ${strategy} seed ${seed}`);
  };
  if (jobs === 1) {
    for (let cell = take(); cell !== undefined; cell = take()) {
      done(cell, runCell(cell));
    }
  } else {
    await Promise.all(Array.from({ length: jobs }, () => runInWorker(take, done)));
  }
  return { left: queue.length, stopped: queue.length > 0 };
}

async function runInWorker(
  take: () => Cell | undefined,
  done: (cell: Cell, day: CellDay) => void,
): Promise<void> {
  const worker: ChildProcess = fork(WORKER);
  const failed = new Promise<never>((_, reject) => {
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`a worker of the bench ended with ${code}`)));
  });
  failed.catch(() => undefined);
  for (let cell = take(); cell !== undefined; cell = take()) {
    const answer = new Promise<CellDay>((resolve) => {
      worker.once('message', (day) => resolve(day as CellDay));
    });
    worker.send(cell);
    done(cell, await Promise.race([answer, failed]));
  }
  worker.disconnect();
}
