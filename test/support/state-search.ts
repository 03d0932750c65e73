/** Every state a pure step function can come to, told apart by `keyOf`, and the moves between their names. */
export function movesFound<State, Input>(search: {
  readonly starts: readonly State[];
  readonly inputs: readonly Input[];
  readonly step: (state: State, input: Input, nowMs: number) => State;
  readonly nameOf: (state: State) => string;
  readonly keyOf: (state: State) => string;
  /** Time between two inputs; all of them are tried. */
  readonly pausesMs: readonly number[];
}): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const seen = new Set<string>();
  const queue = search.starts.map((state) => ({ state, nowMs: 0 }));
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const from = search.nameOf(next.state);
    const targets = found.get(from) ?? new Set();
    found.set(from, targets);
    for (const input of search.inputs) {
      for (const pauseMs of search.pausesMs) {
        const nowMs = next.nowMs + pauseMs;
        const state = search.step(next.state, input, nowMs);
        const to = search.nameOf(state);
        if (to !== from) {
          targets.add(to);
        }
        const key = search.keyOf(state);
        if (!seen.has(key)) {
          seen.add(key);
          queue.push({ state, nowMs });
        }
      }
    }
  }
  return found;
}

/** A table of moves as plain sorted lists, to compare with what a search found. */
export function sortedMoves(
  moves: Readonly<Record<string, readonly string[]>> | ReadonlyMap<string, ReadonlySet<string>>,
): Record<string, string[]> {
  const entries = moves instanceof Map ? [...moves] : Object.entries(moves);
  return Object.fromEntries(
    entries.map(([from, to]) => [from, [...to].sort()] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
