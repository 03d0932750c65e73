/** Waits until `check` gives true, looking again after each turn of the loop; fails with its last answer. */
export async function until(
  check: () => Promise<true | string> | true | string,
  withinMs = 15_000,
): Promise<void> {
  const end = Date.now() + withinMs;
  for (;;) {
    const answer = await check();
    if (answer === true) {
      return;
    }
    if (Date.now() > end) {
      throw new Error(`Not within ${withinMs} ms: ${answer}`);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
