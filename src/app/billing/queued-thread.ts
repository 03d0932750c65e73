import { inThread } from './work-thread.js';

/** What a thread is given: an order, and the database it asks by itself. */
export interface ThreadWork<Order> {
  readonly url: string;
  readonly order: Order;
}

/** Has orders made in a thread of their own, one after the other. */
export function queuedThread<Order, Made>(file: URL, url: string): (order: Order) => Promise<Made> {
  let last: Promise<unknown> = Promise.resolve();
  return (order) => {
    const work: ThreadWork<Order> = { url, order };
    const watch = { progress: () => undefined, signal: { aborted: false } };
    const made = last.then(() => inThread<Made>(file, work, watch));
    last = made.catch(() => undefined);
    return made;
  };
}
