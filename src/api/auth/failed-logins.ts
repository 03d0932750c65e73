const WINDOW_MS = 60_000;
/** Addresses remembered at once; the oldest makes room. */
const MOST_ADDRESSES = 10_000;

/** Slows down whoever tries tokens out: so many wrong ones an address a minute, then none is looked at. */
export interface FailedLogins {
  isBlocked(address: string): boolean;
  note(address: string): void;
}

/** Fixed windows: cheap, and exact enough against 256-bit secrets. */
export function makeFailedLogins(mostPerMinute: number, nowMs: () => number): FailedLogins {
  const byAddress = new Map<string, { count: number; sinceMs: number }>();
  const current = (address: string) => {
    const entry = byAddress.get(address);
    return entry !== undefined && nowMs() - entry.sinceMs < WINDOW_MS ? entry : null;
  };
  return {
    isBlocked: (address) => (current(address)?.count ?? 0) >= mostPerMinute,
    note(address) {
      const entry = current(address);
      if (entry !== null) {
        entry.count += 1;
        return;
      }
      byAddress.delete(address);
      const oldest = byAddress.keys().next();
      if (byAddress.size >= MOST_ADDRESSES && oldest.done !== true) {
        byAddress.delete(oldest.value);
      }
      byAddress.set(address, { count: 1, sinceMs: nowMs() });
    },
  };
}
