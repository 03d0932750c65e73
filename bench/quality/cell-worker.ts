import { type Cell, runCell } from './cell.js';

/** Runs the cells its parent sends, one after the other; ends when the parent lets go of it. */
process.on('message', (cell) => {
  process.send?.(runCell(cell as Cell));
});
