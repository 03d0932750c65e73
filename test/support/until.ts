import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until a process that is not ours has done what `look` looks for. `look` gives true, or a text that says what
 * is still awaited, which is the failure after `deadlineMs`.
 */
export async function until(
  look: () => true | string | Promise<true | string>,
  deadlineMs = 15_000,
): Promise<void> {
  const started = performance.now();
  for (;;) {
    const found = await look();
    if (found === true) {
      return;
    }
    if (performance.now() - started > deadlineMs) {
      throw new Error(`Still awaited after ${deadlineMs} ms: ${found}`);
    }
    await pause(10);
  }
}
