import { useEffect, useState } from 'react';
import { useLive } from './live-context.js';

const SECOND_MS = 1000;
/** Longer without a message than this and the data count as old. */
const STALE_MS = 3000;

/** Draws anew once a second; one timer for each place that shows time. */
function useSecond(): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNowMs(Date.now()), SECOND_MS);
    return () => window.clearInterval(timer);
  }, []);
  return nowMs;
}

/** How old the live data are. */
export interface DataAge {
  readonly late: boolean;
  /** null before the first message. */
  readonly ageMs: number | null;
}

export function useDataAge(): DataAge {
  const nowMs = useSecond();
  const heardAtMs = useLive((live) => live.heardAtMs);
  const connected = useLive((live) => live.connected);
  const ageMs = heardAtMs === 0 ? null : Math.max(0, nowMs - heardAtMs);
  return { ageMs, late: ageMs !== null && (!connected || ageMs > STALE_MS) };
}

/** The server's clock, a second's grain: for timers of states. It stands still while the data are old. */
export function useServerNow(): number {
  const nowMs = useSecond();
  const offsetMs = useLive((live) => live.serverOffsetMs);
  const heardAtMs = useLive((live) => live.heardAtMs);
  const { late } = useDataAge();
  return (late ? heardAtMs : nowMs) + offsetMs;
}
