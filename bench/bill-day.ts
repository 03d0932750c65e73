import { type BilledDayWish, runBilledDay } from '../test/support/billed-day.js';

/** One day in a process of its own, as its parent wishes; the memory goes with it. */
const { wish, path } = JSON.parse(process.argv[2] ?? '{}') as { wish: BilledDayWish; path: string };
process.send?.(await runBilledDay(wish, path));
process.disconnect?.();
